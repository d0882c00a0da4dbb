package studio.sfumato.canvas.filter;

import java.util.Arrays;
import studio.sfumato.error.CancellationToken;

/// Smooths a plane by a Gaussian; beyond its edge a plane goes on as at its edge. Narrow ones are
/// computed as they are. Wide ones are five boxes after each other whose ends have a share of their own,
/// so that the variance is exact at any width (Gwosdek, Grewenig, Bruhn, Weickert, Theoretical
/// Foundations of Gaussian Convolution by Extended Box Filtering, SSVM 2011, eq. 6 to 8). All weights are
/// positive: nothing leaves the range of what was there.
final class Gaussian {
    private static final double NARROW = 3;
    private static final int PASSES = 5;

    private final double sigma;
    private final CancellationToken token;

    Gaussian(double sigma, CancellationToken token) {
        this.sigma = sigma;
        this.token = token;
    }

    /// {@return how far away a pixel can be that counts}
    static int reach(double sigma) {
        return sigma <= NARROW ? (int) Math.ceil(4 * sigma) : PASSES * (boxRadius(sigma) + 1);
    }

    private static int boxRadius(double sigma) {
        return (int) Math.floor((Math.sqrt(12 * sigma * sigma / PASSES + 1) - 1) / 2);
    }

    /// Smooths `plane` in place.
    void smooth(float[] plane, int width, int height) {
        if (sigma <= 0) {
            return;
        }
        int longest = Math.max(width, height);
        float[] line = new float[longest];
        float[] out = new float[longest];
        for (int y = 0; y < height; y++) {
            System.arraycopy(plane, y * width, line, 0, width);
            float[] smooth = line(line, out, width);
            System.arraycopy(smooth, 0, plane, y * width, width);
            token.throwIfCancelled();
        }
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                line[y] = plane[y * width + x];
            }
            float[] smooth = line(line, out, height);
            for (int y = 0; y < height; y++) {
                plane[y * width + x] = smooth[y];
            }
            token.throwIfCancelled();
        }
    }

    private float[] line(float[] line, float[] out, int count) {
        if (sigma <= NARROW) {
            narrow(line, out, count);
        } else {
            wide(line, out, count);
        }
        return out;
    }

    /// The line is made longer by what goes on beyond its ends, for one box after another would bend it
    /// there.
    private void wide(float[] line, float[] out, int count) {
        int reach = reach(sigma);
        float[] from = new float[count + 2 * reach];
        float[] to = new float[from.length];
        Arrays.fill(from, 0, reach, line[0]);
        System.arraycopy(line, 0, from, reach, count);
        Arrays.fill(from, reach + count, from.length, line[count - 1]);
        for (int pass = 0; pass < PASSES; pass++) {
            box(from, to, from.length);
            float[] spare = from;
            from = to;
            to = spare;
        }
        System.arraycopy(from, reach, out, 0, count);
    }

    private void narrow(float[] line, float[] out, int count) {
        double[] weights = weights(sigma);
        int reach = weights.length - 1;
        for (int i = 0; i < count; i++) {
            double sum = line[i] * weights[0];
            for (int k = 1; k <= reach; k++) {
                sum += (line[Math.max(i - k, 0)] + line[Math.min(i + k, count - 1)]) * weights[k];
            }
            out[i] = (float) sum;
        }
    }

    /// {@return the weights from the middle on; both sides together make 1}
    private static double[] weights(double sigma) {
        double[] weights = new double[reach(sigma) + 1];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp(-k * k / (2 * sigma * sigma));
            sum += k == 0 ? weights[k] : 2 * weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    private void box(float[] line, float[] out, int count) {
        int radius = boxRadius(sigma);
        double variance = sigma * sigma / PASSES;
        double whole = 2.0 * radius + 1;
        double end =
                whole * (radius * (radius + 1) - 3 * variance) / (6 * (variance - (radius + 1.0) * (radius + 1.0)));
        double all = whole + 2 * end;
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += line[Math.min(Math.max(i, 0), count - 1)];
        }
        for (int i = 0; i < count; i++) {
            float before = line[Math.max(i - radius - 1, 0)];
            float after = line[Math.min(i + radius + 1, count - 1)];
            out[i] = (float) ((sum + end * (before + after)) / all);
            sum += after - line[Math.max(i - radius, 0)];
        }
    }
}
