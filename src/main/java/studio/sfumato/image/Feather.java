package studio.sfumato.image;

import java.util.Arrays;

/// A Gaussian cut off at 2½ standard deviations, mirrored at the border: OpenCV's `GaussianBlur`, whose weights are
/// multiples of 1/256. Where nothing changes within its reach a level stays what it is, so only what is near changes is
/// worked out.
final class Feather {
    private static final int ALL = 255;

    /// A weight of 1.
    private static final int ONE = 256;

    private static final double CUT = 2.5;

    private final int reach;
    private final int[] kernel;

    /// @param sigma the standard deviation in pixels, from 1 on
    Feather(int sigma) {
        reach = (int) (CUT * sigma + 0.5);
        kernel = gaussian(sigma, reach);
    }

    /// What rounding leaves of a weight goes to the next towards the middle.
    private static int[] gaussian(int sigma, int reach) {
        double[] exact = new double[2 * reach + 1];
        for (int i = -reach; i <= reach; i++) {
            exact[i + reach] = Math.exp(-i * i / (2.0 * sigma * sigma));
        }
        double sum = Arrays.stream(exact).sum();
        int[] kernel = new int[exact.length];
        int rest = ONE;
        double error = 0;
        for (int i = 0; i < reach; i++) {
            double wanted = exact[i] / sum * ONE + error;
            kernel[i] = (int) Math.rint(wanted);
            kernel[2 * reach - i] = kernel[i];
            error = wanted - kernel[i];
            rest -= 2 * kernel[i];
        }
        kernel[reach] = rest;
        return kernel;
    }

    /// {@return levels blurred along rows, then along columns}
    ///
    /// @param levels 0…255, rows top down
    byte[] of(byte[] levels, int width, int height) {
        byte[] across = new byte[levels.length];
        int[] line = new int[width + 2 * reach];
        int[] sums = new int[width];
        int left = width;
        int right = 0;
        for (int y = 0; y < height; y++) {
            int start = y * width;
            int first = 1;
            while (first < width && levels[start + first] == levels[start + first - 1]) {
                first++;
            }
            int last = width - 1;
            while (last > first && levels[start + last] == levels[start + last - 1]) {
                last--;
            }
            int from = first < width ? Math.max(0, first - reach) : width;
            int to = first < width ? Math.min(width, last + reach) : width;
            Arrays.fill(across, start, start + from, levels[start]);
            Arrays.fill(across, start + to, start + width, levels[start + width - 1]);
            if (from < to) {
                along(levels, start, width, from, to, line, sums);
                put(sums, to - from, across, start + from);
                left = Math.min(left, from);
                right = Math.max(right, to);
            }
        }
        return down(across, width, height, Math.max(0, Math.min(left, right) - 1), Math.min(width, right + 1), sums);
    }

    private void along(byte[] levels, int start, int width, int from, int to, int[] line, int[] sums) {
        int count = to - from;
        for (int i = 0; i < count + 2 * reach; i++) {
            line[i] = levels[start + mirrored(from - reach + i, width)] & 0xFF;
        }
        Arrays.fill(sums, 0, count, ONE / 2);
        for (int k = 0; k < reach; k++) {
            if (kernel[k] != 0) {
                add(sums, count, line, k, 2 * reach - k, kernel[k]);
            }
        }
        for (int i = 0; i < count; i++) {
            sums[i] += kernel[reach] * line[reach + i];
        }
    }

    private static void add(int[] sums, int count, int[] line, int before, int after, int weight) {
        for (int i = 0; i < count; i++) {
            sums[i] += weight * (line[before + i] + line[after + i]);
        }
    }

    /// Left of `left` all columns are equal to it, right of `right` to the one before.
    private byte[] down(byte[] levels, int width, int height, int left, int right, int[] sums) {
        byte[] out = levels.clone();
        int first = 1;
        while (first < height && same(levels, width, first)) {
            first++;
        }
        if (first >= height) {
            return out;
        }
        int last = height - 1;
        while (last > first && same(levels, width, last)) {
            last--;
        }
        int count = right - left;
        for (int y = Math.max(0, first - reach); y < Math.min(height, last + reach); y++) {
            Arrays.fill(sums, 0, count, ONE / 2);
            for (int k = 0; k < reach; k++) {
                if (kernel[k] != 0) {
                    int above = mirrored(y - reach + k, height) * width + left;
                    int below = mirrored(y + reach - k, height) * width + left;
                    add(sums, count, levels, above, below, kernel[k]);
                }
            }
            int start = y * width;
            for (int i = 0; i < count; i++) {
                sums[i] += kernel[reach] * (levels[start + left + i] & 0xFF);
            }
            put(sums, count, out, start + left);
            Arrays.fill(out, start, start + left, out[start + left]);
            Arrays.fill(out, start + right, start + width, out[start + right - 1]);
        }
        return out;
    }

    private static boolean same(byte[] levels, int width, int row) {
        int start = row * width;
        return Arrays.equals(levels, start, start + width, levels, start - width, start);
    }

    private static void add(int[] sums, int count, byte[] levels, int above, int below, int weight) {
        for (int i = 0; i < count; i++) {
            sums[i] += weight * ((levels[above + i] & 0xFF) + (levels[below + i] & 0xFF));
        }
    }

    private static void put(int[] sums, int count, byte[] out, int start) {
        for (int i = 0; i < count; i++) {
            out[start + i] = (byte) Math.min(ALL, sums[i] / ONE);
        }
    }

    /// Where a place beyond the border is mirrored to; the outermost pixel is not repeated.
    private static int mirrored(int i, int size) {
        if (i >= 0 && i < size) {
            return i;
        }
        int period = Math.max(1, 2 * (size - 1));
        int at = Math.floorMod(i, period);
        return at < size ? at : period - at;
    }
}
