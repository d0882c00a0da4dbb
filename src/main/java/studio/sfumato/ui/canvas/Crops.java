package studio.sfumato.ui.canvas;

import studio.sfumato.canvas.Area;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Raster;

/// How far a feathered mask reaches, and what the model is shown around it: A1111's `get_crop_region_v2` and
/// `expand_crop_region` (`modules/masking.py`).
final class Crops {
    private static final double SPREAD = 2.5;

    private Crops() {}

    /// {@return which pixels are painted at least a little, rows top down}
    static boolean[] reached(Raster mask, Inpainting options) {
        int width = mask.width();
        int height = mask.height();
        boolean[] in = new boolean[width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            mask.copyRow(y, row, 0);
            for (int x = 0; x < width; x++) {
                int shade = row[x] & 0xFF;
                in[y * width + x] = options.invert() ? shade != 255 : shade != 0;
            }
        }
        int reach = (int) (SPREAD * options.maskBlur() + 0.5);
        return reach == 0 ? in : spread(spread(in, width, height, reach, true), width, height, reach, false);
    }

    /// Along rows or columns everything within `reach` of something.
    private static boolean[] spread(boolean[] in, int width, int height, int reach, boolean across) {
        boolean[] out = new boolean[in.length];
        int lines = across ? height : width;
        int length = across ? width : height;
        int step = across ? 1 : width;
        for (int line = 0; line < lines; line++) {
            int start = across ? line * width : line;
            int free = 0;
            for (int i = 0; i < length; i++) {
                if (in[start + i * step]) {
                    for (int at = Math.max(free, i - reach); at < Math.min(length, i + reach + 1); at++) {
                        out[start + at * step] = true;
                    }
                    free = Math.min(length, i + reach + 1);
                }
            }
        }
        return out;
    }

    /// {@return the mask with its feathered edge and the padding around it, as far as that is within the document}
    static Area padded(boolean[] reached, int width, int height, Inpainting options) {
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (reached[y * width + x]) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = y + 1;
                }
            }
        }
        return Area.between(left, top, right, bottom).grown(options.padding()).intersect(new Area(0, 0, width, height));
    }

    /// {@return `padded` grown to the shape of `size`, as far as that is within the document}
    static Area seen(Area padded, int width, int height, ImageSize size) {
        double shape = (double) size.width() / size.height();
        if ((double) padded.width() / padded.height() > shape) {
            int more = (int) (padded.width() / shape - padded.height());
            int top = slid(padded.y() - more / 2, padded.height() + more, height);
            return Area.between(padded.x(), top, padded.right(), Math.min(height, top + padded.height() + more));
        }
        int more = (int) (padded.height() * shape - padded.width());
        int left = slid(padded.x() - more / 2, padded.width() + more, width);
        return Area.between(left, padded.y(), Math.min(width, left + padded.width() + more), padded.bottom());
    }

    private static int slid(int from, int length, int most) {
        return Math.max(0, Math.min(from, most - length));
    }
}
