package studio.sfumato.weights;

import java.util.Optional;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;

/// What a model predicts and whether its last noise level is pure noise, and what tells so.
///
/// @param prediction what the files say that the U-Net predicts; empty where only running it tells
/// @param predictionFrom what says so
/// @param zeroSnr what the files say of the last noise level
/// @param zeroSnrFrom what says so
/// @param word what the user says, which goes before that
public record NoiseFacts(
        Optional<Predicts> prediction, Source predictionFrom, boolean zeroSnr, Source zeroSnrFrom, NoiseWord word) {
    /// What tells it.
    public enum Source {
        /// A tensor of that name in the file.
        MARKER,
        /// The file's `modelspec`.
        METADATA,
        /// A1111's configuration beside the file.
        YAML,
        /// The folder's `scheduler_config.json`.
        SCHEDULER,
        /// Nothing: it is what such models usually are.
        USUAL,
        /// Nothing: running the U-Net once does.
        MEASURED
    }

    /// {@return what a folder with this scheduler says}
    static NoiseFacts of(NoiseScheduleConfig scheduler, NoiseWord word) {
        return new NoiseFacts(
                Optional.of(scheduler.predicts()),
                Source.SCHEDULER,
                scheduler.rescaleToZeroSnr(),
                Source.SCHEDULER,
                word);
    }

    /// {@return what a folder without a scheduler of such a model says}
    static NoiseFacts of(ModelFamily family, NoiseWord word) {
        return family == ModelFamily.SD2
                ? new NoiseFacts(Optional.empty(), Source.MEASURED, false, Source.USUAL, word)
                : new NoiseFacts(Optional.of(Predicts.EPSILON), Source.USUAL, false, Source.USUAL, word);
    }

    /// {@return the same where something else says what the U-Net predicts}
    public NoiseFacts withPrediction(Predicts other, Source from) {
        return new NoiseFacts(Optional.of(other), from, zeroSnr, zeroSnrFrom, word);
    }

    /// {@return the same with the user's word}
    public NoiseFacts withWord(NoiseWord other) {
        return new NoiseFacts(prediction, predictionFrom, zeroSnr, zeroSnrFrom, other);
    }

    /// {@return what the U-Net predicts, by the user's word or else the files'; empty where only running it tells}
    public Optional<Predicts> predicts() {
        return word.prediction().or(() -> prediction);
    }

    /// {@return whether the last noise level is pure noise, by the user's word or else the files'}
    public boolean endsInNoise() {
        return word.zeroSnr().orElse(zeroSnr);
    }

    /// {@return `noise` as it is with all that}; where only running the U-Net tells, it is said to predict noise
    public NoiseScheduleConfig over(NoiseScheduleConfig noise) {
        return noise.withPrediction(predicts().orElse(Predicts.EPSILON)).withZeroTerminalSnr(endsInNoise());
    }
}
