package studio.sfumato.net.depth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// DPT-Hybrid, the network that sees depth for Stable Diffusion 2: Ranftl et al. 2021 (arXiv:2103.13413), section 3 and
/// appendix A. A residual network ([ResidualStem]) looks closely, a transformer (Dosovitskiy et al. 2021,
/// arXiv:2010.11929) looks at the whole, and what both see is put together again from coarse to fine.
///
/// @param stem channels of the residual network's first convolution
/// @param widths channels of each of its stages
/// @param blocks how many blocks each of them has
/// @param width channels of the transformer's states
/// @param inner channels within its perceptrons
/// @param layers how many layers it has
/// @param side the side of the square of places whose positions it was taught
/// @param coarse channels of what is put together of the transformer's two states
/// @param fusion channels of everything that is put together
/// @param head channels before the last convolution
public record DepthNet(
        int stem,
        List<Integer> widths,
        List<Integer> blocks,
        int width,
        int inner,
        int layers,
        int side,
        List<Integer> coarse,
        int fusion,
        int head) {
    /// Input: a picture [1, 3, height, width], −1…1, sides a multiple of [#MULTIPLE].
    public static final String PIXELS = "pixels";

    /// Output: how near each place is [1, 1, height, width], at least 0, on a scale that is each picture's own.
    public static final String NEAR = "near";

    /// The colours of a picture.
    public static final int COLOURS = 3;

    /// What the sides of pictures must be a multiple of.
    public static final int MULTIPLE = 32;

    private static final int WIDEST = 1 << 13;
    private static final int MOST = 128;
    private static final int STAGES = 3;
    private static final int HEAD_CHANNELS = 64;
    private static final double EPSILON = 1e-6;

    /// Refuses sizes that none has.
    public DepthNet {
        widths = List.copyOf(widths);
        blocks = List.copyOf(blocks);
        coarse = List.copyOf(coarse);
        boolean stages = widths.size() == STAGES && blocks.size() == STAGES && coarse.size() == 2;
        boolean sane = stages
                && Math.max(Math.max(stem, Collections.max(widths)), Math.max(width, fusion)) <= WIDEST
                && Math.max(Collections.max(coarse), Math.max(inner, head)) <= WIDEST
                && Math.max(Collections.max(blocks), layers) <= MOST
                && side <= WIDEST;
        if (!sane
                || stem % ResidualStem.GROUPS != 0
                || widths.stream().anyMatch(each -> each % (4 * ResidualStem.GROUPS) != 0)
                || width % HEAD_CHANNELS != 0
                || layers % 4 != 0
                || fusion % 2 != 0) {
            throw new ModelFileException("depth network: no DPT-Hybrid has these sizes");
        }
    }

    /// {@return the sizes in settings that [studio.sfumato.weights.checkpoint.DepthFile] has told from the tensors}
    public static DepthNet from(ComponentConfig config) {
        return new DepthNet(
                config.positive("stem", 64),
                config.ints("widths", List.of()),
                config.ints("blocks", List.of()),
                config.positive("width", 768),
                config.positive("inner", 3072),
                config.positive("layers", 12),
                config.positive("side", 24),
                config.ints("coarse", List.of()),
                config.positive("fusion", 256),
                config.positive("head", 32));
    }

    /// {@return the network}
    ///
    /// @throws ModelFileException if a tensor is missing or of another shape
    public OnnxModel build(WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("depth network");
        Op op = new Op(graph);
        Scope root = new Scope(graph, weights);
        Scope seen = root.at("pretrained");
        Scope model = seen.at("model");
        Value pixels = graph.input(PIXELS, DType.F32, 1, COLOURS, "height", "width");
        List<Value> close = new ResidualStem(op, stem, widths, blocks)
                .apply(model.at("patch_embed").at("backbone"), pixels);
        Value patches = op.conv1(model.at("patch_embed").at("proj"), close.getLast(), widths.getLast(), width);
        List<Value> states = states(op, model, patches);

        Value third = regrouped(op, seen.at("act_postprocess3"), states.getFirst(), patches, coarse.getFirst());
        Value fourth = regrouped(op, seen.at("act_postprocess4"), states.getLast(), patches, coarse.getLast());
        int last = coarse.getLast();
        fourth = op.conv(seen.at("act_postprocess4").at(4), fourth, last, last, 3, 2, 1, 1, 1, 1);

        Scope scratch = root.at("scratch");
        List<Value> all = List.of(close.getFirst(), close.get(1), third, fourth);
        List<Integer> given = List.of(widths.getFirst(), widths.get(1), coarse.getFirst(), last);
        Value path = Value.NONE;
        for (int level = 4; level > 0; level--) {
            Value here = op.bareConv3(
                    scratch.at("layer" + level + "_rn"), all.get(level - 1), given.get(level - 1), fusion, 1);
            path = fused(op, scratch.at("refinenet" + level), path, here);
        }
        Scope out = scratch.at("output_conv");
        Value x = doubled(op, op.conv3(out.at(0), path, fusion, fusion / 2));
        x = op.relu(op.conv3(out.at(2), x, fusion / 2, head));
        graph.output(NEAR, op.relu(op.conv1(out.at(4), x, head, 1)), 1, 1, "height", "width");
        return graph.build();
    }

    /// {@return what the transformer sees at each place after three quarters of its layers and after all}: [1, 1 +
    /// places, width], the first of them everywhere
    private List<Value> states(Op op, Scope model, Value patches) {
        Value places = op.transpose(op.reshape(patches, 0, width, -1), 0, 2, 1);
        Value x = op.concat(1, model.weight("cls_token", 1, 1, width), places);
        x = op.add(x, positions(op, model, patches));
        List<Value> states = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            x = layer(op, model.at("blocks").at(i), x);
            if (i + 1 == layers / 4 * 3 || i + 1 == layers) {
                states.add(x);
            }
        }
        return states;
    }

    /// Positions were taught on one square; for others they are stretched.
    private Value positions(Op op, Scope model, Value patches) {
        Value taught = model.weight("pos_embed", 1, side * side + 1, width);
        Value square = op.transpose(op.reshape(part(op, taught, 1, Long.MAX_VALUE), 1, side, side, width), 0, 3, 1, 2);
        Value sizes = op.concat(0, op.graph().constant(1L, (long) width), op.sizes(patches, 2, 4));
        Value stretched = op.graph()
                .node(
                        "Resize",
                        List.of(square, Value.NONE, Value.NONE, sizes),
                        Attribute.of("mode", "linear"),
                        Attribute.of("coordinate_transformation_mode", "half_pixel"));
        Value row = op.transpose(op.reshape(stretched, 0, width, -1), 0, 2, 1);
        return op.concat(1, part(op, taught, 0, 1), row);
    }

    /// The rows of x [1, rows, width] from one to another.
    private static Value part(Op op, Value x, long from, long to) {
        GraphBuilder graph = op.graph();
        return graph.node("Slice", List.of(x, graph.constant(from), graph.constant(to), graph.constant(1L)));
    }

    private Value layer(Op op, Scope w, Value x) {
        Scope attention = w.at("attn");
        Value normed = op.layerNorm(w.at("norm1"), x, width, EPSILON);
        Value attended = op.attention(
                op.linear(attention.at("q"), normed, width, width, true),
                op.linear(attention.at("k"), normed, width, width, true),
                op.linear(attention.at("v"), normed, width, width, true),
                width / HEAD_CHANNELS,
                false);
        Value y = op.add(x, op.linear(attention.at("proj"), attended, width, width, true));
        Scope perceptron = w.at("mlp");
        Value wide =
                op.linear(perceptron.at("fc1"), op.layerNorm(w.at("norm2"), y, width, EPSILON), width, inner, true);
        return op.add(y, op.linear(perceptron.at("fc2"), op.gelu(wide), inner, width, true));
    }

    /// {@return states as a picture [1, channels, height, width]}: section 3, "Read" by projection, "Concatenate"
    private Value regrouped(Op op, Scope w, Value states, Value patches, int channels) {
        Value places = part(op, states, 1, Long.MAX_VALUE);
        Value everywhere = op.graph().node("Expand", List.of(part(op, states, 0, 1), op.sizes(places, 0, 3)));
        Value both = op.concat(2, places, everywhere);
        Value read = op.gelu(op.linear(w.at(0).at("project").at(0), both, 2 * width, width, true));
        return op.conv1(w.at(3), op.reshapedLike(op.transpose(read, 0, 2, 1), patches), width, channels);
    }

    /// {@return both put together, twice as large}: Lin et al. 2017, RefineNet, as in DPT's figure 1 (right)
    ///
    /// @param coarser what was put together so far; [Value#NONE] at the coarsest
    private Value fused(Op op, Scope w, Value coarser, Value here) {
        Value sum = coarser.equals(Value.NONE) ? here : op.add(coarser, unit(op, w.at("resConfUnit1"), here));
        return op.conv1(w.at("out_conv"), doubled(op, unit(op, w.at("resConfUnit2"), sum)), fusion, fusion);
    }

    private Value unit(Op op, Scope w, Value x) {
        Value inner = op.relu(op.conv3(w.at("conv1"), op.relu(x), fusion, fusion));
        return op.add(op.conv3(w.at("conv2"), inner, fusion, fusion), x);
    }

    /// Twice as large, corners staying corners.
    private static Value doubled(Op op, Value x) {
        return op.graph()
                .node(
                        "Resize",
                        List.of(x, Value.NONE, op.graph().constant(1f, 1f, 2f, 2f)),
                        Attribute.of("mode", "linear"),
                        Attribute.of("coordinate_transformation_mode", "align_corners"));
    }
}
