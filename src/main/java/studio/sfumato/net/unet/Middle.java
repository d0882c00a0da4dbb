package studio.sfumato.net.unet;

import java.util.List;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.DType;

/// What variants do with the attention of the middle block.
///
/// @param heads attention heads
/// @param picture what the middle's transformer works on [batch, channels, height, width]
record Middle(Op op, int heads, UNetVariant variant, Value picture) {
    Transformer.Watcher watcher() {
        if (!variant.perturbable() && !variant.watched()) {
            return Transformer.Watcher.NOBODY;
        }
        Value perturbed = variant.perturbable() ? perturbed() : Value.NONE;
        return (block, q, k, v, attended) -> {
            if (variant.watched() && block == 0) {
                op.graph().output(UNet.ATTENTION, looks(q, k), "batch", "middleHeight", "middleWidth");
            }
            return variant.perturbable() ? op.graph().node("Where", List.of(perturbed, v, attended)) : attended;
        };
    }

    /// {@return whether each picture's pixels look at nothing but themselves: Ahn et al. 2024, eq. 13}
    private Value perturbed() {
        Value flags = op.reshape(op.graph().input(UNet.PERTURBED, DType.F32, "batch"), -1, 1, 1);
        return op.graph().node("Greater", List.of(flags, op.graph().constant(0.5f)));
    }

    /// {@return how much all pixels look at each, in the mean over the heads: Hong et al. 2022, eq. 17}
    private Value looks(Value q, Value k) {
        Value queries = op.transpose(op.reshape(q, 0, 0, heads, -1), 0, 2, 1, 3);
        Value keys = op.transpose(op.reshape(k, 0, 0, heads, -1), 0, 2, 3, 1);
        Value width = op.cast(op.sizes(queries, 3, 4), DType.F32);
        Value scores = op.div(op.matMul(queries, keys), op.graph().node("Sqrt", List.of(width)));
        Value shares = op.graph().node("Softmax", List.of(scores), Attribute.of("axis", -1));
        Value mean = reduced("ReduceMean", shares);
        Value sum = reduced("ReduceSum", mean);
        return op.graph().node("Reshape", List.of(sum, op.concat(0, op.sizes(picture, 0, 1), op.sizes(picture, 2, 4))));
    }

    /// {@return x without its second axis}
    private Value reduced(String operator, Value x) {
        return op.graph().node(operator, List.of(x, op.graph().constant(1L)), Attribute.of("keepdims", 0));
    }
}
