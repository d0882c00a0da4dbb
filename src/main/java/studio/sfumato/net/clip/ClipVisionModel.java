package studio.sfumato.net.clip;

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

/// The part of CLIP that looks at pictures: a vision transformer, Dosovitskiy et al. 2021 (arXiv:2010.11929), whose
/// summary lies where that of a fitting text would: Radford et al. 2021 (arXiv:2103.00020).
///
/// @param width channels of its states
/// @param inner channels within its perceptrons
/// @param layers how many layers it has
/// @param patch the side of the squares it cuts pictures into
/// @param side the side of the pictures it looks at
/// @param projection channels of what it gives
public record ClipVisionModel(int width, int inner, int layers, int patch, int side, int projection) {
    /// Input: pictures [pictures, 3, side, side], normalised as CLIP's are.
    public static final String PIXELS = "pixel_values";

    /// Output: what they show [pictures, projection].
    public static final String EMBEDS = "image_embeds";

    /// Output: what its last layer but one sees at each place [pictures, places, width], the first of them everywhere.
    public static final String PLACES = "hidden_states";

    private static final int WIDEST = 1 << 13;
    private static final int MOST_LAYERS = 96;
    private static final double EPSILON = 1e-5;

    /// The width of OpenAI's own largest; wider ones are OpenCLIP's.
    private static final int OPEN_AI = 1024;

    private static final int HEADS = 16;
    private static final int HEAD_CHANNELS = 64;

    /// Refuses sizes that none has.
    public ClipVisionModel {
        boolean sane = width <= WIDEST && inner <= 4 * WIDEST && layers <= MOST_LAYERS && projection <= WIDEST;
        if (!sane || side > OPEN_AI || patch > side || width % heads(width) != 0) {
            throw new ModelFileException("CLIP vision model: no such network has these sizes");
        }
    }

    private static int heads(int width) {
        return width >= OPEN_AI ? HEADS : Math.max(1, width / HEAD_CHANNELS);
    }

    /// {@return the sizes in settings with transformers' names}
    public static ClipVisionModel from(ComponentConfig config) {
        return new ClipVisionModel(
                config.positive("hidden_size", 1280),
                config.positive("intermediate_size", 5120),
                config.positive("num_hidden_layers", 32),
                config.positive("patch_size", 14),
                config.positive("image_size", 224),
                config.positive("projection_dim", 1024));
    }

    /// {@return the network}
    public OnnxModel build(WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("CLIP vision model");
        Op op = new Op(graph);
        Scope root = new Scope(graph, weights);
        Scope vision = root.at("vision_model");
        ClipBlock block = new ClipBlock(op, width, inner, heads(width), width <= OPEN_AI, EPSILON);
        Scope embeddings = vision.at("embeddings");
        Value pixels = graph.input(PIXELS, DType.F32, "pictures", 3, side, side);
        Value patches = graph.node(
                "Conv",
                List.of(pixels, embeddings.at("patch_embedding").weight("weight", width, 3, patch, patch)),
                Attribute.of("kernel_shape", new long[] {patch, patch}),
                Attribute.of("strides", new long[] {patch, patch}));
        Value tokens = op.transpose(op.reshape(patches, 0, width, -1), 0, 2, 1);
        Value whole = op.reshape(embeddings.weight("class_embedding", width), 1, 1, width);
        Value first = graph.node("Expand", List.of(whole, op.concat(0, op.sizes(pixels, 0, 1), graph.constant(1L, (long)
                width))));
        int places = (side / patch) * (side / patch) + 1;
        Value positions = embeddings.at("position_embedding").weight("weight", places, width);
        Value x = block.norm(vision.at("pre_layrnorm"), op.add(op.concat(1, first, tokens), positions));
        Value before = x;
        for (int i = 0; i < layers; i++) {
            before = x;
            x = block.apply(vision.at("encoder").at("layers").at(i), x, false, Value.NONE);
        }
        graph.output(PLACES, before, "pictures", places, width);
        Value summary = graph.node("Gather", List.of(x, graph.constant(0L)), Attribute.of("axis", 1));
        Value normed = block.norm(vision.at("post_layernorm"), op.reshape(summary, -1, width));
        graph.output(
                EMBEDS,
                op.rows(root.at("visual_projection"), normed, width, projection, false),
                "pictures",
                projection);
        return graph.build();
    }
}
