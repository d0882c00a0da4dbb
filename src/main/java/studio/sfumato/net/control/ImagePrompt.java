package studio.sfumato.net.control;

import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// IP-Adapter: a picture as a second prompt, to which every cross-attention of the U-Net looks beside the text: Ye et
/// al. 2023 (arXiv:2308.06721), equation 5. Keys and values are the same at every step, so this is a network of its own
/// whose outputs are the U-Net's inputs [ControlPorts#key] and [ControlPorts#value].
///
/// @param projection how the tokens are made of what CLIP sees
/// @param context channels of the text states
/// @param widths channels of each cross-attention, in the file's order: the way down, the way up, the middle
public record ImagePrompt(ImageProjection projection, int context, List<Integer> widths) {
    /// Input: what CLIP sees in the picture [pictures, embed], or [pictures, places, embed].
    public static final String EMBEDS = "image_embeds";

    private static final int WIDEST = 1 << 13;
    private static final int MOST = 512;

    /// Refuses sizes that none has.
    public ImagePrompt {
        widths = List.copyOf(widths);
        if (projection.embed() > WIDEST
                || projection.tokens() > MOST
                || context > WIDEST
                || widths.isEmpty()
                || widths.size() > MOST) {
            throw new ModelFileException("IP-Adapter: no adapter has such sizes");
        }
    }

    /// {@return the sizes in settings that [studio.sfumato.weights.checkpoint.ControlFile] has told from the tensors}
    public static ImagePrompt from(ComponentConfig config) {
        return new ImagePrompt(
                projection(config), config.positive("cross_attention_dim", 768), config.ints("widths", List.of()));
    }

    private static ImageProjection projection(ComponentConfig config) {
        int embed = config.positive("image_embed_dim", 1024);
        return switch (config.text("projection", "plain")) {
            case "plus" ->
                new ImageProjection.Plus(
                        embed,
                        config.positive("num_image_text_embeds", 16),
                        config.positive("hidden_dim", 768),
                        config.positive("inner_dim", 768),
                        config.positive("feed_forward_dim", 3072),
                        config.positive("num_layers", 4));
            case "full" -> new ImageProjection.Full(embed, config.positive("hidden_dim", 1280));
            default -> new ImageProjection.Plain(embed, config.positive("num_image_text_embeds", 4));
        };
    }

    /// {@return the network}
    public OnnxModel build(WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("IP-Adapter");
        Op op = new Op(graph);
        Scope root = new Scope(graph, weights);
        Value embeds = projection.everywhere()
                ? graph.input(EMBEDS, DType.F32, "pictures", "places", projection.embed())
                : graph.input(EMBEDS, DType.F32, "pictures", projection.embed());
        Value states = projection.apply(op, root.at("image_proj"), embeds, context);
        Object tokens = projection.tokens() == 0 ? "places" : projection.tokens();
        for (int i = 0; i < widths.size(); i++) {
            Scope layer = root.at("ip_adapter").at(2 * i + 1);
            int width = widths.get(i);
            Value key = op.linear(layer.at("to_k_ip"), states, context, width, false);
            Value value = op.linear(layer.at("to_v_ip"), states, context, width, false);
            graph.output(ControlPorts.key(i), key, "pictures", tokens, width);
            graph.output(ControlPorts.value(i), value, "pictures", tokens, width);
        }
        return graph.build();
    }
}
