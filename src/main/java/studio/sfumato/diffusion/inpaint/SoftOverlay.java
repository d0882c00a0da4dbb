package studio.sfumato.diffusion.inpaint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import studio.sfumato.image.BoxBlur;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Mask;
import studio.sfumato.tensor.Tensor;

/// The mask that brings back a softly painted picture: where its latents hardly changed, the pixels are the source's.
/// A1111's `apply_adaptive_masks`.
///
/// @param how the settings
/// @param shares how much of each place is painted: [1, 1, height/8, width/8]
public record SoftOverlay(SoftInpainting how, Tensor shares) {
    private static final int REACH = 2;
    private static final double SPREAD = 1.5;
    private static final double ANTI_ALIAS = 4;

    /// {@return how much of each pixel is the new one}
    ///
    /// @param picture the source's latents [1, channels, height/8, width/8]
    /// @param made those that were made of them
    /// @param width of the picture that was made
    public Mask mask(Tensor picture, Tensor made, int width, int height) {
        int h = picture.shape().at(2);
        int w = picture.shape().at(3);
        double[] distance = filtered(filtered(distance(picture, made), w, h, 0.9, 1), w, h, 0.25, 0.75);
        byte[] levels = new byte[w * h];
        for (int i = 0; i < levels.length; i++) {
            double free = 1 - Math.pow(Math.clamp(shares.at(i), 0f, 1f), how.preservation() / 2);
            double scalar = 0.5 * (1 - how.maskInfluence()) + free * how.maskInfluence();
            double half = how.differenceThreshold() * scalar / (1.00001 - scalar);
            double kept = 1 / (1 + Math.pow(distance[i] / half, how.differenceContrast()));
            if (half == 0) {
                kept = 0;
            }
            // In single precision what is kept of a pixel that has changed is lost beside 1, and nothing old shines
            // through.
            float painted = 1 - (float) smooth(kept);
            levels[i] = (byte) (int) (255 * painted);
        }
        Mask large = Mask.ofGrey(Framing.filled(Mask.of(w, h, levels).toRaster(), width, height));
        return BoxBlur.mask(large, ANTI_ALIAS);
    }

    private static double smooth(double x) {
        return x * x * x * (x * (6 * x - 15) + 10);
    }

    private static double[] distance(Tensor picture, Tensor made) {
        int plane = picture.shape().at(2) * picture.shape().at(3);
        double[] out = new double[plane];
        for (int i = 0; i < plane * picture.shape().at(1); i++) {
            double d = made.at(i) - picture.at(i);
            out[i % plane] += d * d;
        }
        for (int i = 0; i < plane; i++) {
            out[i] = Math.sqrt(out[i]);
        }
        return out;
    }

    /// The mean of that part of a window's values, in order, that lies between two shares of their weight.
    private static double[] filtered(double[] plane, int w, int h, double from, double to) {
        double[] out = new double[plane.length];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                List<Weighed> window = new ArrayList<>();
                for (int dy = Math.max(-REACH, -y); dy <= Math.min(REACH, h - 1 - y); dy++) {
                    for (int dx = Math.max(-REACH, -x); dx <= Math.min(REACH, w - 1 - x); dx++) {
                        window.add(new Weighed(plane[(y + dy) * w + x + dx], kernel(dx * dx + dy * dy)));
                    }
                }
                window.sort(Comparator.comparingDouble(Weighed::value));
                out[y * w + x] = mean(window, from, to);
            }
        }
        return out;
    }

    private static double mean(List<Weighed> window, double from, double to) {
        double all = window.stream().mapToDouble(Weighed::weight).sum();
        double low = all * from;
        double high = all * to;
        if (high - low < 1) {
            double middle = (low + high) / 2;
            low = middle - 0.5;
            high = middle + 0.5;
            if (high > all) {
                high = all;
                low = all - 1;
            }
            if (low < 0) {
                low = 0;
                high = 1;
            }
        }
        double sum = 0;
        double weight = 0;
        double begin = 0;
        for (Weighed each : window) {
            double end = begin + each.weight;
            double share = Math.min(high, end) - Math.max(low, begin);
            if (share > 0) {
                sum += each.value * share;
                weight += share;
            }
            begin = end;
        }
        return weight == 0 ? 0 : sum / weight;
    }

    /// A Gaussian brought down to 0 one pixel beyond its reach.
    private static double kernel(double squares) {
        double zero = Math.exp(-(REACH + 1.0) * (REACH + 1) / (SPREAD * SPREAD));
        return Math.max(0, (Math.exp(-squares / (SPREAD * SPREAD)) - zero) / (1 - zero));
    }

    private record Weighed(double value, double weight) {}
}
