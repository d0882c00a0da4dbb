package studio.sfumato.diffusion.inpaint;

import java.util.Optional;
import studio.sfumato.image.Box;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// Brings what was painted back into its picture. Where the mask is 0, pixels are the source's own, to the bit.
///
/// @param source the picture, with whatever transparency it has
/// @param mask how much of each pixel is the new one, of the source's size
/// @param place where in it the painted part belongs; empty for all of it
/// @param matching whether the new colours are drawn to those around them
public record WayBack(Raster source, Mask mask, Optional<Box> place, boolean matching) {
    private static final int ALL = 255;

    /// {@return the picture with `made` in it}
    public Raster apply(Raster made) {
        return apply(made, mask);
    }

    /// {@return the picture with `made` in it, through another mask of the source's size}
    ///
    /// Pixels that [#mask] does not touch stay what they are whatever the other says.
    public Raster apply(Raster made, Mask through) {
        Box box = place.orElseGet(() -> new Box(0, 0, source.width(), source.height()));
        Raster fitted = place.isPresent()
                ? Framing.cropped(made, box.width(), box.height())
                : Framing.stretched(made, box.width(), box.height());
        if (matching) {
            fitted = Seam.matched(fitted, source, mask, box);
        }
        int[] out = source.toArgb();
        for (int y = box.top(); y < box.bottom(); y++) {
            for (int x = box.left(); x < box.right(); x++) {
                if (mask.at(x, y) != 0) {
                    int i = y * source.width() + x;
                    out[i] = mixed(out[i], fitted.argb(x - box.left(), y - box.top()), through.at(x, y));
                }
            }
        }
        return source.hasAlpha()
                ? Raster.translucent(source.width(), source.height(), out)
                : Raster.opaque(source.width(), source.height(), out);
    }

    /// {@return a mask of what was made, brought to the whole picture}
    public Mask placed(Mask made) {
        if (place.isEmpty()) {
            return Mask.ofGrey(Framing.stretched(made.toRaster(), source.width(), source.height()));
        }
        Box box = place.get();
        Raster fitted = Framing.cropped(made.toRaster(), box.width(), box.height());
        byte[] levels = new byte[source.width() * source.height()];
        for (int y = box.top(); y < box.bottom(); y++) {
            for (int x = box.left(); x < box.right(); x++) {
                levels[y * source.width() + x] = (byte) fitted.argb(x - box.left(), y - box.top());
            }
        }
        return Mask.of(source.width(), source.height(), levels);
    }

    /// What is transparent in the source becomes as opaque as it is painted over.
    private static int mixed(int old, int made, int share) {
        if (share == 0) {
            return old;
        }
        int keep = old >>> 24 == ALL ? ALL - share : (old >>> 24) * (ALL - share) / ALL;
        int whole = keep + share;
        int out = Math.min(ALL, whole) << 24;
        for (int shift = 0; shift <= 16; shift += 8) {
            int sum = ((old >>> shift) & 0xFF) * keep + ((made >>> shift) & 0xFF) * share;
            out |= ((sum + whole / 2) / whole) << shift;
        }
        return out;
    }
}
