package studio.sfumato.net.vae;

import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.block.ConfigCheck;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.WeightSource;

/// The sizes of an autoencoder.
///
/// @param imageChannels channels of a picture: 3
/// @param latentChannels channels of a latent: 4
/// @param channels channels at each resolution, finest first
/// @param layers residual blocks per resolution in the encoder; the decoder has one more
/// @param groups groups of the group norms
/// @param middleAttention whether the middle attends over all pixels
/// @param quantConv whether a 1×1 convolution follows the encoder
/// @param postQuantConv whether one goes before the decoder
/// @param scalingFactor what a latent is multiplied by to have unit variance
public record VaeConfig(
        int imageChannels,
        int latentChannels,
        List<Integer> channels,
        int layers,
        int groups,
        boolean middleAttention,
        boolean quantConv,
        boolean postQuantConv,
        double scalingFactor)
        implements Autoencoder {
    private static final int MOST_LEVELS = 8;

    /// Refuses channels that the groups cannot share equally, and more levels than any autoencoder has.
    public VaeConfig {
        channels = List.copyOf(channels);
        if (channels.size() > MOST_LEVELS) {
            throw new ModelFileException("VAE: block_out_channels has more than " + MOST_LEVELS + " levels");
        }
        for (int count : channels) {
            if (count % groups != 0) {
                throw new ModelFileException(
                        "VAE: block_out_channels " + count + " is not a multiple of norm_num_groups " + groups);
            }
        }
    }

    @Override
    public int factor() {
        return 1 << (channels.size() - 1);
    }

    @Override
    public OnnxModel decoder(WeightSource weights, Wrap wrap) {
        return VaeDecoder.build(this, weights, wrap);
    }

    @Override
    public OnnxModel encoder(WeightSource weights, Wrap wrap) {
        return VaeEncoder.build(this, weights, wrap);
    }

    /// {@return whether its halves can see a picture tile by tile: it has more than one level}
    public boolean tileable() {
        return channels.size() > 1;
    }

    /// {@return the decoder's first part, which sees the whole latent [VaeDecoder#LATENT], and gives
    /// [VaeTiles#FEATURES] of twice its sides}
    public OnnxModel coarseDecoder(WeightSource weights, Wrap wrap) {
        return VaeDecoder.coarse(this, weights, wrap);
    }

    /// {@return how many norms [#fineDecoder] has: [VaeTiles#TOLD] has a row for each}
    public int fineDecoderNorms() {
        return (channels.size() - 1) * (layers + 1) * 2 + 1;
    }

    /// {@return how many norms [#fineEncoder] has}
    public int fineEncoderNorms() {
        return (channels.size() - 1) * layers * 2;
    }

    /// {@return the decoder's second part, from tiles of those to tiles of the picture, with [VaeTiles] beside}
    public OnnxModel fineDecoder(WeightSource weights) {
        return VaeDecoder.fine(this, weights);
    }

    /// {@return the encoder's first part, from tiles of a picture to tiles of [VaeTiles#FEATURES] of the latent's
    /// sides, with [VaeTiles] beside}
    public OnnxModel fineEncoder(WeightSource weights) {
        return VaeEncoder.fine(this, weights);
    }

    /// {@return the encoder's second part, which sees all of those}
    public OnnxModel coarseEncoder(WeightSource weights, Wrap wrap) {
        return VaeEncoder.coarse(this, weights, wrap);
    }

    /// {@return the sizes in a `vae/config.json`; what it leaves out is as in diffusers' AutoencoderKL}
    ///
    /// @throws UnsupportedModelException if it asks for a variant that this program does not know
    public static VaeConfig from(ComponentConfig config) {
        ConfigCheck check = new ConfigCheck(config)
                .oneOf("_class_name", "AutoencoderKL")
                .absent("shift_factor", "latents_mean", "latents_std")
                .oneOf("act_fn", "silu", "swish")
                .oneOf("down_block_types", "DownEncoderBlock2D")
                .oneOf("up_block_types", "UpDecoderBlock2D");
        List<Integer> channels = config.ints("block_out_channels", List.of(64));
        if (channels.isEmpty()) {
            throw config.wrong("block_out_channels", "a list of positive whole numbers");
        }
        for (String key : List.of("down_block_types", "up_block_types")) {
            if (config.has(key)) {
                check.sized(key, config.texts(key), channels.size());
            }
        }
        return new VaeConfig(
                config.positive("in_channels", 3),
                config.positive("latent_channels", 4),
                channels,
                config.positive("layers_per_block", 1),
                config.positive("norm_num_groups", 32),
                config.flag("mid_block_add_attention", true),
                config.flag("use_quant_conv", true),
                config.flag("use_post_quant_conv", true),
                config.number("scaling_factor", 0.18215));
    }
}
