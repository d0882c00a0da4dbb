package studio.sfumato.image;

/// A blur that is nearly Gaussian, three times a box with soft ends: what Pillow's `GaussianBlur` does (Gwosdek et al.
/// 2011, "Theoretical Foundations of Gaussian Convolution by Extended Box Filtering"). The border is drawn out.
public final class BoxBlur {
    private static final int PASSES = 3;
    private static final int BITS = 24;

    private BoxBlur() {}

    /// {@return a grey plane blurred}
    public static Mask mask(Mask mask, double radius) {
        int[] plane = new int[mask.width() * mask.height()];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = mask.at(i % mask.width(), i / mask.width());
        }
        plane(plane, mask.width(), mask.height(), radius);
        byte[] levels = new byte[plane.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) plane[i];
        }
        return Mask.of(mask.width(), mask.height(), levels);
    }

    /// Blurs all four channels of premultiplied pixels.
    static void pixels(int[] argb, int width, int height, double radius) {
        int[] plane = new int[argb.length];
        for (int shift = 0; shift <= 24; shift += 8) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (argb[i] >>> shift) & 0xFF;
            }
            plane(plane, width, height, radius);
            for (int i = 0; i < plane.length; i++) {
                argb[i] = (argb[i] & ~(0xFF << shift)) | (plane[i] << shift);
            }
        }
    }

    private static void plane(int[] plane, int width, int height, double sigma) {
        if (sigma == 0) {
            return;
        }
        double radius = radius(sigma);
        int[] line = new int[Math.max(width, height)];
        int[] out = new int[line.length];
        for (int y = 0; y < height; y++) {
            lines(plane, y * width, 1, width, radius, line, out);
        }
        for (int x = 0; x < width; x++) {
            lines(plane, x, width, height, radius, line, out);
        }
    }

    /// Half the width of a box, its soft ends included, of which three have this standard deviation.
    private static double radius(double sigma) {
        double variance = sigma * sigma / PASSES;
        double whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
        double part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        return whole + part / (6 * (variance - (whole + 1) * (whole + 1)));
    }

    private static void lines(int[] plane, int start, int step, int size, double radius, int[] line, int[] out) {
        int reach = (int) radius;
        long weight = (long) ((float) (1 << BITS) / (float) (radius * 2 + 1));
        long edge = ((1 << BITS) - (reach * 2L + 1) * weight) / 2;
        int last = size - 1;
        for (int i = 0; i < size; i++) {
            line[i] = plane[start + i * step];
        }
        for (int pass = 0; pass < PASSES; pass++) {
            long sum = 0;
            for (int k = -reach; k <= reach; k++) {
                sum += line[Math.clamp(k, 0, last)];
            }
            for (int i = 0; i < size; i++) {
                int before = line[Math.clamp(i - reach - 1, 0, last)];
                int after = line[Math.clamp(i + reach + 1, 0, last)];
                out[i] = (int) ((sum * weight + (before + after) * edge + (1 << (BITS - 1))) >> BITS);
                sum += after - line[Math.clamp(i - reach, 0, last)];
            }
            System.arraycopy(out, 0, line, 0, size);
        }
        for (int i = 0; i < size; i++) {
            plane[start + i * step] = line[i];
        }
    }
}
