package studio.sfumato.cli;

import java.nio.file.Path;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.UserFile;

/// What is said of a model's noise.
final class NoiseLines {
    private NoiseLines() {}

    /// {@return what the U-Net predicts, and what tells so}: `v (by a tensor in the file)`
    static String prediction(NoiseFacts facts, Path model) {
        String source = facts.word().prediction().isPresent()
                ? word(model, facts.prediction().map(NoiseLines::words).orElse("not told"))
                : source(facts.predictionFrom());
        return facts.predicts().map(NoiseLines::words).orElse("noise or v") + ": " + source;
    }

    /// {@return whether the last noise level is pure noise, and what tells so}: `on (by a tensor in the file)`
    static String zeroSnr(NoiseFacts facts, Path model) {
        String source =
                facts.word().zeroSnr().isPresent() ? word(model, onOff(facts.zeroSnr())) : source(facts.zeroSnrFrom());
        return onOff(facts.endsInNoise()) + ": " + source;
    }

    private static String word(Path model, String told) {
        return "by you, in " + UserFile.of(model).getFileName() + " (else " + told + ")";
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String words(Predicts what) {
        return switch (what) {
            case EPSILON -> "noise (epsilon)";
            case V_PREDICTION -> "v";
            case SAMPLE -> "the picture (sample)";
        };
    }

    private static String source(NoiseFacts.Source source) {
        return switch (source) {
            case MARKER -> "by a tensor in the file";
            case METADATA -> "by the file's metadata";
            case YAML -> "by the .yaml beside it";
            case SCHEDULER -> "by scheduler_config.json";
            case USUAL -> "usual for its kind";
            case MEASURED -> "found out when it is first used";
        };
    }
}
