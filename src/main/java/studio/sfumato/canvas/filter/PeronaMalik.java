package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;

/// Smooths what is flat and keeps edges: anisotropic diffusion by Perona and Malik, Scale-Space and Edge
/// Detection Using Anisotropic Diffusion, IEEE PAMI 12 (1990), eq. 7 with the differences of eq. 8. For
/// colours the difference of two pixels is the root of the mean square of those of red, green and blue,
/// so that all three have the same edges.
///
/// With a step of at most ¼ each new value is a mean of old ones with positive weights (eq. 10): no level
/// is ever below the least or above the greatest of the source.
///
/// @param conductance how an edge keeps what is beside it apart
/// @param contrast K: the difference in levels, 0.5…255, from which it is an edge
/// @param iterations how often, 1…500
/// @param step λ, 0.01…0.25
public record PeronaMalik(Conductance conductance, double contrast, int iterations, double step) implements Filter {
    private static final int STEPS = 4096;
    private static final float SQUARES = 64;

    /// Names the value it refuses.
    public PeronaMalik {
        Filter.within("contrast", contrast, 0.5, 255);
        Filter.within("iterations", iterations, 1, 500);
        Filter.within("step", step, 0.01, 0.25);
    }

    /// The two functions of the paper's section V.
    public enum Conductance {
        /// e^(−(d÷K)²): prefers edges of high contrast.
        CONTRAST,
        /// 1 ÷ (1 + (d÷K)²): prefers wide areas.
        AREA;

        private double of(double square) {
            return switch (this) {
                case CONTRAST -> Math.exp(-square);
                case AREA -> 1 / (1 + square);
            };
        }
    }

    @Override
    public Sheet of(Sheet in, CancellationToken token) {
        float[] table = table();
        float[][] now = in.colours();
        float[][] next = new float[Sheet.COLOURS][now[0].length];
        for (int i = 0; i < iterations; i++) {
            for (int c = 0; c < now.length; c++) {
                System.arraycopy(now[c], 0, next[c], 0, now[c].length);
            }
            for (int y = 0; y < in.height(); y++) {
                token.throwIfCancelled();
                row(now, next, in.alpha(), table, y * in.width(), in.width(), y + 1 < in.height());
            }
            float[][] spare = now;
            now = next;
            next = spare;
        }
        return in.with(now);
    }

    /// {@return λ·g at squares of d÷K from 0 to 64: there are few differences above}
    private float[] table() {
        float[] table = new float[STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (step * conductance.of(i * SQUARES / STEPS));
        }
        return table;
    }

    /// What flows between each pixel of a row and those right of it and below it.
    private void row(float[][] now, float[][] next, float[] alpha, float[] table, int at, int width, boolean below) {
        float scale = (float) (STEPS / SQUARES / (contrast * contrast) / Sheet.COLOURS);
        for (int i = at; i < at + width; i++) {
            if (alpha[i] > 0) {
                if (i + 1 < at + width && alpha[i + 1] > 0) {
                    flow(now, next, i, i + 1, table, scale);
                }
                if (below && alpha[i + width] > 0) {
                    flow(now, next, i, i + width, table, scale);
                }
            }
        }
    }

    private void flow(float[][] now, float[][] next, int one, int other, float[] table, float scale) {
        float red = now[0][other] - now[0][one];
        float green = now[1][other] - now[1][one];
        float blue = now[2][other] - now[2][one];
        float place = (red * red + green * green + blue * blue) * scale;
        float share;
        if (place < STEPS) {
            int index = (int) place;
            share = table[index] + (table[index + 1] - table[index]) * (place - index);
        } else {
            share = (float) (step * conductance.of(place * SQUARES / STEPS));
        }
        next[0][one] += share * red;
        next[0][other] -= share * red;
        next[1][one] += share * green;
        next[1][other] -= share * green;
        next[2][one] += share * blue;
        next[2][other] -= share * blue;
    }
}
