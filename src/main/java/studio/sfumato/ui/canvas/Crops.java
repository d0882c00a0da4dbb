package studio.sfumato.ui.canvas;

import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// How far a feathered mask reaches.
final class Crops {
    private static final double SPREAD = 2.5;
    private static final double MUCH = 4e8;

    private Crops() {}

    /// {@return the mask in a picture as the options mean it, feathered; of very large ones only how far that reaches}
    static Mask feathered(Raster picture, Inpainting options) {
        Mask mask = Mask.of(picture, options.hard());
        Mask meant = options.invert() ? mask.inverted() : mask;
        int reach = (int) (SPREAD * options.maskBlur() + 0.5);
        double work = 4.0 * picture.width() * picture.height() * reach;
        return work > MUCH ? spread(meant, reach) : meant.feathered(options.maskBlur());
    }

    private static Mask spread(Mask mask, int reach) {
        byte[] levels = new byte[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                levels[y * mask.width() + x] = (byte) mask.at(x, y);
            }
        }
        byte[] across = spread(levels, mask.height(), mask.width(), mask.width(), 1, reach);
        return Mask.of(
                mask.width(), mask.height(), spread(across, mask.width(), mask.height(), 1, mask.width(), reach));
    }

    /// Along lines everything within `reach` of something becomes 1.
    private static byte[] spread(byte[] in, int lines, int length, int nextLine, int step, int reach) {
        byte[] out = in.clone();
        for (int line = 0; line < lines; line++) {
            int start = line * nextLine;
            int free = 0;
            for (int i = 0; i < length; i++) {
                if (in[start + i * step] != 0) {
                    int end = Math.min(length, i + reach + 1);
                    for (int at = Math.max(free, i - reach); at < end; at++) {
                        out[start + at * step] |= 1;
                    }
                    free = end;
                }
            }
        }
        return out;
    }
}
