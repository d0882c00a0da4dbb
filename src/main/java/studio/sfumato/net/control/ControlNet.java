package studio.sfumato.net.control;

import java.util.List;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.net.unet.Encoder;
import studio.sfumato.net.unet.Encoder.Skip;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// A copy of a U-Net's way down that also sees a picture and tells the U-Net what to add: Zhang et al. 2023
/// (arXiv:2302.05543). It takes the U-Net's inputs and [#HINT] and [#SCALES]; its outputs are called like the U-Net's
/// inputs for them, see [ControlPorts].
public final class ControlNet {
    /// Input: the picture to follow, 0 to 1 [1 or batch, hintChannels, height, width] in pixels.
    public static final String HINT = "hint";

    /// Input, where it knows several: which kind of picture it follows, a one among zeros.
    public static final String KIND = "control_type";

    /// Input: what each output is multiplied by; the middle's is the last.
    public static final String SCALES = "conditioning_scale";

    private final ControlNetConfig config;
    private final GraphBuilder graph = new GraphBuilder("ControlNet");
    private final Op op = new Op(graph);
    private final Scope root;

    private ControlNet(ControlNetConfig config, WeightSource weights) {
        this.config = config;
        this.root = new Scope(graph, weights);
    }

    /// {@return the network}
    ///
    /// @throws UnsupportedModelException if it has no middle
    public static OnnxModel build(ControlNetConfig config, WeightSource weights) {
        if (!config.unet().middle()) {
            throw new UnsupportedModelException(weights.name() + " has no middle block, which is not supported");
        }
        return new ControlNet(config, weights).model();
    }

    private OnnxModel model() {
        List<Integer> channels = ControlPorts.residualChannels(config.unet());
        int middle = channels.size() - 1;
        Value kind = config.union().isEmpty() ? Value.NONE : graph.input(KIND, DType.F32, config.kinds());
        Encoder encoder = config.union().isEmpty()
                ? new Encoder(config.unet(), op, root, UNetVariant.PLAIN)
                : Encoder.told(config.unet(), op, root, kind, config.kinds());
        Value hint = graph.input(HINT, DType.F32, "pictures", config.hintChannels(), "pixel_height", "pixel_width");
        List<Value> scales = op.split(graph.input(SCALES, DType.F32, channels.size()), 0, channels.size());

        Value start = encoder.start();
        Value seen = embedded(hint);
        int finest = config.unet().levels().getFirst().channels();
        Value fitting = config.union()
                .map(union -> union.fitted(op, root, seen, kind, finest))
                .orElse(seen);
        List<Skip> skips = encoder.down(op.add(start, fitting));
        for (int i = 0; i < skips.size(); i++) {
            Skip skip = skips.get(i);
            Value given =
                    op.conv1(root.at("controlnet_down_blocks").at(i), skip.value(), skip.channels(), skip.channels());
            output(ControlPorts.residual(i), given, skip.channels(), scales.get(i));
        }
        Value bottom = encoder.middle(skips.getLast().value());
        int width = channels.get(middle);
        Value given = op.conv1(root.at("controlnet_mid_block"), bottom, width, width);
        output(ControlPorts.MIDDLE_RESIDUAL, given, width, scales.get(middle));
        return graph.build();
    }

    /// {@return the picture as small and wide as the start of the way down}
    private Value embedded(Value hint) {
        Scope w = root.at("controlnet_cond_embedding");
        List<Integer> widths = config.hint();
        Value x = op.silu(op.conv3(w.at("conv_in"), hint, config.hintChannels(), widths.getFirst()));
        for (int i = 0; i < widths.size() - 1; i++) {
            int in = widths.get(i);
            int out = widths.get(i + 1);
            x = op.silu(op.conv3(w.at("blocks").at(2 * i), x, in, in));
            x = op.silu(op.conv(w.at("blocks").at(2 * i + 1), x, in, out, 3, 2, 1, 1, 1, 1));
        }
        return op.conv3(
                w.at("conv_out"),
                x,
                widths.getLast(),
                config.unet().levels().getFirst().channels());
    }

    private void output(String name, Value given, int channels, Value scale) {
        Value told = config.pooled()
                ? graph.node("ReduceMean", List.of(given, graph.constant(2L, 3L)), Attribute.of("keepdims", 1))
                : given;
        graph.output(name, op.mul(told, scale), "batch", channels, name + "_height", name + "_width");
    }
}
