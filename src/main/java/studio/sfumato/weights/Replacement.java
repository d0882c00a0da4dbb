package studio.sfumato.weights;

import java.util.function.Supplier;
import studio.sfumato.tensor.Tensor;

/// Values that stand for a tensor of a file, made when a network is opened.
///
/// @param type how the network keeps them: [DType#F32], or [DType#F16], which takes half the memory
/// @param values makes them
public record Replacement(DType type, Supplier<Tensor> values) {
    /// Refuses other types.
    public Replacement {
        if (type != DType.F32 && type != DType.F16) {
            throw new IllegalArgumentException("values are kept as F32 or F16, not " + type);
        }
    }

    /// {@return values kept as precisely as `weight` is in its file, but not in fewer than 16 bits}
    public static Replacement like(Weight weight, Supplier<Tensor> values) {
        return new Replacement(weight.type() == DType.F16 ? DType.F16 : DType.F32, values);
    }
}
