package studio.sfumato.diffusion.noise;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongFunction;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// One picture's Brownian motion W over the noise levels: what it adds between two levels is the same however a sampler
/// gets there. Equal to `torchsde.BrownianTree`, after Li et al. 2020, "Scalable gradients for stochastic differential
/// equations", Algorithm 3 (arXiv:2001.01328).
///
/// The range is halved again and again until the levels asked for, rounded to 10⁻⁶, are met. Each node has a seed of
/// its own, from which the value in its middle is drawn given those at its ends (Lévy's bridge). Nothing is
/// kept: a question costs some twenty draws for each of the two levels.
final class BrownianTree {
    private static final int DIGITS = 6;

    private final long entropy;
    private final LongFunction<NormalSource> source;
    private final double start;
    private final double end;
    private final float[] whole;

    /// The motion of `count` values from `low` to `high`.
    ///
    /// @param entropy the picture's seed
    /// @param source gives the generator for a node's seed
    BrownianTree(long entropy, LongFunction<NormalSource> source, int count, double low, double high) {
        this.entropy = entropy;
        this.source = source;
        start = rounded(low);
        end = rounded(high);
        whole = source.apply(new SeedSequence(entropy).first()).normals(count);
        float deviation = (float) Math.sqrt(high - low);
        for (int i = 0; i < count; i++) {
            whole[i] *= deviation;
        }
    }

    /// {@return the motion between the lowest and the highest of `sigmas`, read at single-precision levels and scaled
    /// to standard normal noise: k-diffusion's `BrownianTreeNoiseSampler`}
    static Brownian motion(long entropy, LongFunction<NormalSource> source, Shape shape, Sigmas sigmas) {
        double low = (float) sigmas.lowestNoise();
        double high = (float) sigmas.first();
        BrownianTree tree = new BrownianTree(entropy, source, shape.elements(), low, high);
        return (from, to) -> Tensor.wrap(shape, tree.normal((float) from, (float) to));
    }

    private float[] normal(float from, float to) {
        float[] out = increment(Math.min(from, to), Math.max(from, to));
        float deviation = (float) Math.sqrt(Math.abs(to - from));
        for (int i = 0; i < out.length && deviation > 0; i++) {
            out[i] = (from < to ? out[i] : -out[i]) / deviation;
        }
        return out;
    }

    /// {@return W(to) − W(from)}, of variance `to` − `from`; levels outside the range are moved into it
    float[] increment(double from, double to) {
        double a = rounded(Math.clamp(from, start, end));
        double b = rounded(Math.clamp(to, start, end));
        float[] sum = new float[whole.length];
        if (a < b) {
            add(new Node(start, end, 0, 0), whole, a, b, sum);
        }
        return sum;
    }

    /// Adds to `sum` what `w`, the node's increment, has between a and b, piece by piece from left to right.
    private void add(Node node, float[] w, double a, double b, float[] sum) {
        if (a == node.start && b == node.end) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += w[i];
            }
            return;
        }
        double middle = node.middle();
        float[] half = leftHalf(node, w);
        if (a < middle) {
            add(node.left(), half, a, Math.min(b, middle), sum);
        }
        if (b > middle) {
            for (int i = 0; i < half.length; i++) {
                half[i] = w[i] - half[i];
            }
            add(node.right(), half, Math.max(a, middle), b, sum);
        }
    }

    /// The increment of the left half, given the node's: in single precision, in torchsde's order.
    private float[] leftHalf(Node node, float[] w) {
        double left = node.middle() - node.start;
        double right = node.end - node.middle();
        double reciprocal = 1 / (node.end - node.start);
        float share = (float) left;
        float over = (float) reciprocal;
        float deviation = (float) Math.sqrt(left * right * reciprocal);
        float[] out = source.apply(new SeedSequence(entropy, node.key, node.depth).first())
                .normals(w.length);
        for (int i = 0; i < out.length; i++) {
            out[i] = share * w[i] * over + deviation * out[i];
        }
        return out;
    }

    private static double rounded(double level) {
        return new BigDecimal(level).setScale(DIGITS, RoundingMode.HALF_EVEN).doubleValue();
    }

    /// A part of the range; `key` counts the parts of its depth from the left.
    private record Node(double start, double end, long key, int depth) {
        double middle() {
            return rounded(0.5 * (end + start));
        }

        Node left() {
            return new Node(start, middle(), 2 * key, depth + 1);
        }

        Node right() {
            return new Node(middle(), end, 2 * key + 1, depth + 1);
        }
    }
}
