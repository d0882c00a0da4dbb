package studio.sfumato.net.unet;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.DType;

/// FreeU inside the graph: where the way up joins a picture with its skip, half of the picture's channels are
/// strengthened and the lowest frequencies of the skip are weakened.
///
/// @param factors b₁, b₂, s₁ and s₂, a vector of one number each; 1 changes nothing
/// @param finest channels of the finest stage
record FreeUStages(Op op, FreeUVersion version, List<Value> factors, int finest) {
    /// Frequencies of the filter, in waves over the height and over the width. diffusers and ComfyUI weaken −1 and 0;
    /// of a real picture it is the same to take 1 for −1.
    private static final float[] ROWS = {0, 0, 1, 1};

    private static final float[] COLUMNS = {0, 1, 0, 1};

    /// {@return the picture and its skip, joined}
    ///
    /// @param stage the number of the stage on the way up
    /// @param channels of the picture
    /// @param skipChannels of the skip
    Value joined(int stage, Value picture, int channels, Value skip, int skipChannels) {
        OptionalInt pair = version.stage(stage, channels, finest);
        if (pair.isEmpty()) {
            return op.concat(1, picture, skip);
        }
        Value backbone = factors.get(pair.getAsInt());
        Value low = factors.get(2 + pair.getAsInt());
        return op.concat(1, strengthened(picture, channels, backbone), weakened(skip, skipChannels, low));
    }

    private Value strengthened(Value x, int channels, Value factor) {
        float[] half = new float[channels];
        Arrays.fill(half, 0, channels / 2, 1);
        Value more = op.mul(less(factor), op.reshape(op.graph().constant(half), channels, 1, 1));
        if (version == FreeUVersion.V2) {
            more = op.mul(more, brightness(x));
        }
        return op.mul(x, op.add(more, op.graph().constant(1f)));
    }

    /// {@return the mean over the channels, brought to 0…1 in each picture: [batch, 1, height, width]}
    private Value brightness(Value x) {
        Value mean = reduced("ReduceMean", x, 1);
        Value lowest = reduced("ReduceMin", mean, 2, 3);
        Value range = op.sub(reduced("ReduceMax", mean, 2, 3), lowest);
        return op.div(
                op.sub(mean, lowest),
                op.graph().node("Max", List.of(range, op.graph().constant(1e-20f))));
    }

    /// {@return x + (s − 1)·P(x), where P keeps the four lowest frequencies}
    private Value weakened(Value x, int channels, Value factor) {
        Value waves = waves(op.sizes(x, 2, 3), op.sizes(x, 3, 4));
        Value flat = op.reshape(x, 0, channels, -1);
        Value strengths = op.matMul(flat, op.transpose(waves, 1, 0));
        Value kept = op.reshapedLike(op.matMul(strengths, scaled(waves, x)), x);
        return op.add(x, op.mul(kept, less(factor)));
    }

    private Value less(Value factor) {
        return op.sub(factor, op.graph().constant(1f));
    }

    /// {@return the cosines and sines of the frequencies at each place: [8, height·width]}
    private Value waves(Value height, Value width) {
        Value rows = op.mul(column(ROWS), op.reshape(turns(height), 1, -1, 1));
        Value columns = op.mul(column(COLUMNS), op.reshape(turns(width), 1, 1, -1));
        Value angles = op.reshape(op.add(rows, columns), ROWS.length, -1);
        return op.concat(0, op.graph().node("Cos", List.of(angles)), op.graph().node("Sin", List.of(angles)));
    }

    /// {@return the waves divided by the number of places; a wave along a side of one place is none}
    private Value scaled(Value waves, Value x) {
        Value height = op.cast(op.sizes(x, 2, 3), DType.F32);
        Value width = op.cast(op.sizes(x, 3, 4), DType.F32);
        Value there = op.mul(present(ROWS, height), present(COLUMNS, width));
        Value twice = op.reshape(op.concat(0, there, there), -1, 1);
        return op.div(op.mul(waves, twice), op.mul(height, width));
    }

    private Value present(float[] frequencies, Value size) {
        Value lacking =
                op.sub(op.graph().constant(1f), op.clip(op.sub(size, op.graph().constant(1f)), 0, 1));
        return op.sub(op.graph().constant(1f), op.mul(op.graph().constant(frequencies), lacking));
    }

    /// {@return the places of a side of `size` as shares of a whole turn: 2π·i / size}
    private Value turns(Value size) {
        Value whole = op.graph()
                .node(
                        "Range",
                        List.of(
                                scalar(op.graph().constant(0L)),
                                scalar(size),
                                scalar(op.graph().constant(1L))));
        Value share = op.div(op.cast(whole, DType.F32), op.cast(size, DType.F32));
        return op.mul(share, op.graph().constant((float) (2 * Math.PI)));
    }

    private Value scalar(Value vector) {
        return op.graph().node("Squeeze", List.of(vector));
    }

    private Value column(float[] values) {
        return op.reshape(op.graph().constant(values), values.length, 1, 1);
    }

    private Value reduced(String operator, Value x, long... axes) {
        return op.graph().node(operator, List.of(x, op.graph().constant(axes)), Attribute.of("keepdims", 1));
    }
}
