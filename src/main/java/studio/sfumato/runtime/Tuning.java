package studio.sfumato.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Path;
import studio.sfumato.graph.OnnxModel;

/// The session options that measured best. Figures are for SD 1.5's U-Net, batch 2 at 512×512, on two cores.
final class Tuning {
    /// With these two switched off the weights stay half-precision in the mapped file; either would make a 32-bit copy.
    /// Never together with [OptLevel#ALL_OPT]: ONNX Runtime 1.29 then fails a C++ assertion, which ends the JVM.
    private static final String KEEP_WEIGHTS_MAPPED = "ConstantFolding;FuseFp16InitializerToFp32NodeTransformer";

    private Tuning() {}

    /// Folded networks that are small get more. ALL is EXTENDED with convolutions in the NCHWc layout: SD 1.5's
    /// VAE decoder takes 6.6 s of processor time for a picture of 256×256 instead of 8.1, for 0.3 s more of
    /// loading. Its U-Net gains 8 % a step and pays with 10 s and 2.2 GB. Packing matrices beforehand makes that
    /// 1 % quicker and its load a third slower; without it, it computes the same bits as from mapped weights.
    ///
    /// @param weightBytes how large the weights are in their files
    static void apply(SessionOptions options, OnnxModel model, SessionSettings settings, long weightBytes)
            throws OrtException {
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.setIntraOpNumThreads(settings.threads());
        options.setInterOpNumThreads(1);
        // Spinning threads burn 35–45 % of the processor between operators and gain nothing.
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        // The pattern planner reserves every intermediate at once: 4.8 GB against 4.1 GB folded, 3.6 against 2.7
        // mapped.
        options.setMemoryPatternOptimization(false);
        WeightMode weights = settings.weights();
        if (model.foreign().isPresent() ? weights.foldsForeign(weightBytes) : weights.folds(weightBytes)) {
            boolean small = WeightMode.small(weightBytes);
            options.setOptimizationLevel(small ? OptLevel.ALL_OPT : OptLevel.EXTENDED_OPT);
            if (!small) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
        } else {
            options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
            options.addConfigEntry("optimization.disable_specified_optimizers", KEEP_WEIGHTS_MAPPED);
        }
        Path folder = model.weightFolder();
        if (folder != null) {
            options.addConfigEntry(
                    "session.model_external_initializers_file_folder_path",
                    folder.toAbsolutePath().toString());
        }
    }
}
