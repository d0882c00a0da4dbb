package studio.sfumato.net.clip;

import studio.sfumato.error.RequestException;

/// Which of a text encoder's states conditions the picture.
///
/// @param fromEnd the layer it is taken after, counted from the end: 1 is the last
/// @param normed whether the final layer norm is applied to it
public record HiddenState(int fromEnd, boolean normed) {
    /// The last layer but one, without the final norm: what SDXL was trained on.
    public static final HiddenState PENULTIMATE = new HiddenState(2, false);

    /// Refuses a layer beyond the last.
    public HiddenState {
        if (fromEnd < 1) {
            throw new RequestException("clip skip must be at least 1, not " + fromEnd);
        }
    }

    /// {@return the state for a clip skip as A1111 counts it: 1 skips nothing; the final norm is applied to
    /// any}
    public static HiddenState clipSkip(int clipSkip) {
        return new HiddenState(clipSkip, true);
    }
}
