package studio.sfumato.diffusion.pose;

/// One number for each place of a picture.
///
/// @param values row by row
@SuppressWarnings("ArrayRecordComponent")
record Plane(float[] values, int width, int height) {
    private static final double SHARP = -0.75;
    private static final double TRUNCATED = 4;

    float at(int x, int y) {
        return values[y * width + x];
    }

    /// {@return the upper left part}
    Plane cut(int toWidth, int toHeight) {
        float[] part = new float[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            System.arraycopy(values, y * width, part, y * toWidth, toWidth);
        }
        return new Plane(part, toWidth, toHeight);
    }

    /// {@return it at another size, as OpenCV's `INTER_CUBIC` makes it}
    Plane resized(int toWidth, int toHeight) {
        float[] across = new float[toWidth * height];
        along(values, across, height, width, toWidth, 1, width, 1, toWidth);
        float[] both = new float[toWidth * toHeight];
        along(across, both, toWidth, height, toHeight, toWidth, 1, toWidth, 1);
        return new Plane(both, toWidth, toHeight);
    }

    /// Resizes lines of `length` numbers, `step` apart, to lines of `wanted` numbers, `toStep` apart.
    private static void along(
            float[] from, float[] to, int lines, int length, int wanted, int step, int next, int toStep, int toNext) {
        double scale = (double) length / wanted;
        for (int i = 0; i < wanted; i++) {
            double at = (i + 0.5) * scale - 0.5;
            int first = (int) Math.floor(at);
            double t = at - first;
            double[] weights = {cubic(t + 1), cubic(t), cubic(1 - t), cubic(2 - t)};
            for (int line = 0; line < lines; line++) {
                double sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    int place = Math.clamp(first - 1L + k, 0, length - 1);
                    sum += weights[k] * from[line * next + place * step];
                }
                to[line * toNext + i * toStep] = (float) sum;
            }
        }
    }

    private static double cubic(double far) {
        return far <= 1
                ? ((SHARP + 2) * far - (SHARP + 3)) * far * far + 1
                : ((SHARP * far - 5 * SHARP) * far + 8 * SHARP) * far - 4 * SHARP;
    }

    /// {@return it blurred by a Gaussian cut off at four deviations, mirrored at the edges with these repeated: SciPy's
    /// `gaussian_filter`}
    Plane blurred(double sigma) {
        int reach = (int) (TRUNCATED * sigma + 0.5);
        double[] kernel = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            kernel[i + reach] = Math.exp(-0.5 * i * i / (sigma * sigma));
            sum += kernel[i + reach];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        float[] down = new float[values.length];
        pass(values, down, width, height, 1, width, reach, kernel);
        float[] both = new float[values.length];
        pass(down, both, height, width, width, 1, reach, kernel);
        return new Plane(both, width, height);
    }

    private static void pass(
            float[] from, float[] to, int lines, int length, int next, int step, int reach, double... kernel) {
        for (int i = 0; i < length; i++) {
            for (int line = 0; line < lines; line++) {
                double sum = 0;
                for (int k = -reach; k <= reach; k++) {
                    sum += kernel[k + reach] * from[line * next + mirrored(i + k, length) * step];
                }
                to[line * next + i * step] = (float) sum;
            }
        }
    }

    private static int mirrored(int i, int length) {
        int within = Math.floorMod(i, 2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }
}
