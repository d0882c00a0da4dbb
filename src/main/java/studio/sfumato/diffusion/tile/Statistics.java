package studio.sfumato.diffusion.tile;

import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Joins the means and variances of parts to those of the whole: Chan, Golub and LeVeque 1979, equation 2.1.
final class Statistics {
    private static final double SMALLEST = 1e-12;

    private final Shape shape;
    private final double[] mean;
    private final double[] squares;
    private double count;

    /// @param like what a part tells: [norms, groups, 2], mean and variance
    Statistics(Shape like) {
        shape = like;
        mean = new double[like.elements() / 2];
        squares = new double[mean.length];
    }

    /// Adds a part of `weight` pixels.
    void add(Tensor part, double weight) {
        double all = count + weight;
        for (int i = 0; i < mean.length; i++) {
            double further = part.at(2 * i) - mean[i];
            mean[i] += further * weight / all;
            squares[i] += weight * part.at(2 * i + 1) + further * further * count * weight / all;
        }
        count = all;
    }

    /// {@return how far those of all parts are from `others`, at most: in their standard deviations}
    double change(Tensor others) {
        double most = 0;
        for (int i = 0; i < mean.length; i++) {
            double spread = Math.sqrt(Math.max(others.at(2 * i + 1), SMALLEST));
            double further = Math.abs(mean[i] - others.at(2 * i)) / spread;
            double wider = Math.abs(Math.sqrt(squares[i] / count) / spread - 1);
            most = Math.max(most, Math.max(further, wider));
        }
        return most;
    }

    /// {@return those of all parts: [norms, groups, 2]}
    Tensor joined() {
        float[] values = new float[2 * mean.length];
        for (int i = 0; i < mean.length; i++) {
            values[2 * i] = (float) mean[i];
            values[2 * i + 1] = (float) (squares[i] / count);
        }
        return Tensor.wrap(shape, values);
    }
}
