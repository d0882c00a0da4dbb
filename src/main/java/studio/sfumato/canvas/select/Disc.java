package studio.sfumato.canvas.select;

import java.util.Arrays;

/// Grows a coverage by a disc: every pixel takes the largest within the radius (grey-scale dilation;
/// Haralick, Sternberg and Zhuang, Image analysis using mathematical morphology, 1987, eq. 10). The disc
/// is taken apart into its rows; the largest of a row of any length are two lookups in tables of rows of
/// 2, 4, 8 … pixels.
final class Disc {
    private Disc() {}

    static Plane grown(Plane plane, int radius) {
        int width = plane.area().width();
        int height = plane.area().height();
        Plane out = new Plane(plane.area());
        int[] half = new int[radius + 1];
        for (int dy = 0; dy <= radius; dy++) {
            half[dy] = (int) Math.sqrt((radius + 0.5) * (radius + 0.5) - dy * dy);
        }
        Lengths lengths = new Lengths(width, radius);
        for (int row = 0; row < height; row++) {
            if (lengths.read(plane.coverage(), row * width)) {
                for (int dy = -radius; dy <= radius; dy++) {
                    if (row + dy >= 0 && row + dy < height) {
                        lengths.largest(half[Math.abs(dy)], out.coverage(), (row + dy) * width);
                    }
                }
            }
        }
        return out;
    }

    static Plane shrunk(Plane plane, int radius) {
        byte[] turned = turned(plane.coverage());
        return new Plane(
                plane.area(),
                turned(grown(new Plane(plane.area(), turned), radius).coverage()));
    }

    private static byte[] turned(byte... coverage) {
        byte[] out = new byte[coverage.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) ~coverage[i];
        }
        return out;
    }

    /// The largest of 1, 2, 4 … pixels of a row.
    private static final class Lengths {
        private final int width;
        private final int margin;
        private final int[][] tables;

        Lengths(int width, int radius) {
            this.width = width;
            this.margin = radius;
            int levels = 32 - Integer.numberOfLeadingZeros(2 * radius + 1);
            this.tables = new int[levels][width + 2 * radius];
        }

        /// {@return whether anything in the row is covered}
        boolean read(byte[] coverage, int at) {
            int any = 0;
            int[] single = tables[0];
            Arrays.fill(single, 0);
            for (int x = 0; x < width; x++) {
                single[margin + x] = coverage[at + x] & 0xFF;
                any |= coverage[at + x];
            }
            for (int level = 1; any != 0 && level < tables.length; level++) {
                int[] shorter = tables[level - 1];
                int step = 1 << (level - 1);
                for (int x = 0; x + step < shorter.length; x++) {
                    tables[level][x] = Math.max(shorter[x], shorter[x + step]);
                }
            }
            return any != 0;
        }

        /// Raises each pixel of `out` to the largest of the row's that are at most `half` pixels from it.
        void largest(int half, byte[] out, int at) {
            int length = 2 * half + 1;
            int level = 31 - Integer.numberOfLeadingZeros(length);
            int[] table = tables[level];
            int second = length - (1 << level);
            for (int x = 0; x < width; x++) {
                int from = margin + x - half;
                int most = Math.max(table[from], table[from + second]);
                if (most > (out[at + x] & 0xFF)) {
                    out[at + x] = (byte) most;
                }
            }
        }
    }
}
