package studio.sfumato.net.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// A residual network whose convolutions' weights are standardised, Qiao et al. 2019 (arXiv:1903.10520), as in Big
/// Transfer, Kolesnikov et al. 2020 (arXiv:1912.11370): timm's `ResNetV2` with `StdConv2dSame` and without activation
/// before its blocks. Where sizes are halved, padding is TensorFlow's: more of it at the right and below.
///
/// @param first channels of the first convolution
/// @param widths channels of each stage
/// @param blocks how many blocks each has
record ResidualStem(Op op, int first, List<Integer> widths, List<Integer> blocks) {
    /// The groups of its norms.
    static final int GROUPS = 32;

    private static final int FIRST_KERNEL = 7;
    private static final double NORM_EPSILON = 1e-5;
    private static final double WEIGHT_EPSILON = 1e-8;

    /// {@return what each stage makes of `pixels` [1, 3, height, width]}: a quarter of its size, then half of that each
    List<Value> apply(Scope w, Value pixels) {
        Scope stem = w.at("stem");
        Value x = conv(stem.at("conv"), pixels, DepthNet.COLOURS, first, FIRST_KERNEL, 2, 2, 2, 3, 3);
        x = op.graph()
                .node(
                        "MaxPool",
                        List.of(op.relu(norm(stem.at("norm"), x, first))),
                        Attribute.of("kernel_shape", new long[] {3, 3}),
                        Attribute.of("strides", new long[] {2, 2}),
                        Attribute.of("pads", new long[] {0, 0, 1, 1}));
        List<Value> made = new ArrayList<>();
        int in = first;
        for (int stage = 0; stage < widths.size(); stage++) {
            int out = widths.get(stage);
            for (int block = 0; block < blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = block(w.at("stages").at(stage).at("blocks").at(block), x, in, out, stride);
                in = out;
            }
            made.add(x);
        }
        return made;
    }

    private Value block(Scope w, Value x, int in, int out, int stride) {
        int narrow = out / 4;
        Value beside = x;
        Scope shorter = w.at("downsample");
        if (in != out || stride > 1 || shorter.at("conv").has("weight")) {
            beside = norm(shorter.at("norm"), conv(shorter.at("conv"), x, in, out, 1, stride, 0, 0, 0, 0), out);
        }
        Value h = conv(w.at("conv1"), x, in, narrow, 1, 1, 0, 0, 0, 0);
        h = op.relu(norm(w.at("norm1"), h, narrow));
        h = stride == 1
                ? conv(w.at("conv2"), h, narrow, narrow, 3, 1, 1, 1, 1, 1)
                : conv(w.at("conv2"), h, narrow, narrow, 3, 2, 0, 0, 1, 1);
        h = op.relu(norm(w.at("norm2"), h, narrow));
        h = norm(w.at("norm3"), conv(w.at("conv3"), h, narrow, out, 1, 1, 0, 0, 0, 0), out);
        return op.relu(op.add(h, beside));
    }

    private Value norm(Scope w, Value x, int channels) {
        return op.groupNorm(w, x, channels, GROUPS, NORM_EPSILON);
    }

    /// A convolution with the weights of each channel made to have the mean 0 and the deviation 1.
    private Value conv(Scope w, Value x, int in, int out, int kernel, int stride, long... pads) {
        GraphBuilder graph = op.graph();
        float[] ones = new float[out];
        Arrays.fill(ones, 1);
        Value standard = graph.node(
                "InstanceNormalization",
                List.of(
                        op.reshape(w.weight("weight", out, in, kernel, kernel), 1, out, -1),
                        graph.constant(ones),
                        graph.constant(new float[out])),
                Attribute.of("epsilon", WEIGHT_EPSILON));
        return graph.node(
                "Conv",
                List.of(x, op.reshape(standard, out, in, kernel, kernel)),
                Attribute.of("kernel_shape", new long[] {kernel, kernel}),
                Attribute.of("strides", new long[] {stride, stride}),
                Attribute.of("pads", pads));
    }
}
