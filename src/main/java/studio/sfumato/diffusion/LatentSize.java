package studio.sfumato.diffusion;

import java.util.Collections;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Brings latents to another size or number.
final class LatentSize {
    private LatentSize() {}

    /// {@return latents between whose values is interpolated linearly, as torch's `interpolate` does with corners not
    /// aligned}
    ///
    /// @param latents [batch, channels, height, width]
    static Tensor bilinear(Tensor latents, int height, int width) {
        int h = latents.shape().at(2);
        int w = latents.shape().at(3);
        if (h == height && w == width) {
            return latents;
        }
        int planes = latents.shape().at(0) * latents.shape().at(1);
        float[] out = new float[planes * height * width];
        int i = 0;
        for (int p = 0; p < planes; p++) {
            for (int y = 0; y < height; y++) {
                Between rows = Between.of(y, height, h);
                for (int x = 0; x < width; x++) {
                    Between columns = Between.of(x, width, w);
                    int upper = (p * h + rows.low) * w;
                    int lower = (p * h + rows.high) * w;
                    double top = columns.mix(latents.at(upper + columns.low), latents.at(upper + columns.high));
                    double bottom = columns.mix(latents.at(lower + columns.low), latents.at(lower + columns.high));
                    out[i++] = (float) rows.mix(top, bottom);
                }
            }
        }
        return Tensor.wrap(Shape.of(latents.shape().at(0), latents.shape().at(1), height, width), out);
    }

    /// {@return a picture's latents `count` times}
    static Tensor times(Tensor one, int count) {
        return count == 1 ? one : Tensor.concat(Collections.nCopies(count, one));
    }

    private record Between(int low, int high, double share) {
        static Between of(int i, int wanted, int size) {
            double at = Math.max(0, (i + 0.5) * size / wanted - 0.5);
            int low = Math.min((int) at, size - 1);
            return new Between(low, Math.min(low + 1, size - 1), at - low);
        }

        double mix(double a, double b) {
            return a * (1 - share) + b * share;
        }
    }
}
