package studio.sfumato.image;

/// Fills what a mask covers with the colours around it, ever more blurred the farther they are: A1111's `masking.fill`.
public final class Infill {
    private static final int[] RADII = {256, 64, 16, 4, 2, 0};
    private static final int[] TIMES = {1, 1, 2, 4, 2, 1};

    private Infill() {}

    /// {@return `picture`, opaque, filled}
    public static Raster of(Raster picture, Mask mask) {
        int width = picture.width();
        int height = picture.height();
        int[] known = new int[width * height];
        for (int i = 0; i < known.length; i++) {
            int left = 255 - mask.at(i % width, i / width);
            int rgb = picture.pixels()[i];
            known[i] = (left << 24)
                    | (Opacity.product((rgb >> 16) & 0xFF, left) << 16)
                    | (Opacity.product((rgb >> 8) & 0xFF, left) << 8)
                    | Opacity.product(rgb & 0xFF, left);
        }
        int[] filled = new int[known.length];
        for (int k = 0; k < RADII.length; k++) {
            int[] blurred = known.clone();
            BoxBlur.pixels(blurred, width, height, RADII[k]);
            Opacity.divide(blurred);
            for (int time = 0; time < TIMES[k]; time++) {
                for (int i = 0; i < filled.length; i++) {
                    filled[i] = composed(blurred[i], filled[i]);
                }
            }
        }
        return Raster.opaque(width, height, filled);
    }

    /// Pillow's `alpha_composite` of two pixels.
    private static int composed(int front, int back) {
        int a = front >>> 24;
        if (a == 0) {
            return back;
        }
        int whole = a * 255 + (back >>> 24) * (255 - a);
        int share = (int) (a * 255L * 255 * 128 / whole);
        int rest = 255 * 128 - share;
        int out = shifted(whole + 0x80) << 24;
        for (int shift = 0; shift <= 16; shift += 8) {
            int sum = ((front >> shift) & 0xFF) * share + ((back >> shift) & 0xFF) * rest + (0x80 << 7);
            out |= Math.min(255, shifted(sum) >> 7) << shift;
        }
        return out;
    }

    private static int shifted(int value) {
        return ((value >> 8) + value) >> 8;
    }
}
