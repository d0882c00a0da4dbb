package studio.sfumato.net.control;

import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// What a ControlNet Union has beside a ControlNet: it is told which kind of picture it follows, and fits what it
/// sees in it to that (ControlNet++ by xinsir, as diffusers' `ControlNetUnionModel` has it).
///
/// @param kinds how many kinds it knows
/// @param width channels of what it says of a kind
/// @param layers how many layers think about it
record Union(int kinds, int width, int layers) {
    private static final int MOST_KINDS = 64;
    private static final int WIDEST = 1 << 12;
    private static final int MOST_LAYERS = 16;
    private static final double EPSILON = 1e-5;

    /// Refuses sizes that none has.
    Union {
        if (kinds > MOST_KINDS || width < 1 || width > WIDEST || layers > MOST_LAYERS) {
            throw new ModelFileException("ControlNet Union: no such network has these sizes");
        }
    }

    /// {@return what the picture adds to the start of the way down}
    ///
    /// @param seen the picture as small and wide as that start
    /// @param kind which kind the picture is of
    Value fitted(Op op, Scope root, Value seen, Value kind, int channels) {
        GraphBuilder graph = op.graph();
        Value known = op.matMul(op.reshape(kind, 1, kinds), root.weight("task_embedding", kinds, width));
        Value mean = graph.node("ReduceMean", List.of(seen, graph.constant(2L, 3L)), Attribute.of("keepdims", 0));
        Value x = op.add(mean, known);
        for (int i = 0; i < layers; i++) {
            x = layer(op, root.at("transformer_layes").at(i), x);
        }
        Value alpha = op.rows(root.at("spatial_ch_projs"), x, width, channels, true);
        return op.add(seen, op.reshape(alpha, -1, channels, 1, 1));
    }

    private Value layer(Op op, Scope w, Value x) {
        Value y = op.add(x, attended(op, w.at("attn"), op.layerNorm(w.at("ln_1"), x, width, EPSILON)));
        Value normed = op.layerNorm(w.at("ln_2"), y, width, EPSILON);
        Value wide = op.quickGelu(op.rows(w.at("mlp").at("c_fc"), normed, width, 4 * width, true));
        return op.add(y, op.rows(w.at("mlp").at("c_proj"), wide, 4 * width, width, true));
    }

    /// What torch's `MultiheadAttention` makes of x. As it was trained, and as diffusers runs it, each token
    /// looks at itself in the other rows of the batch and not at other tokens; all rows follow the same
    /// picture, so that it sees its own value. The values are the last third of what lies in one matrix.
    private Value attended(Op op, Scope w, Value x) {
        Value weight = w.weight("in_proj_weight", 3 * width, width);
        List<Value> inputs = List.of(x, weight, w.weight("in_proj_bias", 3 * width));
        Value all = op.graph().node("Gemm", inputs, Attribute.of("transB", 1));
        return op.rows(w.at("out_proj"), op.split(all, 1, 3).getLast(), width, width, true);
    }
}
