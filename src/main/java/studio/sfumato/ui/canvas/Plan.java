package studio.sfumato.ui.canvas;

import java.util.Optional;
import studio.sfumato.canvas.Area;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.overlay.Seen;

/// How a document and its mask are given to the model.
///
/// @param options how the mask is used; empty without a mask, when the whole picture is changed
/// @param size the size that is asked for
/// @param seen what the model is shown of the document
/// @param exact whether every pixel outside the mask's feathered edge comes back as it was
record Plan(Optional<Inpainting> options, ImageSize size, Seen seen, boolean exact) {
    /// {@return the plan for a document without a mask}
    ///
    /// @param usual the size the model was trained at
    static Plan whole(int width, int height, ImageSize usual) {
        ImageSize size = whole(width, height, 1, usual);
        boolean same = size.width() == width && size.height() == height;
        return new Plan(Optional.empty(), size, new Seen(new Area(0, 0, width, height), size, !same), false);
    }

    private static ImageSize whole(int width, int height, double scale, ImageSize usual) {
        return Sizes.direct(width, height, usual)
                ? new ImageSize(width, height)
                : Sizes.like(width * scale, height * scale, usual);
    }

    /// {@return the plan for a document and its mask}
    ///
    /// @param mask of the document's size, not empty
    static Plan masked(Raster mask, Inpainting asked, ImageSize usual) {
        return masked(Crops.reached(mask, asked), mask.width(), mask.height(), asked, usual);
    }

    /// {@return the same}
    ///
    /// @param reached which pixels are painted at least a little
    static Plan masked(boolean[] reached, int width, int height, Inpainting asked, ImageSize usual) {
        boolean direct = Sizes.direct(width, height, usual);
        if (asked.area() == InpaintArea.WHOLE && direct) {
            ImageSize size = new ImageSize(width, height);
            return new Plan(Optional.of(asked), size, new Seen(new Area(0, 0, width, height), size, false), true);
        }
        boolean wide = asked.area() == InpaintArea.WHOLE;
        Inpainting options = wide ? widest(asked) : asked;
        Area padded = Crops.padded(reached, width, height, options);
        ImageSize size = Sizes.like(padded.width(), padded.height(), usual);
        Seen seen = new Seen(Crops.seen(padded, width, height, size), size, true);
        return new Plan(Optional.of(options), size, seen, true);
    }

    /// As much around the mask as can be, where the whole document is too large for the model or has sides it cannot.
    private static Inpainting widest(Inpainting asked) {
        return new Inpainting(
                asked.maskBlur(),
                asked.content(),
                InpaintArea.MASKED,
                Inpainting.MOST_PADDING,
                asked.invert(),
                asked.soft(),
                asked.matchColours());
    }
}
