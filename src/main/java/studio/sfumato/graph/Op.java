package studio.sfumato.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.sfumato.weights.DType;

/// The operations networks are made of. This is the one place that decides which ONNX operator does each: ONNX
/// Runtime's own where its kernel is faster, the standard one elsewhere. `docs/figures.md` has the
/// measurements.
///
/// Pictures are [batch, channels, height, width], sequences [batch, tokens, width]; everything is 32-bit
/// floats.
public record Op(GraphBuilder graph) {
    /// The factor of the sigmoid that stands in for GELU in OpenAI's CLIP.
    private static final double QUICK_GELU = 1.702;

    /// {@return a + b}, broadcasting
    public Value add(Value a, Value b) {
        return graph.node("Add", List.of(a, b));
    }

    /// {@return a − b}, broadcasting
    public Value sub(Value a, Value b) {
        return graph.node("Sub", List.of(a, b));
    }

    /// {@return a ÷ b}, broadcasting
    public Value div(Value a, Value b) {
        return graph.node("Div", List.of(a, b));
    }

    /// {@return the matrix product a·b}, broadcasting over all but the last two axes
    public Value matMul(Value a, Value b) {
        return graph.node("MatMul", List.of(a, b));
    }

    /// {@return a × b}, broadcasting
    public Value mul(Value a, Value b) {
        return graph.node("Mul", List.of(a, b));
    }

    /// {@return x × factor}
    public Value scale(Value x, double factor) {
        return factor == 1 ? x : mul(x, graph.constant((float) factor));
    }

    /// {@return x·σ(x)}
    public Value silu(Value x) {
        return graph.microsoft("QuickGelu", List.of(x), Attribute.of("alpha", 1.0));
    }

    /// {@return x·σ(1.702 x)}
    public Value quickGelu(Value x) {
        return graph.microsoft("QuickGelu", List.of(x), Attribute.of("alpha", QUICK_GELU));
    }

    /// {@return x·Φ(x)}, with the exact error function
    public Value gelu(Value x) {
        return graph.node("Gelu", List.of(x));
    }

    /// {@return x where it is above 0, else 0}
    public Value relu(Value x) {
        return graph.node("Relu", List.of(x));
    }

    /// {@return x where it is above 0, else x × leak}
    public Value leakyRelu(Value x, double leak) {
        return graph.node("LeakyRelu", List.of(x), Attribute.of("alpha", leak));
    }

    /// {@return a torch `PReLU` of a picture, with a leak of its own for every channel}
    public Value prelu(Scope w, Value x, int channels) {
        return graph.node("PRelu", List.of(x, w.weight("weight", channels, 1, 1)));
    }

    /// {@return tanh(x)}
    public Value tanh(Value x) {
        return graph.node("Tanh", List.of(x));
    }

    /// {@return x brought between `lowest` and `highest`}
    public Value clip(Value x, float lowest, float highest) {
        return graph.node(
                "Min", List.of(graph.node("Max", List.of(x, graph.constant(lowest))), graph.constant(highest)));
    }

    /// {@return the parts joined along `axis`}
    public Value concat(int axis, Value... parts) {
        return graph.node("Concat", List.of(parts), Attribute.of("axis", axis));
    }

    /// {@return x cut into `count` equal parts along `axis`}
    public List<Value> split(Value x, int axis, int count) {
        return graph.nodes(
                "", "Split", count, List.of(x), Attribute.of("axis", axis), Attribute.of("num_outputs", count));
    }

    /// {@return x under another shape, where 0 keeps a size and −1 takes what is left}
    public Value reshape(Value x, long... dims) {
        return graph.node("Reshape", List.of(x, graph.constant(dims)));
    }

    /// {@return x under the shape of the picture `like`}
    public Value reshapedLike(Value x, Value like) {
        return graph.node("Reshape", List.of(x, sizes(like, 0, 4)));
    }

    /// {@return x with its axes in another order}
    public Value transpose(Value x, long... order) {
        return graph.node("Transpose", List.of(x), Attribute.of("perm", order));
    }

    /// {@return the sizes of axes `from` (inclusive) to `to` (exclusive) as a vector of whole numbers}
    public Value sizes(Value x, int from, int to) {
        return graph.node("Shape", List.of(x), Attribute.of("start", from), Attribute.of("end", to));
    }

    /// {@return x converted to `type`}
    public Value cast(Value x, DType type) {
        return graph.node("Cast", List.of(x), Attribute.of("to", type.onnx()));
    }

    /// {@return a torch `Conv2d` with a bias}
    ///
    /// @param pads rows and columns put around x: top, left, bottom, right; zeros, or where edges meet those of the
    ///     other side
    public Value conv(Scope w, Value x, int in, int out, int kernel, int stride, long... pads) {
        Value weight = w.weight("weight", out, in, kernel, kernel);
        Value bias = w.weight("bias", out);
        String key = w.prefix() + "weight";
        SidePaths.Convolution own = inputs -> conv(inputs, kernel, stride, pads);
        return graph.sidePaths()
                .filter(paths -> paths.has(key))
                .map(paths -> paths.convolution(key, x, in, out, kernel, weight, bias, own))
                .orElseGet(() -> own.of(List.of(x, weight, bias)));
    }

    /// {@return a 3×3 convolution without a bias; every `stride`th pixel is kept}
    public Value bareConv3(Scope w, Value x, int in, int out, int stride) {
        return conv(List.of(x, w.weight("weight", out, in, 3, 3)), 3, stride, 1, 1, 1, 1);
    }

    private Value conv(List<Value> inputs, int kernel, int stride, long... pads) {
        Wrap wrap = graph.wrap();
        long[] wrapped = pads.clone();
        long[] zeros = pads.clone();
        for (int i = 0; i < pads.length; i++) {
            boolean meets = i % 2 == 0 ? wrap.down() : wrap.across();
            (meets ? zeros : wrapped)[i] = 0;
        }
        List<Value> given = new ArrayList<>(inputs);
        given.set(0, wrapped(inputs.getFirst(), wrapped));
        return graph.node(
                "Conv",
                given,
                Attribute.of("kernel_shape", new long[] {kernel, kernel}),
                Attribute.of("strides", new long[] {stride, stride}),
                Attribute.of("pads", zeros));
    }

    /// {@return x with rows and columns of its other side put around it: top, left, bottom, right}
    private Value wrapped(Value x, long... pads) {
        if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
            return x;
        }
        Value around = graph.constant(0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]);
        return graph.node("Pad", List.of(x, around), Attribute.of("mode", "wrap"));
    }

    /// {@return a 3×3 convolution that keeps the picture's size}
    public Value conv3(Scope w, Value x, int in, int out) {
        return conv(w, x, in, out, 3, 1, 1, 1, 1, 1);
    }

    /// {@return a 1×1 convolution}
    public Value conv1(Scope w, Value x, int in, int out) {
        return conv(w, x, in, out, 1, 1, 0, 0, 0, 0);
    }

    /// {@return a torch `Linear` on x [rows, in]}
    ///
    /// Gemm takes torch's [out, in] as it is; MatMul would need a transposed copy of every weight.
    public Value rows(Scope w, Value x, int in, int out, boolean bias) {
        Value weight = w.weight("weight", out, in);
        Value own = bias ? w.weight("bias", out) : Value.NONE;
        return graph.sidePaths()
                .map(paths -> paths.rows(w.prefix() + "weight", x, in, out, weight, own))
                .orElseGet(() -> gemm(x, weight, own));
    }

    /// {@return x·weightᵀ + added, or without that}
    Value gemm(Value x, Value weight, Value added) {
        List<Value> inputs = added.equals(Value.NONE) ? List.of(x, weight) : List.of(x, weight, added);
        return graph.node("Gemm", inputs, Attribute.of("transB", 1));
    }

    /// {@return a torch `Linear` on x [batch, tokens, in]}
    public Value linear(Scope w, Value x, int in, int out, boolean bias) {
        Value rows = rows(w, reshape(x, -1, in), in, out, bias);
        return graph.node("Reshape", List.of(rows, concat(0, sizes(x, 0, 2), graph.constant(out))));
    }

    /// {@return a torch `LayerNorm` over the last axis}
    public Value layerNorm(Scope w, Value x, int width, double epsilon) {
        return graph.node(
                "LayerNormalization",
                List.of(x, w.weight("weight", width), w.weight("bias", width)),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", epsilon));
    }

    /// {@return a torch `GroupNorm` of a picture}
    ///
    /// ONNX Runtime expands its own GroupNormalization into some thirty nodes; this is as fast and takes less
    /// memory.
    public Value groupNorm(Scope w, Value x, int channels, int groups, double epsilon) {
        Value flat = reshape(x, 0, groups, -1);
        Value normed = graph.node(
                "InstanceNormalization",
                List.of(flat, filled(groups, 1), filled(groups, 0)),
                Attribute.of("epsilon", epsilon));
        Value shaped = reshapedLike(normed, x);
        return add(mul(shaped, w.weight("weight", channels, 1, 1)), w.weight("bias", channels, 1, 1));
    }

    /// {@return softmax(q·kᵀ/√d)·v for each of `heads` heads}
    ///
    /// @param q [batch, tokens, width]
    /// @param k [batch, others, width]
    /// @param v [batch, others, width]
    /// @param causal whether a token sees only itself and those before it
    public Value attention(Value q, Value k, Value v, int heads, boolean causal) {
        return attention(q, k, v, heads, causal, Value.NONE);
    }

    /// {@return the same, looking only at the tokens whose `mask` [batch, others] is 1}
    public Value attention(Value q, Value k, Value v, int heads, boolean causal, Value mask) {
        return graph.microsoft(
                "MultiHeadAttention",
                mask.equals(Value.NONE) ? List.of(q, k, v) : List.of(q, k, v, Value.NONE, mask),
                Attribute.of("num_heads", heads),
                Attribute.of("unidirectional", causal ? 1 : 0));
    }

    /// {@return the rows `ids` of the table `weight` [rows, width]}
    ///
    /// Only the rows taken are converted to floats, not the table; but Gather does not know 8-bit floats.
    public Value embedding(Scope w, Value ids, int rows, int width) {
        boolean eightBits = w.type("weight").bytes() == 1;
        Value table = eightBits ? w.weight("weight", rows, width) : w.stored("weight", rows, width);
        return cast(graph.node("Gather", List.of(table, ids)), DType.F32);
    }

    /// {@return the first rows of the table `weight` [rows, width], as many as the vector `count` says}
    public Value firstRows(Scope w, Value count, int rows, int width) {
        return graph.node(
                "Slice", List.of(w.weight("weight", rows, width), graph.constant(0L), count, graph.constant(0L)));
    }

    /// {@return the picture halved in both directions, every pixel the mean of those it covers; an odd last row or
    /// column stands for itself}
    public Value halvedMean(Value x) {
        return graph.node(
                "AveragePool",
                List.of(x),
                Attribute.of("kernel_shape", new long[] {2, 2}),
                Attribute.of("strides", new long[] {2, 2}),
                Attribute.of("ceil_mode", 1));
    }

    /// {@return the picture with every pixel doubled in both directions}
    public Value doubled(Value x) {
        return enlarged(x, 2);
    }

    /// {@return the picture with every pixel repeated `times` in both directions}
    public Value enlarged(Value x, int times) {
        return times == 1 ? x : resize(x, Value.NONE, graph.constant(1f, 1f, (float) times, (float) times));
    }

    /// {@return a torch `PixelShuffle`: `side`² channels become the pixels of a square}
    public Value spread(Value x, int side) {
        return side == 1
                ? x
                : graph.node("DepthToSpace", List.of(x), Attribute.of("blocksize", side), Attribute.of("mode", "CRD"));
    }

    /// {@return a torch `PixelUnshuffle`: the pixels of each square become `side`² channels}
    ///
    /// ONNX puts the square's pixels before the channels, torch after them.
    public Value gathered(Value x, int channels, int side) {
        if (side == 1) {
            return x;
        }
        Value squares = graph.node("SpaceToDepth", List.of(x), Attribute.of("blocksize", side));
        Value apart = reshape(squares, 0, (long) side * side, channels, -1);
        return reshapedLike(transpose(apart, 0, 2, 1, 3), squares);
    }

    /// {@return the picture brought to the height and width of `like` by repeating pixels}
    public Value resizedLike(Value x, Value like) {
        return resize(x, concat(0, sizes(x, 0, 2), sizes(like, 2, 4)), Value.NONE);
    }

    private Value resize(Value x, Value sizes, Value scales) {
        List<Value> inputs =
                sizes.equals(Value.NONE) ? List.of(x, Value.NONE, scales) : List.of(x, Value.NONE, scales, sizes);
        return graph.node(
                "Resize",
                inputs,
                Attribute.of("mode", "nearest"),
                Attribute.of("nearest_mode", "floor"),
                Attribute.of("coordinate_transformation_mode", "asymmetric"));
    }

    private Value filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return graph.constant(values);
    }
}
