package studio.sfumato.weights.lora;

import studio.sfumato.tensor.Tensor;

/// Weight-decomposed adaptation: a changed weight is brought to trained lengths (Liu et al. 2024, arXiv:2402.09353,
/// equation 5), of each output or, in older files, of each input.
final class Magnitude {
    private Magnitude() {}

    /// {@return m·(W + ΔW)/‖W + ΔW‖ − W}
    static Matrix difference(LoraModule module, Tensor base, Matrix change) {
        Matrix original = Matrix.of(base);
        float[] changed = original.combine(1, change, 1).values();
        boolean named = module.has(LoraModule.MAGNITUDE);
        float[] wanted =
                module.tensor(named ? LoraModule.MAGNITUDE : LoraModule.DORA).toArray();
        int columns = original.columns();
        boolean outputs = named || module.dim(LoraModule.DORA, 0) == original.rows();
        int kernel = base.shape().rank() > 1 ? columns / base.shape().at(1) : 1;
        double[] lengths = new double[wanted.length];
        for (int i = 0; i < changed.length; i++) {
            lengths[outputs ? i / columns : i % columns / kernel] += (double) changed[i] * changed[i];
        }
        float[] difference = new float[changed.length];
        for (int i = 0; i < changed.length; i++) {
            int at = outputs ? i / columns : i % columns / kernel;
            double length = Math.sqrt(lengths[at]);
            double factor = length == 0 ? 0 : wanted[at] / length;
            difference[i] = (float) (changed[i] * factor - original.values()[i]);
        }
        return new Matrix(original.rows(), columns, difference);
    }
}
