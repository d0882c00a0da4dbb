package studio.sfumato.job;

import java.util.function.Supplier;
import studio.sfumato.diffusion.PredictionProbe;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.merge.Merge;

/// Runs a model's U-Net once to find out what it predicts, beside whatever the engine has loaded. Its weights stay in
/// their file: a copy is not worth a single run. Any thread may use it.
///
/// @param runtime starts what runs networks, if need be
/// @param settings how they are run
public record AskedPrediction(Supplier<OrtRuntime> runtime, Supplier<EngineSettings> settings) implements Merge.Asking {
    @Override
    public Predicts prediction(ModelSource model, CancellationToken cancel) {
        cancel.throwIfCancelled();
        EngineSettings now = settings.get();
        SessionSettings sessions = new SessionSettings(now.provider(), now.threads(), WeightMode.MAPPED);
        return PredictionProbe.ask(model, runtime.get(), sessions, cancel);
    }
}
