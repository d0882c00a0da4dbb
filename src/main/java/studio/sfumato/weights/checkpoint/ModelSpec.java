package studio.sfumato.weights.checkpoint;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;

/// Stability's metadata of model files: the keys `modelspec.…`, which trainers fill in more or less.
final class ModelSpec {
    static final String PREFIX = "modelspec.";

    private ModelSpec() {}

    /// {@return what `modelspec.KEY` says, if it says anything}
    static Optional<String> text(Map<String, String> metadata, String key) {
        return Optional.ofNullable(metadata.get(PREFIX + key))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /// {@return what the U-Net's output means, if the metadata says so}
    static Optional<Predicts> predicts(Map<String, String> metadata) {
        Optional<Predicts> told = text(metadata, "prediction_type")
                .or(() -> text(metadata, "predict_key"))
                .flatMap(NoiseWord::called);
        if (told.isPresent()) {
            return told;
        }
        String architecture = text(metadata, "architecture").orElse("").toLowerCase(Locale.ROOT);
        if (architecture.startsWith("stable-diffusion-v2-768-v")) {
            return Optional.of(Predicts.V_PREDICTION);
        }
        return architecture.startsWith("stable-diffusion-v2-512") ? Optional.of(Predicts.EPSILON) : Optional.empty();
    }
}
