package studio.sfumato.diffusion.inpaint;

import java.util.Optional;
import studio.sfumato.error.RequestException;

/// How a mask is used, with A1111's meanings.
///
/// @param maskBlur how wide its edge is feathered: the standard deviation in pixels of the source, 0…[#MOST_BLUR]
/// @param content what lies under the mask to begin with
/// @param area what the model is shown
/// @param padding how many pixels around the mask it is shown where `area` is [InpaintArea#MASKED], 0…[#MOST_PADDING]
/// @param invert whether all but the mask is painted
/// @param soft differential diffusion, where the mask's shades say how far each place is changed
/// @param matchColours whether the colours of what was painted are drawn to those around it
public record Inpainting(
        int maskBlur,
        MaskedContent content,
        InpaintArea area,
        int padding,
        boolean invert,
        Optional<SoftInpainting> soft,
        boolean matchColours) {
    /// The widest feathering.
    public static final int MOST_BLUR = 256;

    /// The widest padding.
    public static final int MOST_PADDING = 1024;

    /// As A1111 has it where nothing is said.
    public static final Inpainting USUAL =
            new Inpainting(4, MaskedContent.ORIGINAL, InpaintArea.WHOLE, 32, false, Optional.empty(), false);

    /// Refuses what is out of range.
    public Inpainting {
        if (maskBlur < 0 || maskBlur > MOST_BLUR) {
            throw new RequestException("mask blur must be between 0 and " + MOST_BLUR + ", not " + maskBlur);
        }
        if (padding < 0 || padding > MOST_PADDING) {
            throw new RequestException("padding must be between 0 and " + MOST_PADDING + ", not " + padding);
        }
    }

    /// The same without drawing colours together.
    public Inpainting(
            int maskBlur,
            MaskedContent content,
            InpaintArea area,
            int padding,
            boolean invert,
            Optional<SoftInpainting> soft) {
        this(maskBlur, content, area, padding, invert, soft, false);
    }

    /// {@return whether the mask is rounded to all or nothing where the model sees it}
    public boolean hard() {
        return soft.isEmpty();
    }
}
