package studio.sfumato.graph;

import java.util.List;
import studio.sfumato.weights.DType;

/// Lets linear layers be changed by the product of two small matrices without touching their weights: y = W·x + b
/// becomes W·x + (b + B·S·A·x), where A [rank, in], B [out, rank] and the diagonal S are inputs of the
/// graph. That is a
/// LoRA (Hu et al. 2021, arXiv:2106.09685, equation 3) whose strength and very presence cost nothing to
/// change.
///
/// The bias of a matrix product may be a whole matrix, so the second term takes the bias's place: switched off, a layer
/// computes what it computes in a graph without side paths, from the same packed weight, bit by bit.
public final class SidePaths {
    /// Input: whether the paths are open. A scalar, 1 or 0.
    public static final String OPEN = "side_paths_open";

    /// Input: the rank of each layer's path, at least 1 where they are open: a vector.
    public static final String RANKS = "side_path_ranks";

    /// Input: A, then B, of each layer after the other, rows in order: a vector.
    public static final String FACTORS = "side_path_factors";

    /// Input: how much each of the paths' ranks counts, of each layer after the other: a vector.
    public static final String STRENGTHS = "side_path_strengths";

    /// How many numbers a layer's matrices have for each rank; known when the graph is complete.
    static final String SIZES = "side_path_sizes";

    private final GraphBuilder graph;
    private final Op op;
    private final Value open;
    private final Value ranks;
    private final Value factors;
    private final Value strengths;
    private final Value ends;
    private final Value rankEnds;

    SidePaths(GraphBuilder graph) {
        this.graph = graph;
        this.op = new Op(graph);
        open = graph.input(OPEN, DType.BOOL);
        ranks = graph.input(RANKS, DType.I64, "layers");
        factors = graph.input(FACTORS, DType.F32, "numbers");
        strengths = graph.input(STRENGTHS, DType.F32, "ranks");
        rankEnds = graph.node("CumSum", List.of(ranks, graph.constant(0L)));
        Value numbers = op.mul(ranks, new Value(SIZES));
        ends = graph.node("CumSum", List.of(numbers, graph.constant(0L)));
    }

    /// {@return what is to be added to the product of x [rows, in] with the layer's weight}
    ///
    /// @param bias the layer's bias, or nothing
    Value beside(AdaptableLayer layer, Value x, Value bias) {
        int number = graph.adaptable().size();
        graph.adaptable().add(layer);
        boolean biased = !bias.equals(Value.NONE);
        Value usual = biased ? bias : graph.constant(0f);
        return graph.choose(open, () -> path(number, layer, x, biased ? List.of(bias) : List.of()), () -> usual);
    }

    private Value path(int number, AdaptableLayer layer, Value x, List<Value> bias) {
        Value rank = element(ranks, number);
        Value end = element(ends, number);
        Value start = op.sub(end, op.mul(rank, graph.constant((long) layer.size())));
        Value between = op.add(start, op.mul(rank, graph.constant((long) layer.in())));
        Value down = op.reshape(slice(factors, start, between), -1, layer.in());
        Value up = op.reshape(slice(factors, between, end), layer.out(), -1);
        Value lastRank = element(rankEnds, number);
        Value strength = slice(strengths, op.sub(lastRank, rank), lastRank);
        Value small = op.mul(graph.node("Gemm", List.of(x, down), Attribute.of("transB", 1)), strength);
        List<Value> inputs = bias.isEmpty() ? List.of(small, up) : List.of(small, up, bias.getFirst());
        return graph.node("Gemm", inputs, Attribute.of("transB", 1));
    }

    private Value element(Value vector, long number) {
        return graph.node("Gather", List.of(vector, graph.constant(number)));
    }

    private Value slice(Value vector, Value from, Value to) {
        return graph.node("Slice", List.of(vector, from, to, graph.constant(0L)));
    }
}
