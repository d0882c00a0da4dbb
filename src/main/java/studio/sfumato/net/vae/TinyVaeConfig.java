package studio.sfumato.net.vae;

import java.util.Collections;
import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.block.ConfigCheck;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.WeightSource;

/// The sizes of a tiny autoencoder (TAESD), which does without attention and norms: some 6 % of a VAE's work for
/// pictures that are almost as good. Its latents are the U-Net's own.
///
/// @param imageChannels channels of a picture: 3
/// @param latentChannels channels of a latent: 4
/// @param width channels everywhere between: 64
/// @param encoderBlocks blocks at each resolution, finest first: 1, 3, 3, 3
/// @param decoderBlocks blocks at each resolution, coarsest first: 3, 3, 3, 1
/// @param scalingFactor what a latent is multiplied by to be as the U-Net has it: 1
public record TinyVaeConfig(
        int imageChannels,
        int latentChannels,
        int width,
        List<Integer> encoderBlocks,
        List<Integer> decoderBlocks,
        double scalingFactor)
        implements Autoencoder {
    static final String CLASS_NAME = "AutoencoderTiny";

    private static final int WIDTH = 64;
    private static final int MOST_LEVELS = 8;
    private static final int MOST_BLOCKS = 64;

    /// Refuses more levels and blocks than any autoencoder has, and halves of different depths.
    public TinyVaeConfig {
        encoderBlocks = List.copyOf(encoderBlocks);
        decoderBlocks = List.copyOf(decoderBlocks);
        if (decoderBlocks.isEmpty() || decoderBlocks.size() > MOST_LEVELS) {
            throw new ModelFileException(
                    "tiny VAE: it has " + decoderBlocks.size() + " levels, not 1 to " + MOST_LEVELS);
        }
        if (encoderBlocks.size() != decoderBlocks.size()) {
            throw new ModelFileException("tiny VAE: its encoder has " + encoderBlocks.size() + " levels, its decoder "
                    + decoderBlocks.size());
        }
        if (Collections.max(encoderBlocks) > MOST_BLOCKS || Collections.max(decoderBlocks) > MOST_BLOCKS) {
            throw new ModelFileException("tiny VAE: a level has more than " + MOST_BLOCKS + " blocks");
        }
    }

    @Override
    public int factor() {
        return 1 << (decoderBlocks.size() - 1);
    }

    @Override
    public OnnxModel decoder(WeightSource weights, Wrap wrap) {
        return TinyVae.decoder(this, weights, wrap);
    }

    @Override
    public OnnxModel encoder(WeightSource weights, Wrap wrap) {
        return TinyVae.encoder(this, weights, wrap);
    }

    /// {@return the sizes in a `config.json`; what it leaves out is as in diffusers' AutoencoderTiny}
    ///
    /// @throws UnsupportedModelException if it asks for a variant that this program does not know
    public static TinyVaeConfig from(ComponentConfig config) {
        ConfigCheck check = new ConfigCheck(config)
                .oneOf("_class_name", CLASS_NAME)
                .oneOf("act_fn", "relu")
                .oneOf("upsample_fn", "nearest")
                .equal("upsampling_scaling_factor", 2)
                .equal("shift_factor", 0);
        List<Integer> encoder = config.ints("num_encoder_blocks", List.of(1, 3, 3, 3));
        List<Integer> decoder = config.ints("num_decoder_blocks", List.of(3, 3, 3, 1));
        int width =
                check.each("encoder_block_out_channels", encoder.size(), WIDTH).getFirst();
        for (String key : List.of("encoder_block_out_channels", "decoder_block_out_channels")) {
            for (int channels : config.ints(key, List.of(width))) {
                if (channels != width) {
                    throw check.unsupported(key, channels + " beside " + width);
                }
            }
        }
        int pictures = config.positive("in_channels", 3);
        if (config.positive("out_channels", pictures) != pictures) {
            throw check.unsupported("out_channels", "another number than in_channels");
        }
        return new TinyVaeConfig(
                pictures,
                config.positive("latent_channels", 4),
                width,
                encoder,
                decoder,
                config.number("scaling_factor", 1));
    }
}
