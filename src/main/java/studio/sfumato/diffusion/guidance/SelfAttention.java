package studio.sfumato.diffusion.guidance;

import java.util.List;
import studio.sfumato.error.RequestException;

/// Settings of self-attention guidance.
///
/// @param scale how far it goes; 0 is off
/// @param blur the standard deviation of the blur, in latent pixels
/// @param threshold how much a place must be looked at to be blurred; 1 is the average
public record SelfAttention(double scale, double blur, double threshold) {
    /// ComfyUI's settings.
    private static final SelfAttention USUAL = new SelfAttention(0.5, 2, 1);

    private static final String NAME = "self-attention guidance";
    private static final double MOST_SCALE = 5;
    private static final double MOST_BLUR = 10;
    private static final double MOST_THRESHOLD = 4;

    /// Refuses what is out of range, by name.
    public SelfAttention {
        if (!(scale > 0 && scale <= MOST_SCALE)) {
            throw new RequestException(NAME + ": scale must be above 0 and at most 5, not " + scale);
        }
        if (!(blur > 0 && blur <= MOST_BLUR)) {
            throw new RequestException(NAME + ": blur must be above 0 and at most 10, not " + blur);
        }
        if (!(threshold >= 0 && threshold <= MOST_THRESHOLD)) {
            throw new RequestException(NAME + ": threshold must be between 0 and 4, not " + threshold);
        }
    }

    /// {@return the settings written as `0.5` or `scale=0.5, blur=2, threshold=1`; what is left out is as in ComfyUI}
    ///
    /// @throws RequestException if a setting is unknown or out of range
    public static SelfAttention parse(String text) {
        NamedValues values = new NamedValues(NAME, text, List.of("scale", "blur", "threshold"));
        return new SelfAttention(
                values.number("scale", USUAL.scale),
                values.number("blur", USUAL.blur),
                values.number("threshold", USUAL.threshold));
    }

    /// {@return these settings as [#parse] reads them}
    public String text() {
        return new NamedValues.Writer()
                .always("scale", scale)
                .unless("blur", blur, USUAL.blur)
                .unless("threshold", threshold, USUAL.threshold)
                .toString();
    }
}
