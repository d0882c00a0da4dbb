package studio.sfumato.canvas.select;

/// Feathers a coverage: three means of boxes after each other, which is nearly a Gaussian (Kovesi, Fast
/// almost-Gaussian filtering, DICTA 2010, §II). Beyond its area a plane goes on as at its edge.
final class Softening {
    private static final int PASSES = 3;
    private static final int FINE = 7;

    private Softening() {}

    /// @param pixels about two standard deviations
    static Plane of(Plane plane, int pixels) {
        int width = plane.area().width();
        int height = plane.area().height();
        int[] values = new int[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = (plane.coverage()[i] & 0xFF) << FINE;
        }
        int radius = radius(pixels / 2.0);
        for (int pass = 0; pass < PASSES && radius > 0; pass++) {
            for (int y = 0; y < height; y++) {
                mean(values, y * width, 1, width, radius);
            }
            for (int x = 0; x < width; x++) {
                mean(values, x, width, height, radius);
            }
        }
        Plane out = new Plane(plane.area());
        for (int i = 0; i < values.length; i++) {
            out.coverage()[i] = (byte) ((values[i] + (1 << (FINE - 1))) >> FINE);
        }
        return out;
    }

    /// The variance of a box of 2r + 1 pixels is ((2r + 1)² − 1) ÷ 12, and variances add up.
    private static int radius(double deviation) {
        double box = Math.sqrt(12 * deviation * deviation / PASSES + 1);
        return (int) Math.max(1, Math.round((box - 1) / 2));
    }

    private static void mean(int[] values, int from, int step, int count, int radius) {
        int[] line = new int[count];
        for (int i = 0; i < count; i++) {
            line[i] = values[from + i * step];
        }
        int length = 2 * radius + 1;
        long sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += line[Math.clamp(i, 0, count - 1)];
        }
        for (int i = 0; i < count; i++) {
            values[from + i * step] = (int) ((sum + length / 2) / length);
            sum += line[Math.min(i + radius + 1, count - 1)] - line[Math.max(i - radius, 0)];
        }
    }
}
