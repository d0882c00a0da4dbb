package studio.sfumato.diffusion.control;

import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;

/// What networks that see how near everything is have in common.
final class Nearness {
    /// How much longer than the side that a network was trained on a side may become.
    private static final int LONGEST = 3;

    private static final int WHITE = 255;

    private Nearness() {}

    /// {@return the side of what a network looks at}
    ///
    /// @param length how long it would best be
    /// @param multiple what it must be a multiple of
    /// @param trained the side that the network was trained on
    static int side(double length, int multiple, int trained) {
        double most = Math.min(length, (double) LONGEST * trained);
        int blocks = (int) Math.max(1, Math.rint(most / multiple));
        return blocks * multiple;
    }

    /// {@return a map of one finite number for each place [..., height, width]: grey, the nearest white; all black, or
    /// white, where all are equally near}
    ///
    /// @param farther whether larger numbers are farther, not nearer
    static Raster grey(Tensor given, boolean farther) {
        float[] values = given.toArray();
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float range = most > least ? most - least : 1;
        int[] argb = new int[values.length];
        for (int i = 0; i < argb.length; i++) {
            float near = (values[i] - least) / range;
            argb[i] = 0x010101 * (int) Math.rint(WHITE * (farther ? 1 - near : near));
        }
        return Raster.opaque(given.shape().at(-1), given.shape().at(-2), argb);
    }
}
