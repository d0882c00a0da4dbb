package studio.sfumato.image.control;

import studio.sfumato.image.Raster;

/// Strokes as if drawn by hand, of soft edges: the ridges of these, thickened; A1111's `scribble_hed`.
public final class Strokes {
    private static final double SIGMA = 3;
    private static final float LEAST_RIDGE = 127;

    /// Above four of 255, as whole numbers are rounded.
    private static final float LEAST = 4.5f;

    private static final int[][] WAYS = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};

    private Strokes() {}

    /// {@return strokes, white on black}
    ///
    /// @param soft edges, the strongest white; its green counts
    public static Raster of(Raster soft) {
        int width = soft.width();
        int height = soft.height();
        float[] levels = new float[width * height];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (soft.argb(i % width, i / width) >> 8) & 0xFF;
        }
        Channels smooth = new Channels(levels, 1, width, height).blurred(SIGMA);
        float[] ridges = new float[levels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float here = smooth.values()[y * width + x];
                ridges[y * width + x] = here > LEAST_RIDGE && ridge(smooth, x, y, here) ? 255 : 0;
            }
        }
        Channels thick = new Channels(ridges, 1, width, height).blurredOfBytes(SIGMA);
        return Channels.grey(width, height, i -> thick.values()[i] >= LEAST ? 255 : 0);
    }

    /// {@return whether a place is no lower than both of its neighbours in one of four directions}
    private static boolean ridge(Channels smooth, int x, int y, float here) {
        for (int[] way : WAYS) {
            if (lower(smooth, x + way[0], y + way[1], here) && lower(smooth, x - way[0], y - way[1], here)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lower(Channels smooth, int x, int y, float here) {
        return x < 0
                || y < 0
                || x >= smooth.width()
                || y >= smooth.height()
                || smooth.values()[y * smooth.width() + x] <= here;
    }
}
