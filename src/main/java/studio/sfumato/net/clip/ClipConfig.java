package studio.sfumato.net.clip;

import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.block.ConfigCheck;
import studio.sfumato.weights.ComponentConfig;

/// The sizes of a CLIP text encoder.
///
/// @param vocabulary number of tokens in the vocabulary
/// @param width channels of a token inside the network
/// @param inner channels inside a feed-forward part
/// @param layers number of transformer layers
/// @param heads number of attention heads
/// @param positions the longest sequence
/// @param activation the feed-forward part's non-linearity
/// @param epsilon what the layer norms add to the variance
/// @param endToken the token whose state stands for the whole text; 2 is an old mistake that stands for the
///     highest one
/// @param projection channels of the text embedding, if the network has one
public record ClipConfig(
        int vocabulary,
        int width,
        int inner,
        int layers,
        int heads,
        int positions,
        Activation activation,
        double epsilon,
        int endToken,
        Optional<Integer> projection) {
    /// A feed-forward part's non-linearity.
    public enum Activation {
        /// x·σ(1.702 x), of OpenAI's CLIP.
        QUICK_GELU,
        /// x·Φ(x), of OpenCLIP.
        GELU
    }

    /// Refuses a width that the heads cannot share equally.
    public ClipConfig {
        if (width % heads != 0) {
            throw new ModelFileException(
                    "text encoder: hidden_size " + width + " is not a multiple of num_attention_heads " + heads);
        }
    }

    /// {@return the sizes in a `text_encoder/config.json`; what it leaves out is as in transformers'
    /// CLIPTextConfig}
    public static ClipConfig from(ComponentConfig config) {
        ConfigCheck check = new ConfigCheck(config).oneOf("hidden_act", "quick_gelu", "gelu");
        boolean projected = config.texts("architectures").contains("CLIPTextModelWithProjection");
        if (!projected && !config.texts("architectures").isEmpty()) {
            check.oneOf("architectures", "CLIPTextModel");
        }
        return new ClipConfig(
                config.positive("vocab_size", 49408),
                config.positive("hidden_size", 512),
                config.positive("intermediate_size", 2048),
                config.positive("num_hidden_layers", 12),
                config.positive("num_attention_heads", 8),
                config.positive("max_position_embeddings", 77),
                config.text("hidden_act", "quick_gelu").equals("gelu") ? Activation.GELU : Activation.QUICK_GELU,
                config.number("layer_norm_eps", 1e-5),
                config.intValue("eos_token_id", 49407),
                projected ? Optional.of(config.positive("projection_dim", 512)) : Optional.empty());
    }
}
