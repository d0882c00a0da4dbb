package studio.sfumato.weights.lora;

import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Weight-decomposed adaptation: a changed weight is brought to trained lengths (Liu et al. 2024,
/// arXiv:2402.09353, equation 5), of each output or, in older files, of each input.
///
/// @param outputs whether the lengths are the outputs'
/// @param kernel how many values of a row belong to each input
/// @param factors what the changed weight's outputs or inputs are to be multiplied by: m/‖W + ΔW‖
@SuppressWarnings("ArrayRecordComponent")
record Magnitude(boolean outputs, int kernel, float[] factors) {
    /// {@return whether a module's lengths are those of the outputs of a weight of shape `base`}
    static boolean outputs(LoraModule module, Shape base) {
        return module.has(LoraModule.MAGNITUDE) || module.dim(LoraModule.DORA, 0) == base.at(0);
    }

    /// {@return the factors that bring a changed weight to the module's lengths}
    ///
    /// @param base the weight's shape
    static Magnitude of(LoraModule module, Shape base, Matrix changed) {
        boolean named = module.has(LoraModule.MAGNITUDE);
        float[] wanted =
                module.tensor(named ? LoraModule.MAGNITUDE : LoraModule.DORA).toArray();
        int columns = changed.columns();
        boolean outputs = outputs(module, base);
        int kernel = base.rank() > 1 ? columns / base.at(1) : 1;
        float[] values = changed.values();
        double[] lengths = new double[wanted.length];
        for (int i = 0; i < values.length; i++) {
            lengths[outputs ? i / columns : i % columns / kernel] += (double) values[i] * values[i];
        }
        float[] factors = new float[wanted.length];
        for (int i = 0; i < factors.length; i++) {
            double length = Math.sqrt(lengths[i]);
            factors[i] = (float) (length == 0 ? 0 : wanted[i] / length);
        }
        return new Magnitude(outputs, kernel, factors);
    }

    /// {@return a weight with each value times its output's or input's factor}
    Matrix times(Matrix weight) {
        float[] product = new float[weight.values().length];
        int columns = weight.columns();
        for (int i = 0; i < product.length; i++) {
            product[i] = weight.values()[i] * factors[outputs ? i / columns : i % columns / kernel];
        }
        return new Matrix(weight.rows(), columns, product);
    }

    /// {@return a part of a changed weight in the place that it has in the weight that is brought to
    /// lengths}
    LowRank times(LowRank product) {
        return outputs
                ? new LowRank(times(product.up()), product.down())
                : new LowRank(product.up(), times(product.down()));
    }

    /// {@return m·(W + ΔW)/‖W + ΔW‖ − W}
    static Matrix difference(LoraModule module, Tensor base, Matrix change) {
        Matrix original = Matrix.of(base);
        Matrix changed = original.combine(1, change, 1);
        return of(module, base.shape(), changed).times(changed).combine(1, original, -1);
    }
}
