package studio.sfumato.ui.canvas;

import java.util.Optional;
import studio.sfumato.canvas.Area;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.inpaint.CropRegion;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Box;
import studio.sfumato.image.Mask;
import studio.sfumato.ui.canvas.overlay.Seen;

/// How a document and its mask are given to the model.
///
/// @param options how the mask is used; empty without a mask, when the whole picture is changed
/// @param size the size that is asked for
/// @param seen what the model is shown of the document
record Plan(Optional<Inpainting> options, ImageSize size, Seen seen) {
    /// {@return the plan for a document without a mask}
    ///
    /// @param usual the size the model was trained at
    static Plan whole(int width, int height, ImageSize usual) {
        ImageSize size =
                Sizes.direct(width, height, usual) ? new ImageSize(width, height) : Sizes.like(width, height, usual);
        boolean same = size.width() == width && size.height() == height;
        return new Plan(Optional.empty(), size, new Seen(new Area(0, 0, width, height), size, !same));
    }

    /// {@return the plan for a document and its mask}
    ///
    /// @param feathered of the document's size, not empty
    static Plan masked(Mask feathered, Inpainting asked, ImageSize usual) {
        int width = feathered.width();
        int height = feathered.height();
        boolean wide = asked.area() == InpaintArea.WHOLE;
        if (wide && Sizes.direct(width, height, usual)) {
            ImageSize size = new ImageSize(width, height);
            return new Plan(Optional.of(asked), size, new Seen(new Area(0, 0, width, height), size, false));
        }
        Inpainting options = wide ? widest(asked) : asked;
        Box box = feathered.bounds().orElseThrow();
        Area padded = new Area(box.left(), box.top(), box.width(), box.height())
                .grown(options.padding())
                .intersect(new Area(0, 0, width, height));
        ImageSize size = Sizes.like(padded.width(), padded.height(), usual);
        Box seen = CropRegion.around(feathered, options.padding(), size.width(), size.height());
        Area area = new Area(seen.left(), seen.top(), seen.width(), seen.height());
        return new Plan(Optional.of(options), size, new Seen(area, size, true));
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
