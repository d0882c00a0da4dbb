package studio.sfumato.net.vae;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.block.GroupNorms;
import studio.sfumato.weights.DType;

/// Group norms of a network that sees one tile of a picture at a time: mean and variance are given to them, and each
/// tells those of the tile's core, the part that no other tile has. Joined over all tiles, what is told in one
/// run is given in the next; after few rounds a tile is what the same network makes of the whole picture there.
final class SharedNorms implements GroupNorms {
    private final Op op;
    private final GraphBuilder graph;
    private final int groups;
    private final double epsilon;
    private final Value given;
    private final Value share;
    private final List<Value> corners;
    private final List<Value> told = new ArrayList<>();
    private int scale = 1;

    SharedNorms(Op op, int groups, double epsilon) {
        this.op = op;
        this.graph = op.graph();
        this.groups = groups;
        this.epsilon = epsilon;
        given = graph.input(VaeTiles.GIVEN, DType.F32, "norms", groups, 2);
        share = graph.input(VaeTiles.SHARE, DType.F32, 1);
        corners = op.split(op.cast(graph.input(VaeTiles.CORE, DType.F32, 4), DType.I64), 0, 2);
    }

    /// From here on pictures have `times` the resolution that cores are told in.
    void at(int times) {
        scale = times;
    }

    @Override
    public Value apply(Scope w, Value x, int channels) {
        Value own = statistics(x, channels);
        Value row = graph.node(
                "Slice",
                List.of(given, graph.constant(told.size()), graph.constant(told.size() + 1L), graph.constant(0L)));
        told.add(own);
        Value rest = op.sub(graph.constant(1f), share);
        List<Value> used = op.split(op.add(op.mul(row, share), op.mul(own, rest)), 2, 2);
        Value spread = graph.node("Sqrt", List.of(op.add(used.getLast(), graph.constant((float) epsilon))));
        Value factor = op.div(w.weight("weight", channels, 1, 1), each(spread, channels));
        Value shift = op.sub(w.weight("bias", channels, 1, 1), op.mul(each(used.getFirst(), channels), factor));
        return op.add(op.mul(x, factor), shift);
    }

    /// {@return mean and variance of each group in the core of x: [1, groups, 2]}
    private Value statistics(Value x, int channels) {
        Value from = op.mul(corners.getFirst(), graph.constant((long) scale));
        Value to = op.mul(corners.getLast(), graph.constant((long) scale));
        Value core = graph.node("Slice", List.of(x, from, to, graph.constant(2L, 3L)));
        Value flat = op.reshape(core, 0, groups, -1);
        Value mean = graph.node("ReduceMean", List.of(flat, graph.constant(-1L)));
        Value squares = graph.node("ReduceSumSquare", List.of(op.sub(flat, mean), graph.constant(-1L)));
        Value pixels = graph.node("ReduceProd", List.of(op.sub(to, from)), Attribute.of("keepdims", 0));
        Value count = op.scale(op.cast(pixels, DType.F32), (double) channels / groups);
        return op.concat(2, mean, op.div(squares, count));
    }

    /// {@return a number for each group [1, groups, 1] as one for each channel [channels, 1, 1]}
    private Value each(Value ofGroups, int channels) {
        Value repeated = graph.node("Expand", List.of(ofGroups, graph.constant(1, groups, channels / groups)));
        return op.reshape(repeated, channels, 1, 1);
    }

    /// Gives out what all norms tell.
    void finish() {
        graph.output(VaeTiles.TOLD, op.concat(0, told.toArray(Value[]::new)), told.size(), groups, 2);
    }
}
