package studio.sfumato.net.control;

import java.util.Arrays;
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

/// A network that draws the lines of a picture.
public sealed interface LineNet {
    /// Input: the picture [1, 3, height, width], red, green, blue, 0…255.
    String PICTURE = "picture";

    /// Output: how light each place is [1, 1, height, width], 0…1.
    String LINES = "lines";

    /// The colours of a picture.
    int COLOURS = 3;

    /// {@return what the sides of its pictures must be a multiple of}
    int multiple();

    /// {@return whether its lines are dark on light}
    boolean dark();

    /// {@return the network}
    OnnxModel build(WeightSource weights);

    /// {@return the sizes in settings that [studio.sfumato.weights.checkpoint.LinesFile] has told from the tensors}
    static LineNet from(ComponentConfig config) {
        return config.text("_class_name", "").equals("HED")
                ? new Hed(config.ints("widths", List.of()), config.ints("layers", List.of()))
                : new Pen(config.positive("width", 64), config.intValue("blocks", 3));
    }

    private static void require(boolean sane) {
        if (!sane) {
            throw new ModelFileException("no network that draws lines has such sizes");
        }
    }

    /// Holistically-nested edge detection: Xie and Tu 2015 (arXiv:1504.06375), section 3.1; each of five blocks says
    /// where edges are at its own coarseness, and the mean of that counts.
    ///
    /// @param widths channels of each block
    /// @param layers convolutions of each block
    record Hed(List<Integer> widths, List<Integer> layers) implements LineNet {
        private static final int BLOCKS = 5;
        private static final int WIDEST = 1 << 12;
        private static final int MOST_LAYERS = 16;

        /// Refuses sizes that none has.
        public Hed {
            widths = List.copyOf(widths);
            layers = List.copyOf(layers);
            require(widths.size() == BLOCKS
                    && layers.size() == BLOCKS
                    && Collections.max(widths) <= WIDEST
                    && Collections.min(layers) > 0
                    && Collections.max(layers) <= MOST_LAYERS);
        }

        @Override
        public int multiple() {
            return 1;
        }

        @Override
        public boolean dark() {
            return false;
        }

        @Override
        public OnnxModel build(WeightSource weights) {
            GraphBuilder graph = new GraphBuilder("HED");
            Op op = new Op(graph);
            Scope root = new Scope(graph, weights);
            Value picture = graph.input(PICTURE, DType.F32, 1, COLOURS, "height", "width");
            Value x = op.sub(picture, root.weight("norm", 1, COLOURS, 1, 1));
            Value sum = Value.NONE;
            int in = COLOURS;
            for (int block = 0; block < BLOCKS; block++) {
                Scope w = root.at("block" + (block + 1));
                int width = widths.get(block);
                x = block == 0 ? x : halved(graph, x);
                for (int layer = 0; layer < layers.get(block); layer++) {
                    x = op.relu(op.conv3(w.at("convs").at(layer), x, in, width));
                    in = width;
                }
                Value edges = op.conv1(w.at("projection"), x, width, 1);
                sum = block == 0 ? edges : op.add(sum, larger(op, edges, picture));
            }
            graph.output(LINES, graph.node("Sigmoid", List.of(op.scale(sum, 1.0 / BLOCKS))), 1, 1, "height", "width");
            return graph.build();
        }

        private static Value halved(GraphBuilder graph, Value x) {
            return graph.node(
                    "MaxPool",
                    List.of(x),
                    Attribute.of("kernel_shape", new long[] {2, 2}),
                    Attribute.of("strides", new long[] {2, 2}));
        }

        private static Value larger(Op op, Value x, Value like) {
            Value sizes = op.concat(0, op.sizes(x, 0, 2), op.sizes(like, 2, 4));
            return op.graph()
                    .node(
                            "Resize",
                            List.of(x, Value.NONE, Value.NONE, sizes),
                            Attribute.of("mode", "linear"),
                            Attribute.of("coordinate_transformation_mode", "half_pixel"));
        }
    }

    /// The generator of line drawings by Chan, Durand and Isola 2022 (arXiv:2203.12691), which has the shape of
    /// CycleGAN's: Zhu et al. 2017 (arXiv:1703.10593), appendix 7.2.
    ///
    /// @param width channels at the picture's own size
    /// @param blocks how many residual blocks it has
    record Pen(int width, int blocks) implements LineNet {
        private static final int WIDEST = 1 << 10;
        private static final int MOST_BLOCKS = 64;
        private static final int WIDE_KERNEL = 7;
        private static final double EPSILON = 1e-5;
        private static final double LEVELS = 255;

        /// Refuses sizes that none has.
        public Pen {
            require(width <= WIDEST && blocks >= 0 && blocks <= MOST_BLOCKS);
        }

        @Override
        public int multiple() {
            return 4;
        }

        @Override
        public boolean dark() {
            return true;
        }

        @Override
        public OnnxModel build(WeightSource weights) {
            GraphBuilder graph = new GraphBuilder("line art");
            Op op = new Op(graph);
            Scope root = new Scope(graph, weights);
            Value picture = graph.input(PICTURE, DType.F32, 1, COLOURS, "height", "width");
            Value x = wide(op, root.at("model0").at(1), op.scale(picture, 1 / LEVELS), COLOURS, width);
            x = op.relu(normed(op, x, width));
            x = op.conv(root.at("model1").at(0), x, width, 2 * width, 3, 2, 1, 1, 1, 1);
            x = op.relu(normed(op, x, 2 * width));
            x = op.conv(root.at("model1").at(3), x, 2 * width, 4 * width, 3, 2, 1, 1, 1, 1);
            x = op.relu(normed(op, x, 4 * width));
            for (int i = 0; i < blocks; i++) {
                Scope block = root.at("model2").at(i).at("conv_block");
                Value inner = op.relu(normed(op, mirrored(op, block.at(1), x, 4 * width), 4 * width));
                x = op.add(x, normed(op, mirrored(op, block.at(5), inner, 4 * width), 4 * width));
            }
            x = op.relu(normed(op, doubled(graph, root.at("model3").at(0), x, 4 * width, 2 * width), 2 * width));
            x = op.relu(normed(op, doubled(graph, root.at("model3").at(3), x, 2 * width, width), width));
            x = wide(op, root.at("model4").at(1), x, width, 1);
            graph.output(LINES, graph.node("Sigmoid", List.of(x)), 1, 1, "height", "width");
            return graph.build();
        }

        private static Value wide(Op op, Scope w, Value x, int in, int out) {
            return op.conv(w, around(op, x, WIDE_KERNEL / 2), in, out, WIDE_KERNEL, 1, 0, 0, 0, 0);
        }

        private static Value mirrored(Op op, Scope w, Value x, int channels) {
            return op.conv(w, around(op, x, 1), channels, channels, 3, 1, 0, 0, 0, 0);
        }

        /// So many pixels more on each side, mirrored.
        private static Value around(Op op, Value x, long pixels) {
            Value pads = op.graph().constant(0, 0, pixels, pixels, 0, 0, pixels, pixels);
            return op.graph().node("Pad", List.of(x, pads), Attribute.of("mode", "reflect"));
        }

        private static Value normed(Op op, Value x, int channels) {
            float[] ones = new float[channels];
            Arrays.fill(ones, 1);
            return op.graph()
                    .node(
                            "InstanceNormalization",
                            List.of(x, op.graph().constant(ones), op.graph().constant(new float[channels])),
                            Attribute.of("epsilon", EPSILON));
        }

        private static Value doubled(GraphBuilder graph, Scope w, Value x, int in, int out) {
            return graph.node(
                    "ConvTranspose",
                    List.of(x, w.weight("weight", in, out, 3, 3), w.weight("bias", out)),
                    Attribute.of("kernel_shape", new long[] {3, 3}),
                    Attribute.of("strides", new long[] {2, 2}),
                    Attribute.of("pads", new long[] {1, 1, 1, 1}),
                    Attribute.of("output_padding", new long[] {1, 1}));
        }
    }
}
