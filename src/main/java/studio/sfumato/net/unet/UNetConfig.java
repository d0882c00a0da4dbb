package studio.sfumato.net.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.net.block.ConfigCheck;
import studio.sfumato.weights.ComponentConfig;

/// The sizes of a U-Net.
///
/// @param inChannels channels of the latents that go in: 4, or 9 for an inpainting model
/// @param outChannels channels of what comes out
/// @param levels the resolutions, finest first
/// @param middle whether there is a block between the way down and the way up
/// @param contextWidth channels of the text states
/// @param groups groups of the group norms
/// @param epsilon what the group norms of the residual blocks add to the variance
/// @param downPadding padding of the convolutions that halve the picture
/// @param middleScale what the middle's residual blocks divide by
/// @param time how a number becomes a vector
/// @param added what SDXL is told beside the text
/// @param guidance channels in which a latent consistency model is told how strong the guidance is; 0 for one that
///     is not told
public record UNetConfig(
        int inChannels,
        int outChannels,
        List<Level> levels,
        boolean middle,
        int contextWidth,
        int groups,
        double epsilon,
        int downPadding,
        double middleScale,
        Sinusoid time,
        Optional<TextTime> added,
        int guidance) {
    /// Constants as wide as a layer are made before the weights' shapes are seen: far above any real width.
    private static final int WIDEST = 1 << 16;

    private static final String DOWN = "DownBlock2D";
    private static final String CROSS_DOWN = "CrossAttnDownBlock2D";
    private static final String UP = "UpBlock2D";
    private static final String CROSS_UP = "CrossAttnUpBlock2D";
    private static final String CROSS_MIDDLE = "UNetMidBlock2DCrossAttn";

    /// One resolution of the U-Net.
    ///
    /// @param channels channels of the pictures
    /// @param layers residual blocks on the way down; the way up has one more
    /// @param heads attention heads
    /// @param transformers transformer blocks in each attention part
    /// @param attentionDown whether the way down looks at the text
    /// @param attentionUp whether the way up does
    public record Level(
            int channels, int layers, int heads, int transformers, boolean attentionDown, boolean attentionUp) {}

    /// Numbers as sines and cosines of many frequencies: Vaswani et al. 2017 (arXiv:1706.03762), section 3.5.
    ///
    /// @param cosineFirst whether the cosines come before the sines
    /// @param shift what is taken off the count of frequencies they are spread over
    public record Sinusoid(boolean cosineFirst, double shift) {
        private static final float LOG_PERIOD = (float) Math.log(10000);

        /// {@return the frequencies of a vector of `width` channels}
        float[] frequencies(int width) {
            float[] frequencies = new float[width / 2];
            for (int i = 0; i < frequencies.length; i++) {
                float exponent = -LOG_PERIOD * i / (float) (frequencies.length - shift);
                frequencies[i] = (float) Math.exp(exponent);
            }
            return frequencies;
        }
    }

    /// SDXL's pooled text embedding and sizes: Podell et al. 2023 (arXiv:2307.01952), section 2.2.
    ///
    /// @param textWidth channels of the pooled text embedding
    /// @param numbers how many sizes there are
    /// @param width channels each becomes
    public record TextTime(int textWidth, int numbers, int width) {
        /// SDXL's original size, crop and target size are six numbers; its refiner is told a score in
        /// the last's place.
        static final int NUMBERS = 6;

        int total() {
            return textWidth + numbers * width;
        }
    }

    /// Refuses sizes that groups or heads cannot share equally, and sizes no U-Net has.
    public UNetConfig {
        levels = List.copyOf(levels);
        for (Level level : levels) {
            requireSane("block_out_channels", level.channels());
            requireMultiple("block_out_channels", level.channels(), "norm_num_groups", groups);
            if (level.attentionDown() || level.attentionUp() || (middle && level.equals(levels.getLast()))) {
                String heads = "attention_head_dim (which counts heads)";
                requireMultiple("block_out_channels", level.channels(), heads, level.heads());
            }
        }
        requireMultiple("the first of block_out_channels", levels.getFirst().channels(), "a pair", 2);
        added.ifPresent(sizes -> requireSane("projection_class_embeddings_input_dim", sizes.total()));
    }

    /// The sizes of a network that is not told how strong the guidance is.
    public UNetConfig(
            int inChannels,
            int outChannels,
            List<Level> levels,
            boolean middle,
            int contextWidth,
            int groups,
            double epsilon,
            int downPadding,
            double middleScale,
            Sinusoid time,
            Optional<TextTime> added) {
        this(
                inChannels,
                outChannels,
                levels,
                middle,
                contextWidth,
                groups,
                epsilon,
                downPadding,
                middleScale,
                time,
                added,
                0);
    }

    /// {@return the same, not told how strong the guidance is}: ControlNets never are
    public UNetConfig untold() {
        return new UNetConfig(
                inChannels,
                outChannels,
                levels,
                middle,
                contextWidth,
                groups,
                epsilon,
                downPadding,
                middleScale,
                time,
                added);
    }

    /// {@return channels of the time embedding}
    public int timeWidth() {
        return 4 * levels.getFirst().channels();
    }

    /// {@return the sizes in a `unet/config.json`; what it leaves out is as in diffusers' UNet2DConditionModel}
    ///
    /// @throws UnsupportedModelException if it asks for a variant that this program does not know
    public static UNetConfig from(ComponentConfig config) {
        ConfigCheck check = new ConfigCheck(config)
                .oneOf("_class_name", "UNet2DConditionModel")
                .off("center_input_sample", "only_cross_attention", "mid_block_only_cross_attention")
                .off("dual_cross_attention", "class_embeddings_concat", "resnet_skip_time_act")
                .absent("class_embed_type", "num_class_embeds", "encoder_hid_dim", "encoder_hid_dim_type")
                .absent("timestep_post_act", "time_embedding_act_fn", "time_embedding_dim")
                .absent("cross_attention_norm", "num_attention_heads", "reverse_transformer_layers_per_block")
                .oneOf("act_fn", "silu", "swish")
                .oneOf("down_block_types", DOWN, CROSS_DOWN)
                .oneOf("up_block_types", UP, CROSS_UP)
                .oneOf("mid_block_type", CROSS_MIDDLE)
                .oneOf("resnet_time_scale_shift", "default")
                .oneOf("time_embedding_type", "positional")
                .oneOf("attention_type", "default")
                .oneOf("addition_embed_type", "text_time")
                .equal(ComponentConfig.TOLD_GUIDANCE, ToldGuidance.WIDTH)
                .equal("conv_in_kernel", 3)
                .equal("conv_out_kernel", 3)
                .equal("resnet_out_scale_factor", 1);
        List<Integer> context = config.ints("cross_attention_dim", List.of(1280));
        if (context.stream().distinct().count() != 1) {
            throw check.unsupported("cross_attention_dim", "different widths");
        }
        return new UNetConfig(
                config.positive("in_channels", 4),
                config.positive("out_channels", 4),
                levels(config, check),
                !config.isNull("mid_block_type"),
                context.getFirst(),
                config.positive("norm_num_groups", 32),
                config.number("norm_eps", 1e-5),
                padding(config, check),
                config.number("mid_block_scale_factor", 1),
                new Sinusoid(config.flag("flip_sin_to_cos", true), config.number("freq_shift", 0)),
                config.text("addition_embed_type").map(_ -> textTime(config)),
                config.has(ComponentConfig.TOLD_GUIDANCE) ? ToldGuidance.WIDTH : 0);
    }

    private static int padding(ComponentConfig config, ConfigCheck check) {
        int padding = config.intValue("downsample_padding", 1);
        if (padding != 0 && padding != 1) {
            throw check.unsupported("downsample_padding", Integer.toString(padding));
        }
        return padding;
    }

    private static List<Level> levels(ComponentConfig config, ConfigCheck check) {
        List<Integer> channels = config.ints("block_out_channels", List.of(320, 640, 1280, 1280));
        int count = channels.size();
        if (count == 0) {
            throw config.wrong("block_out_channels", "a list of positive whole numbers");
        }
        List<String> down = check.sized(
                "down_block_types",
                config.texts("down_block_types", List.of(CROSS_DOWN, CROSS_DOWN, CROSS_DOWN, DOWN)),
                count);
        List<String> up = check.sized(
                        "up_block_types",
                        config.texts("up_block_types", List.of(UP, CROSS_UP, CROSS_UP, CROSS_UP)),
                        count)
                .reversed();
        List<Integer> layers = check.each("layers_per_block", count, 2);
        List<Integer> heads = check.each("attention_head_dim", count, 8);
        List<Integer> transformers = check.each("transformer_layers_per_block", count, 1);
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            levels.add(new Level(
                    channels.get(i),
                    layers.get(i),
                    heads.get(i),
                    transformers.get(i),
                    down.get(i).equals(CROSS_DOWN),
                    up.get(i).equals(CROSS_UP)));
        }
        return levels;
    }

    private static TextTime textTime(ComponentConfig config) {
        int total = config.positive("projection_class_embeddings_input_dim", 2816);
        int width = config.positive("addition_time_embed_dim", 256);
        int numbers = config.positive(ComponentConfig.TIME_IDS, TextTime.NUMBERS);
        long text = total - (long) numbers * width;
        if (text < 1 || width % 2 != 0) {
            throw config.wrong(
                    "projection_class_embeddings_input_dim",
                    "more than " + numbers + " × addition_time_embed_dim, which is even");
        }
        return new TextTime((int) text, numbers, width);
    }

    private static void requireMultiple(String key, int value, String divisorKey, int divisor) {
        if (value % divisor != 0) {
            throw new ModelFileException(
                    "U-Net: " + key + " " + value + " is not a multiple of " + divisorKey + " " + divisor);
        }
    }

    private static void requireSane(String key, int value) {
        if (value > WIDEST) {
            throw new ModelFileException("U-Net: " + key + " " + value + " is more than any U-Net has");
        }
    }
}
