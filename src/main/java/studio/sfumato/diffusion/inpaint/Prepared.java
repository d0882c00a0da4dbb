package studio.sfumato.diffusion.inpaint;

import java.util.Optional;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Box;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Infill;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;
import studio.sfumato.image.texture.TextureFill;

/// A picture and its mask as the model sees them, in the order of A1111's `StableDiffusionProcessingImg2Img.init`.
///
/// @param shown the picture, or the part of it that is painted in, in the size that is worked on in; opaque
/// @param mask what of it is painted, of the same size
/// @param back leads back into the whole picture
public record Prepared(Raster shown, Mask mask, WayBack back) {
    /// Pictures that differ less than this from the size asked for come back in their own.
    private static final int NEARLY = 8;

    private static final int WHITE = 0xFFFFFF;

    /// The same picture and mask always begin with the same texture.
    private static final long TEXTURE_SEED = 1;

    /// {@return the mask in a picture as the options mean it, not feathered}
    ///
    /// @throws RequestException if it has another size than the source
    public static Mask meant(Raster source, Raster mask, Inpainting options) {
        if (mask.width() != source.width() || mask.height() != source.height()) {
            throw new RequestException(
                    "the mask is " + mask.width() + "x" + mask.height() + ", but the picture is " + source.width() + "x"
                            + source.height(),
                    "A mask must have the size of its picture.",
                    null);
        }
        Mask meant = Mask.of(mask, options.hard());
        return options.invert() ? meant.inverted() : meant;
    }

    /// {@return picture and mask made ready}
    ///
    /// @param source with whatever transparency it has
    /// @param mask what is to be painted, feathered and not empty
    /// @throws RequestException if texture is to be continued and the mask leaves none
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public static Prepared of(
            Raster source, Mask mask, ImageSize size, ResizeMode resize, Inpainting options, CancellationToken token) {
        Prepared ready = switch (options.area()) {
            case WHOLE -> whole(source, mask, size, resize, options);
            case MASKED -> part(source, mask, size, options);
        };
        return switch (options.content()) {
            case ORIGINAL -> ready;
            case FILL, NOISE, NOTHING -> ready.showing(Infill.of(ready.shown, ready.mask));
            case TEXTURE -> ready.showing(TextureFill.of(ready.shown, ready.mask, TEXTURE_SEED, token));
        };
    }

    private Prepared showing(Raster other) {
        return new Prepared(other, mask, back);
    }

    private static Prepared whole(Raster source, Mask mask, ImageSize size, ResizeMode resize, Inpainting options) {
        ResizeMode mode = resize == ResizeMode.LATENT ? ResizeMode.STRETCH : resize;
        Raster shown = mode.apply(source, size.width(), size.height());
        Mask small = Mask.ofGrey(mode.apply(mask.toRaster(), size.width(), size.height()));
        boolean nearly =
                Math.abs(source.width() - size.width()) < NEARLY && Math.abs(source.height() - size.height()) < NEARLY;
        WayBack back = nearly
                ? new WayBack(source, mask.doubled(), Optional.empty(), options.matchColours())
                : new WayBack(shown, small.doubled(), Optional.empty(), options.matchColours());
        return new Prepared(Framing.on(shown, WHITE), small, back);
    }

    private static Prepared part(Raster source, Mask mask, ImageSize size, Inpainting options) {
        Box box = CropRegion.around(mask, options.padding(), size.width(), size.height());
        Raster shown = Framing.filled(part(source, box), size.width(), size.height());
        Mask small = Mask.ofGrey(Framing.filled(part(mask.toRaster(), box), size.width(), size.height()));
        return new Prepared(
                Framing.on(shown, WHITE), small, new WayBack(source, mask, Optional.of(box), options.matchColours()));
    }

    private static Raster part(Raster picture, Box box) {
        return Framing.part(picture, box.left(), box.top(), box.width(), box.height());
    }
}
