package studio.sfumato.diffusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.net.unet.ToldGuidance;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig;

/// Finds out what a U-Net predicts where no file says so: SD 2.x has models that predict noise and models that
/// predict v, with the same tensors. Of an input that is nothing but noise to it, the one gives the noise back
/// and the other, v being −x₀ there, gives something near nothing or below. A1111 1.10 asks the same question
/// of the same numbers (`is_using_v_parameterization_for_sd2`).
public final class PredictionProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PredictionProbe.class);
    private static final int SIDE = 8;
    private static final int TOKENS = 2;
    private static final double LAST_TIMESTEP = 999;
    private static final double VALUE = 0.5;
    private static final double BELOW = -1;

    private final ModelSource model;
    private final Networks networks;
    private @Nullable NoiseScheduleConfig known;

    PredictionProbe(ModelSource model, Networks networks) {
        this.model = model;
        this.networks = networks;
        known = model.predictionKnown() ? model.noiseSchedule() : null;
    }

    /// {@return what `model` predicts}; loads its U-Net for this alone.
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be run
    /// @throws studio.sfumato.error.CancelledException if `token` is cancelled meanwhile
    public static NoiseScheduleConfig.Predicts ask(
            ModelSource model, OrtRuntime runtime, SessionSettings settings, CancellationToken token) {
        try (ModelCache<NetworkKey, Session> alone = ModelCache.ofSessions()) {
            Networks networks = new Networks(model, runtime, alone, settings);
            return new PredictionProbe(model, networks).noise(_ -> {}, token).predicts();
        }
    }

    /// {@return the noise the model was trained on; running the U-Net once, the first time, where that is
    /// needed}
    NoiseScheduleConfig noise(Consumer<GenerationEvent> events, CancellationToken token) {
        NoiseScheduleConfig noise = known;
        if (noise == null) {
            double mean = answer(events, token);
            noise = model.noiseSchedule()
                    .withPrediction(
                            mean < BELOW
                                    ? NoiseScheduleConfig.Predicts.V_PREDICTION
                                    : NoiseScheduleConfig.Predicts.EPSILON);
            known = noise;
            LOG.debug("{} predicts {}: {}", model.name(), noise.predicts(), mean);
        }
        return noise;
    }

    /// {@return the mean of what the U-Net says minus what it is given}
    private double answer(Consumer<GenerationEvent> events, CancellationToken token) {
        UNetConfig config = UNetConfig.from(model.config(ModelPart.UNET));
        Tensor x = filled(1, config.inChannels(), SIDE, SIDE);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(UNet.SAMPLE, x);
        inputs.put(UNet.TIMESTEP, Tensor.of(Shape.of(1), (float) LAST_TIMESTEP));
        inputs.put(UNet.CONTEXT, filled(1, TOKENS, config.contextWidth()));
        ToldGuidance.of(config, 1).ifPresent(told -> inputs.put(UNet.TIMESTEP_COND, told.embedding(1)));
        Networks.Recipe plain = networks.unet(UNetVariant.PLAIN);
        networks.keepOnlyUnet(plain, token);
        Tensor said = networks.use(plain, events, token, session -> session.run(inputs, UNet.OUT_SAMPLE, token));
        double sum = 0;
        for (float value : said.minus(x).toArray()) {
            sum += value;
        }
        return sum / said.shape().elements();
    }

    private static Tensor filled(int... dims) {
        return Tensor.zeros(Shape.of(dims)).map(_ -> VALUE);
    }
}
