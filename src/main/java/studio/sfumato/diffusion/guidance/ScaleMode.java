package studio.sfumato.diffusion.guidance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// How a scale of dynamic thresholding changes on the way from noise to picture. The numbers are those of
/// sd-dynamic-thresholding, its shortened π among them.
public enum ScaleMode {
    /// Not at all.
    CONSTANT("Constant"),
    /// Falls evenly.
    LINEAR_DOWN("Linear Down"),
    /// Falls as a quarter of a cosine.
    COSINE_DOWN("Cosine Down"),
    /// Falls as a cosine of up to 1 radian.
    HALF_COSINE_DOWN("Half Cosine Down"),
    /// Grows evenly.
    LINEAR_UP("Linear Up"),
    /// Grows as a quarter of a cosine.
    COSINE_UP("Cosine Up"),
    /// Grows as a cosine of up to 1 radian.
    HALF_COSINE_UP("Half Cosine Up"),
    /// Grows as a power.
    POWER_UP("Power Up"),
    /// Falls as a power.
    POWER_DOWN("Power Down"),
    /// Falls and grows evenly, several times.
    LINEAR_REPEATING("Linear Repeating"),
    /// Falls and grows as a cosine, several times.
    COSINE_REPEATING("Cosine Repeating"),
    /// Grows evenly and starts again, several times.
    SAWTOOTH("Sawtooth");

    private static final double HALF_PI = 1.5707;
    private static final double TWO_PI = 6.28318;

    private final String label;

    ScaleMode(String label) {
        this.label = label;
    }

    /// {@return its name}
    public String label() {
        return label;
    }

    /// {@return the mode with this name}
    ///
    /// @throws RequestException if there is none
    public static ScaleMode parse(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ");
        List<String> labels = Arrays.stream(values()).map(ScaleMode::label).toList();
        return Arrays.stream(values())
                .filter(mode -> mode.label.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        "unknown scale mode '" + name + "'",
                        "nearest: " + String.join(", ", Suggestions.nearest(name, labels)),
                        null));
    }

    /// {@return the scale}
    ///
    /// @param lowest what is left of it where the mode is at its lowest
    /// @param value the power of the powers, how often the others repeat
    /// @param progress 0 at the start, 1 at the end
    double at(double scale, double lowest, double value, double progress) {
        return lowest + (scale - lowest) * share(value, progress);
    }

    private double share(double value, double progress) {
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR_DOWN -> 1 - progress;
            case COSINE_DOWN -> Math.cos(progress * HALF_PI);
            case HALF_COSINE_DOWN -> Math.cos(progress);
            case LINEAR_UP -> progress;
            case COSINE_UP -> 1 - Math.cos(progress * HALF_PI);
            case HALF_COSINE_UP -> 1 - Math.cos(progress);
            case POWER_UP -> Math.pow(progress, value);
            case POWER_DOWN -> 1 - Math.pow(progress, value);
            case LINEAR_REPEATING -> Math.abs(0.5 - progress * value % 1) * 2;
            case COSINE_REPEATING -> Math.cos(progress * TWO_PI * value) * 0.5 + 0.5;
            case SAWTOOTH -> progress * value % 1;
        };
    }
}
