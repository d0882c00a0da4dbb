package studio.sfumato.image.control;

import java.util.function.IntUnaryOperator;
import studio.sfumato.image.Raster;

/// A picture's colours as numbers 0…255, and what a map is made of them with.
///
/// @param values the planes one after another, rows top down
/// @param planes how many there are
@SuppressWarnings("ArrayRecordComponent")
record Channels(float[] values, int planes, int width, int height) {
    static final int COLOURS = 3;

    /// {@return red, green and blue of `picture`; transparency is dropped}
    static Channels of(Raster picture) {
        int[] argb = picture.toArgb();
        float[] values = new float[COLOURS * argb.length];
        for (int i = 0; i < argb.length; i++) {
            values[i] = (argb[i] >> 16) & 0xFF;
            values[argb.length + i] = (argb[i] >> 8) & 0xFF;
            values[2 * argb.length + i] = argb[i] & 0xFF;
        }
        return new Channels(values, COLOURS, picture.width(), picture.height());
    }

    int plane() {
        return width * height;
    }

    /// {@return the same, blurred as OpenCV's `GaussianBlur` does for floats, the border mirrored}
    Channels blurred(double sigma) {
        return blurred(gaussian(sigma, 8));
    }

    /// {@return the same, as it does for bytes, but not rounded: it looks less far}
    Channels blurredOfBytes(double sigma) {
        return blurred(gaussian(sigma, 6));
    }

    private Channels blurred(float... kernel) {
        float[] rows = new float[values.length];
        float[] both = new float[values.length];
        for (int plane = 0; plane < planes; plane++) {
            pass(values, rows, plane * plane(), true, kernel);
            pass(rows, both, plane * plane(), false, kernel);
        }
        return new Channels(both, planes, width, height);
    }

    private void pass(float[] from, float[] to, int start, boolean across, float... kernel) {
        int half = kernel.length / 2;
        int length = across ? width : height;
        int lines = across ? height : width;
        int step = across ? 1 : width;
        int next = across ? width : 1;
        for (int line = 0; line < lines; line++) {
            int at = start + line * next;
            for (int i = 0; i < length; i++) {
                float sum = 0;
                for (int k = -half; k <= half; k++) {
                    sum += kernel[k + half] * from[at + mirrored(i + k, length) * step];
                }
                to[at + i * step] = sum;
            }
        }
    }

    /// {@return a place within 0…length−1, mirrored at the ends without repeating them}
    static int mirrored(int i, int length) {
        if (length == 1) {
            return 0;
        }
        int period = 2 * (length - 1);
        int within = Math.floorMod(i, period);
        return within < length ? within : period - within;
    }

    private static float[] gaussian(double sigma, int reach) {
        int size = (int) Math.rint(sigma * reach + 1) | 1;
        double[] exact = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double x = i - (size - 1) / 2.0;
            exact[i] = Math.exp(-x * x / (2 * sigma * sigma));
            sum += exact[i];
        }
        float[] kernel = new float[size];
        for (int i = 0; i < size; i++) {
            kernel[i] = (float) (exact[i] / sum);
        }
        return kernel;
    }

    /// {@return how much darker each place is than `light`, in the colour where it is least so}
    float[] darkerThan(Channels light) {
        float[] least = new float[plane()];
        for (int i = 0; i < least.length; i++) {
            float lowest = Float.MAX_VALUE;
            for (int plane = 0; plane < planes; plane++) {
                lowest = Math.min(lowest, light.values[plane * least.length + i] - values[plane * least.length + i]);
            }
            least[i] = lowest;
        }
        return least;
    }

    /// {@return a grey picture}
    ///
    /// @param level the grey of each place, 0…255
    static Raster grey(int width, int height, IntUnaryOperator level) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0x010101 * level.applyAsInt(i);
        }
        return Raster.opaque(width, height, argb);
    }
}
