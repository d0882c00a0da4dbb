package studio.sfumato.graph;

import java.util.List;
import java.util.function.UnaryOperator;
import studio.sfumato.weights.DType;

/// Lets layers be changed by the product of two small matrices without touching their weights:
/// y = W·x + b becomes W·x + (b + B·S·A·x), where A [rank, in], B [out, rank] and the diagonal S are inputs
/// of the graph. That is a LoRA (Hu et al. 2021, arXiv:2106.09685, equation 3) whose strength and very
/// presence cost nothing to change.
///
/// The bias of a matrix product may be a whole matrix, so the second term takes the bias's place:
/// switched off, a layer computes what it computes in a graph without side paths, from the same packed
/// weight, bit by bit.
///
/// A convolution's A is a convolution like its own, with fewer channels, and B one of 1×1; what they
/// give is added to what it gives. A layer may have a factor for each value that goes in or comes out,
/// too: G·W·x or W·G·x. Where its path is closed, either is what it is without.
public final class SidePaths {
    /// Input: whether the paths are open. A scalar, 1 or 0.
    public static final String OPEN = "side_paths_open";

    /// Input: the rank of each layer's path, at least 1 where a linear layer's is open; a convolution's
    /// is open where it is above 0: a vector.
    public static final String RANKS = "side_path_ranks";

    /// Input: A, then B, of each layer after the other, rows in order: a vector.
    public static final String FACTORS = "side_path_factors";

    /// Input: how much each of the paths' ranks counts, of each layer after the other: a vector.
    public static final String STRENGTHS = "side_path_strengths";

    /// Input, where a layer has factors: G of each after the other; 1 changes nothing.
    public static final String SCALES = "side_path_scales";

    /// How many numbers a layer's matrices have for each rank; known when the graph is complete.
    static final String SIZES = "side_path_sizes";

    private final GraphBuilder graph;
    private final Op op;
    private final Adaptation adaptation;
    private final Value open;
    private final Value ranks;
    private final Value factors;
    private final Value strengths;
    private final Value scales;
    private final Value ends;
    private final Value rankEnds;

    SidePaths(GraphBuilder graph, Adaptation adaptation) {
        this.graph = graph;
        this.op = new Op(graph);
        this.adaptation = adaptation;
        open = graph.input(OPEN, DType.BOOL);
        ranks = graph.input(RANKS, DType.I64, "layers");
        factors = graph.input(FACTORS, DType.F32, "numbers");
        strengths = graph.input(STRENGTHS, DType.F32, "ranks");
        scales = adaptation.scaled().isEmpty() ? Value.NONE : graph.input(SCALES, DType.F32, "scales");
        rankEnds = graph.node("CumSum", List.of(ranks, graph.constant(0L)));
        Value numbers = op.mul(ranks, new Value(SIZES));
        ends = graph.node("CumSum", List.of(numbers, graph.constant(0L)));
    }

    /// {@return whether a convolution has a path}
    ///
    /// @param key the key of its weight
    boolean has(String key) {
        return adaptation.convolutions().contains(key) || adaptation.scaled().containsKey(key);
    }

    /// {@return a linear layer of x [rows, in]}
    ///
    /// @param key the key of its weight
    /// @param bias the layer's bias, or nothing
    Value rows(String key, Value x, int in, int out, Value weight, Value bias) {
        Path path = path(new AdaptableLayer(key, in, out, 0, adaptation.scale(key)));
        List<Value> biases = bias.equals(Value.NONE) ? List.of() : List.of(bias);
        Value none = graph.constant(0f);
        Value usual = biases.isEmpty() ? none : bias;
        return switch (path.layer.scale()) {
            case NOTHING, INPUTS ->
                op.gemm(path.scaled(x, in), weight, graph.choose(open, () -> path.rows(x, biases), () -> usual));
            case OUTPUTS -> {
                Value y = op.gemm(x, weight, graph.choose(open, () -> none, () -> usual));
                yield graph.choose(open, () -> op.add(op.mul(y, path.scale(out)), path.rows(x, biases)), () -> y);
            }
        };
    }

    /// {@return a convolution of the picture x}
    ///
    /// @param key the key of its weight, which [#has] a path
    /// @param like convolves the first value with the second, as the layer does, and adds the third, if
    /// any
    Value convolution(String key, Value x, int in, int out, int kernel, Value weight, Value bias, Convolution like) {
        Path path = path(new AdaptableLayer(key, in, out, kernel, adaptation.scale(key)));
        boolean outputs = path.layer.scale() == Adaptation.Scale.OUTPUTS;
        Value y = like.of(List.of(path.scaled(x, in, 1, 1), weight, bias));
        UnaryOperator<Value> added = product -> {
            if (!outputs) {
                return op.add(y, product);
            }
            Value factor = path.scale(out, 1, 1);
            Value lost = op.mul(op.reshape(bias, out, 1, 1), op.sub(graph.constant(1f), factor));
            return op.add(op.add(op.mul(y, factor), lost), product);
        };
        Value own = graph.node("Greater", List.of(path.rank(), graph.constant(0L)));
        return graph.choose(own, () -> added.apply(path.picture(x, like)), () -> y);
    }

    /// A layer's own way of convolving a picture with a weight.
    @FunctionalInterface
    interface Convolution {
        /// {@return the picture, the weight and the bias, if any, convolved}
        Value of(List<Value> inputs);
    }

    private Path path(AdaptableLayer layer) {
        int before =
                graph.adaptable().stream().mapToInt(AdaptableLayer::factors).sum();
        graph.adaptable().add(layer);
        return new Path(graph.adaptable().size() - 1, layer, before);
    }

    /// One layer's.
    private final class Path {
        private final int number;
        private final AdaptableLayer layer;
        private final long firstFactor;

        Path(int number, AdaptableLayer layer, long firstFactor) {
            this.number = number;
            this.layer = layer;
            this.firstFactor = firstFactor;
        }

        Value rank() {
            return element(ranks, number);
        }

        /// {@return what goes in, times its factors where it has some under the shape `dims`}
        Value scaled(Value x, long... dims) {
            return layer.scale() == Adaptation.Scale.INPUTS ? op.mul(x, scale(dims)) : x;
        }

        Value scale(long... dims) {
            Value own = slice(scales, graph.constant(firstFactor), graph.constant(firstFactor + layer.factors()));
            return op.reshape(own, dims);
        }

        private Value start() {
            return op.sub(element(ends, number), op.mul(rank(), graph.constant((long) layer.size())));
        }

        private Value between() {
            return op.add(start(), op.mul(rank(), graph.constant((long) layer.columns())));
        }

        private Value down() {
            return slice(factors, start(), between());
        }

        private Value up() {
            return slice(factors, between(), element(ends, number));
        }

        private Value strength() {
            Value last = element(rankEnds, number);
            return slice(strengths, op.sub(last, rank()), last);
        }

        Value rows(Value x, List<Value> bias) {
            Value down = op.reshape(down(), -1, layer.in());
            Value up = op.reshape(up(), layer.out(), -1);
            Value small = op.mul(op.gemm(x, down, Value.NONE), strength());
            return op.gemm(small, up, bias.isEmpty() ? Value.NONE : bias.getFirst());
        }

        Value picture(Value x, Convolution like) {
            Value down = op.reshape(down(), -1, layer.in(), layer.kernel(), layer.kernel());
            Value small = op.mul(like.of(List.of(x, down)), op.reshape(strength(), -1, 1, 1));
            Value up = op.reshape(up(), layer.out(), -1, 1, 1);
            return graph.node("Conv", List.of(small, up));
        }
    }

    private Value element(Value vector, long number) {
        return graph.node("Gather", List.of(vector, graph.constant(number)));
    }

    private Value slice(Value vector, Value from, Value to) {
        return graph.node("Slice", List.of(vector, from, to, graph.constant(0L)));
    }
}
