package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// How strongly a picture follows its prompt.
///
/// @param scale the CFG scale; exactly 1 leaves the negative prompt out
public record Guidance(double scale) {
    /// The strongest guidance a request may ask for.
    public static final double MOST = 100;

    /// Refuses scales outside 0…[#MOST].
    public Guidance {
        if (!(scale >= 0 && scale <= MOST)) {
            throw new RequestException("guidance must be between 0 and " + (int) MOST + ", not " + scale);
        }
    }

    /// {@return whether the negative prompt takes part}
    public boolean guided() {
        return scale != 1;
    }
}
