package studio.sfumato.diffusion.inpaint;

import studio.sfumato.image.Box;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// Draws the colours of what was painted to those around it: around the mask the source is known, so what the model
/// made
/// of it there tells how far its colours drifted. That difference is spread smoothly over the mask, from coarse to fine
/// (pull-push; Gortler et al. 1996, "The Lumigraph", §3.5.2), and added: a membrane between the two.
final class Seam {
    private static final int COLOURS = 3;

    private Seam() {}

    /// {@return `made` with its colours moved}
    ///
    /// @param made what was painted, of the box's size
    /// @param mask where `source` is painted over
    /// @param box where it belongs
    static Raster matched(Raster made, Raster source, Mask mask, Box box) {
        int width = box.width();
        int height = box.height();
        float[] weight = new float[width * height];
        float[][] drift = new float[COLOURS][width * height];
        boolean any = false;
        for (int i = 0; i < weight.length; i++) {
            int x = i % width;
            int y = i / width;
            if (mask.at(box.left() + x, box.top() + y) == 0) {
                any = true;
                weight[i] = 1;
                int known = source.argb(box.left() + x, box.top() + y);
                int seen = made.argb(x, y);
                for (int c = 0; c < COLOURS; c++) {
                    drift[c][i] = level(known, c) - level(seen, c);
                }
            }
        }
        if (!any) {
            return made;
        }
        float[][] spread = new Layer(width, height, weight, drift).filled();
        int[] argb = made.toArgb();
        for (int i = 0; i < argb.length; i++) {
            int out = 0xFF;
            for (int c = 0; c < COLOURS; c++) {
                out = (out << 8) | Math.clamp(Math.round(level(argb[i], c) + spread[c][i]), 0, 255);
            }
            argb[i] = out;
        }
        return Raster.opaque(width, height, argb);
    }

    private static int level(int argb, int c) {
        return (argb >> (16 - 8 * c)) & 0xFF;
    }

    /// Values that are known in some places.
    private record Layer(
            int width,
            int height,
            @SuppressWarnings("ArrayRecordComponent") float[] weight,
            @SuppressWarnings("ArrayRecordComponent") float[][] values) {
        /// {@return values everywhere: where none is known, those of a coarser layer}
        float[][] filled() {
            if (width == 1 && height == 1) {
                return values;
            }
            Layer half = halved();
            float[][] coarse = half.filled();
            float[][] out = new float[COLOURS][width * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    for (int c = 0; c < COLOURS; c++) {
                        out[c][i] = weight[i] * values[c][i] + (1 - weight[i]) * half.between(coarse[c], x, y);
                    }
                }
            }
            return out;
        }

        private Layer halved() {
            int w = (width + 1) / 2;
            int h = (height + 1) / 2;
            float[] weights = new float[w * h];
            float[][] means = new float[COLOURS][w * h];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    float sum = 0;
                    float[] totals = new float[COLOURS];
                    for (int k = 0; k < 4; k++) {
                        int from = Math.min(2 * y + k / 2, height - 1) * width + Math.min(2 * x + k % 2, width - 1);
                        sum += weight[from];
                        for (int c = 0; c < COLOURS; c++) {
                            totals[c] += weight[from] * values[c][from];
                        }
                    }
                    weights[y * w + x] = Math.min(1, sum);
                    for (int c = 0; c < COLOURS; c++) {
                        means[c][y * w + x] = sum == 0 ? 0 : totals[c] / sum;
                    }
                }
            }
            return new Layer(w, h, weights, means);
        }

        /// What lies at a pixel of the finer layer.
        private float between(float[] plane, int x, int y) {
            float fx = Math.clamp((x + 0.5f) / 2 - 0.5f, 0, width - 1);
            float fy = Math.clamp((y + 0.5f) / 2 - 0.5f, 0, height - 1);
            int left = (int) fx;
            int top = (int) fy;
            int right = Math.min(left + 1, width - 1);
            int bottom = Math.min(top + 1, height - 1);
            float across = fx - left;
            float upper = plane[top * width + left] * (1 - across) + plane[top * width + right] * across;
            float lower = plane[bottom * width + left] * (1 - across) + plane[bottom * width + right] * across;
            return upper * (1 - (fy - top)) + lower * (fy - top);
        }
    }
}
