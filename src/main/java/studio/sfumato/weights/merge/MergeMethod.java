package studio.sfumato.weights.merge;

import java.util.Arrays;
import java.util.Optional;
import studio.sfumato.tensor.Tensor;

/// How tensors of two or three models become one. The formulas are those of A1111's checkpoint merger.
public enum MergeMethod {
    /// (1 − m)·A + m·B.
    WEIGHTED_SUM("weighted-sum", "Weighted sum", false, 1),
    /// A + m·(B − C): what B learnt on top of C is added to A.
    ADD_DIFFERENCE("add-difference", "Add difference", true, 2),
    /// The weighted sum with s = m²·(3 − 2m) for m, which lets the stronger model rule.
    SIGMOID("sigmoid", "Sigmoid", false, 1);

    private final String id;
    private final String label;
    private final boolean third;
    private final double most;

    MergeMethod(String id, String label, boolean third, double most) {
        this.id = id;
        this.label = label;
        this.third = third;
        this.most = most;
    }

    /// {@return the method that is called `id` on the command line}
    public static Optional<MergeMethod> of(String id) {
        return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
    }

    /// {@return what it is called on the command line}
    public String id() {
        return id;
    }

    /// {@return A1111's name for it, which recipes hold}
    String label() {
        return label;
    }

    /// {@return whether it takes a third model}
    public boolean third() {
        return third;
    }

    /// {@return the largest amount that makes sense; the least is 0}
    public double most() {
        return most;
    }

    /// {@return the tensor of the new model}
    ///
    /// @param a the first model's
    /// @param b the second's, of its shape
    /// @param c the third's, of its shape; anything where [#third()] is false
    /// @param amount m in the formulas
    Tensor merged(Tensor a, Tensor b, Tensor c, double amount) {
        return switch (this) {
            case WEIGHTED_SUM -> a.combine(1 - amount, b, amount);
            case ADD_DIFFERENCE -> a.combine(1, b.minus(c), amount);
            case SIGMOID -> {
                double smooth = amount * amount * (3 - 2 * amount);
                yield a.combine(1 - smooth, b, smooth);
            }
        };
    }
}
