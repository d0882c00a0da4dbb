package studio.sfumato.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Path;
import studio.sfumato.graph.OnnxModel;

/// The session options that measured best. Figures are for SD 1.5's U-Net, batch 2 at 512×512, on two cores.
final class Tuning {
    /// Without these two the weights stay half-precision in the mapped file; either of them would make the 32-bit copy.
    /// Never together with [OptLevel#ALL_OPT]: ONNX Runtime 1.29 then fails a C++ assertion, which ends the JVM.
    private static final String KEEP_WEIGHTS_MAPPED = "ConstantFolding;FuseFp16InitializerToFp32NodeTransformer";

    private Tuning() {}

    static void apply(SessionOptions options, OnnxModel model, SessionSettings settings) throws OrtException {
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.setIntraOpNumThreads(settings.threads());
        options.setInterOpNumThreads(1);
        // Spinning threads burn 35–45 % of the processor between operators and gain nothing.
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        // The pattern planner reserves every intermediate at once: 4.8 GB against 4.1 GB folded, 3.6 against 2.7
        // mapped.
        options.setMemoryPatternOptimization(false);
        // EXTENDED is ALL without the NCHWc layout, which gains 8 % a step for +10 s of loading and +2.2 GB.
        switch (settings.weights()) {
            case FOLDED -> options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
            case MAPPED -> {
                options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
                options.addConfigEntry("optimization.disable_specified_optimizers", KEEP_WEIGHTS_MAPPED);
            }
        }
        Path folder = model.weightFolder();
        if (folder != null) {
            options.addConfigEntry(
                    "session.model_external_initializers_file_folder_path",
                    folder.toAbsolutePath().toString());
        }
    }
}
