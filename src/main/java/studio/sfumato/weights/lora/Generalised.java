package studio.sfumato.weights.lora;

import java.util.Optional;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// GLoRA: ΔW = W·A + B with both products of two matrices (Chavan et al. 2023, arXiv:2306.07967), as LyCORIS has
/// it. Today it multiplies `a1·a2` and `b1·b2`, in its first versions `a2·a1` and `b2·b1`; shapes tell which.
final class Generalised {
    private Generalised() {}

    static boolean is(LoraModule m) {
        return m.hasAll("a1", "a2", "b1", "b2");
    }

    /// {@return the rank of the products}
    static int rank(LoraModule m) {
        return Math.min(m.dim("b1", 0), m.dim("b2", 0));
    }

    static boolean fits(LoraModule m, Shape base) {
        return !m.has("bm")
                && swapped(m, LoraKind.Sizes.of(base), base.rank() > 1 ? base.at(1) : 0)
                        .isPresent();
    }

    /// {@return whether the second factor stands first}; empty where neither order fits
    private static Optional<Boolean> swapped(LoraModule m, LoraKind.Sizes wanted, int inputs) {
        for (boolean second : new boolean[] {false, true}) {
            LoraKind.Sizes a = sizes(m, second ? "a2" : "a1");
            LoraKind.Sizes b = sizes(m, second ? "b2" : "b1");
            LoraKind.Sizes nextA = sizes(m, second ? "a1" : "a2");
            LoraKind.Sizes nextB = sizes(m, second ? "b1" : "b2");
            if (a.out() == inputs
                    && nextA.in() == inputs
                    && a.in() == nextA.out()
                    && b.out() == wanted.out()
                    && nextB.in() == wanted.in()
                    && b.in() == nextB.out()) {
                return Optional.of(second);
            }
        }
        return Optional.empty();
    }

    private static LoraKind.Sizes sizes(LoraModule m, String part) {
        return LoraKind.Sizes.of(m.weight(part).shape());
    }

    /// {@return ΔW without its scale}; of a convolution every place in the kernel is multiplied alike
    static Matrix difference(LoraModule m, Tensor base) {
        Matrix whole = Matrix.of(base);
        int inputs = base.shape().at(1);
        boolean second = swapped(m, new LoraKind.Sizes(whole.rows(), whole.columns()), inputs)
                .orElse(false);
        Matrix a = m.matrix(second ? "a2" : "a1").times(m.matrix(second ? "a1" : "a2"));
        Matrix b = m.matrix(second ? "b2" : "b1").times(m.matrix(second ? "b1" : "b2"));
        int kernel = whole.columns() / inputs;
        float[] mixed = new float[whole.values().length];
        for (int place = 0; place < kernel; place++) {
            float[] own = new float[whole.rows() * inputs];
            for (int i = 0; i < own.length; i++) {
                own[i] = whole.values()[i * kernel + place];
            }
            float[] done = new Matrix(whole.rows(), inputs, own).times(a).values();
            for (int i = 0; i < done.length; i++) {
                mixed[i * kernel + place] = done[i];
            }
        }
        return new Matrix(whole.rows(), whole.columns(), mixed).combine(1, b, 1);
    }
}
