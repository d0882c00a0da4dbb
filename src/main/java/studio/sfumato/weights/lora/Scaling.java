package studio.sfumato.weights.lora;

import java.util.Optional;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// IA³: what goes into a layer, or what comes out, is multiplied by trained factors (Liu et al. 2022, arXiv:2205.05638,
/// section 3.3). LyCORIS stores what is added to 1, and `on_input`; PEFT the factors themselves, and changes the bias,
/// too, of a layer whose outputs are multiplied.
final class Scaling {
    static final String PEFT = "ia3_l";
    static final String ON_INPUT = "on_input";
    static final String INPUTS = "feedforward_modules";

    private Scaling() {}

    static boolean is(LoraModule m) {
        return m.has(PEFT) || m.hasAll("weight", ON_INPUT);
    }

    /// {@return whether there is a factor for each input or output, whichever it is, of a weight of shape `base`}
    static boolean fits(LoraModule m, Shape base) {
        int values = m.weight(m.has(PEFT) ? PEFT : "weight").shape().elements();
        Optional<Boolean> input = onInput(m);
        return input.isPresent() && (input.get() ? base.rank() > 1 && values == base.at(1) : values == base.at(0));
    }

    /// {@return whether inputs are multiplied}: PEFT tells it for a linear layer by the shape, [1, in] or [out, 1], for
    /// a convolution by a list in its settings; empty where nothing tells
    static Optional<Boolean> onInput(LoraModule m) {
        if (!m.has(PEFT)) {
            return Optional.of(m.scalar(ON_INPUT).orElse(0.0) != 0);
        }
        Shape shape = m.weight(PEFT).shape();
        return shape.rank() == 2 && shape.elements() > 1
                ? Optional.of(shape.at(0) == 1)
                : m.settings().lists(m.name(), INPUTS);
    }

    /// {@return whether the bias, one for each output, is multiplied as well}
    static boolean ofBias(LoraModule m, Shape bias) {
        return m.has(PEFT)
                && onInput(m).filter(input -> !input).isPresent()
                && m.weight(PEFT).shape().elements() == bias.elements();
    }

    /// {@return what is added to 1, for each input or output}
    static Tensor added(LoraModule m) {
        return m.has(PEFT) ? m.tensor(PEFT).map(factor -> factor - 1) : m.tensor("weight");
    }

    /// {@return what is added to a weight or a bias}
    static Matrix difference(LoraModule m, Tensor base) {
        Matrix all = Matrix.of(base);
        float[] factors = added(m).toArray();
        boolean input = onInput(m).orElse(false);
        int kernel = base.shape().rank() > 1 ? all.columns() / base.shape().at(1) : 1;
        float[] changed = new float[all.values().length];
        for (int i = 0; i < changed.length; i++) {
            float factor = factors[input ? i % all.columns() / kernel : i / all.columns()];
            changed[i] = all.values()[i] * factor;
        }
        return new Matrix(all.rows(), all.columns(), changed);
    }
}
