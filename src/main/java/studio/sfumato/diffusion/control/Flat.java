package studio.sfumato.diffusion.control;

import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.image.Raster;

/// Brings pictures of flat colours to another size without mixing any.
final class Flat {
    private Flat() {}

    static Raster resized(Raster picture, ResizeMode mode, int width, int height) {
        double across = (double) picture.width() / width;
        double down = (double) picture.height() / height;
        double both = mode == ResizeMode.FILL ? Math.max(across, down) : Math.min(across, down);
        boolean keepsShape = mode == ResizeMode.CROP || mode == ResizeMode.FILL;
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            int row = place(y, height, picture.height(), keepsShape ? both : down);
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = picture.argb(place(x, width, picture.width(), keepsShape ? both : across), row);
            }
        }
        return Raster.opaque(width, height, argb);
    }

    /// {@return the pixel of a side of `from` pixels that lies at pixel `i` of one of `length`}
    private static int place(int i, int length, int from, double scale) {
        double fromMiddle = (i + 0.5 - length / 2.0) * scale;
        return Math.clamp((long) Math.floor(from / 2.0 + fromMiddle), 0, from - 1);
    }
}
