package studio.sfumato.canvas;

import studio.sfumato.error.RequestException;

/// How masks are shown.
///
/// @param rgb 0xRRGGBB
/// @param opacity 0…1, of what is wholly masked
public record MaskStyle(int rgb, double opacity) {
    /// A red that few pictures have.
    public static final MaskStyle USUAL = new MaskStyle(0xF0405A, 0.55);

    /// Refuses what is no colour or opacity.
    public MaskStyle {
        if ((rgb & 0xFF000000) != 0) {
            throw new RequestException("a mask's colour must be 0xRRGGBB, not " + Integer.toHexString(rgb));
        }
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new RequestException("a mask's opacity must be between 0 and 1, not " + opacity);
        }
    }
}
