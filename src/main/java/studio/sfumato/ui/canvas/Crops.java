package studio.sfumato.ui.canvas;

import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// How far a feathered mask reaches.
final class Crops {
    private Crops() {}

    /// {@return the mask in a picture as the options mean it, feathered: the one that is painted with}
    static Mask feathered(Raster picture, Inpainting options) {
        Mask mask = Mask.of(picture, options.hard());
        return (options.invert() ? mask.inverted() : mask).feathered(options.maskBlur());
    }
}
