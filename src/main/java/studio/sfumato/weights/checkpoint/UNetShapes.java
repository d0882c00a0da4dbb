package studio.sfumato.weights.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.checkpoint.Shapes.Axis;

/// Tells the sizes of a U-Net from the shapes of its tensors. Only how many heads its attention has leaves no
/// trace there: eight in SD 1.x, one for every 64 channels since.
final class UNetShapes {
    private static final int SD1_HEADS = 8;
    private static final int HEAD_CHANNELS = 64;
    private static final int SIZES = 6;
    private static final int REFINER_SIZES = 5;
    private static final int SIZE_CHANNELS = 256;

    /// What hears how strong the guidance is, and the channels it hears it in.
    private static final String TOLD = "time_embedding.cond_proj.weight";

    private static final int TOLD_CHANNELS = 256;

    /// Channels of SDXL's text states: only ControlNets for it are known that do not look at them.
    private static final int CONTEXT_WIDTH = 2048;

    private final Shapes shapes;
    private final List<Integer> channels = new ArrayList<>();
    private final List<Integer> layers = new ArrayList<>();
    private final List<Integer> transformers = new ArrayList<>();
    private final List<String> down = new ArrayList<>();
    private final List<String> up = new ArrayList<>();

    UNetShapes(Shapes shapes) {
        this.shapes = shapes;
        int levels = shapes.numbered("down_blocks.");
        for (int level = 0; level < levels; level++) {
            read(level, levels);
        }
        if (levels == 0) {
            throw shapes.missing("down_blocks.0.resnets.0.conv1.weight");
        }
    }

    private int width(String block) {
        String first = block + ".resnets.0.";
        return shapes.usual(List.of(
                new Axis(first + "conv1.weight", 0),
                new Axis(first + "conv1.bias", 0),
                new Axis(first + "norm2.weight", 0),
                new Axis(first + "conv2.weight", 0)));
    }

    private void read(int level, int levels) {
        String block = "down_blocks." + level;
        String opposite = "up_blocks." + (levels - 1 - level);
        channels.add(width(block));
        int count = shapes.numbered(block + ".resnets.");
        layers.add(count);
        int below = attentions(block, count);
        int above = attentions(opposite, count + 1);
        int middle = level == levels - 1 ? depth("mid_block.attentions.0") : 0;
        int most = Math.max(Math.max(below, above), Math.max(middle, 1));
        if (IntStream.of(below, above, middle).anyMatch(some -> some > 0 && some != most)) {
            throw new UnsupportedModelException(shapes.file() + ": the attention of resolution " + level
                    + " has different depths in different places, which is not supported");
        }
        transformers.add(most);
        down.add(below > 0 ? "CrossAttnDownBlock2D" : "DownBlock2D");
        up.addFirst(above > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }

    /// {@return how many transformer blocks each attention of a block has, 0 for a block without}
    private int attentions(String block, int count) {
        int first = depth(block + ".attentions.0");
        for (int layer = 1; layer < count; layer++) {
            if (depth(block + ".attentions." + layer) != first) {
                throw new UnsupportedModelException(
                        shapes.file() + ": " + block + " has attention in some layers only, which is not supported");
            }
        }
        return first;
    }

    private int depth(String attention) {
        return shapes.numbered(attention + ".transformer_blocks.");
    }

    /// {@return channels of the latents that go in}
    int inChannels() {
        return shapes.size("conv_in.weight", 1);
    }

    /// A ControlNet has no way out.
    private int outChannels() {
        return shapes.has("conv_out.weight") ? shapes.size("conv_out.weight", 0) : inChannels();
    }

    /// {@return whether any part of it looks at the text}
    boolean attends() {
        return shapes.has(firstAttention() + ".proj_in.weight");
    }

    /// {@return channels of the text states}
    int contextWidth() {
        String block = firstAttention() + ".transformer_blocks.0.attn2.";
        String middle = "mid_block.attentions.0.transformer_blocks.0.attn2.";
        return shapes.usual(List.of(
                new Axis(block + "to_k.weight", 1),
                new Axis(block + "to_v.weight", 1),
                new Axis(middle + "to_k.weight", 1)));
    }

    /// {@return whether the attention's projections are linear layers rather than convolutions, as since SD
    /// 2.0}
    boolean linear() {
        return shapes.rank(firstAttention() + ".proj_in.weight") == 2;
    }

    /// {@return whether it is told the picture's size and a summary of the text, as SDXL's is}
    boolean toldSizes() {
        return shapes.begins("add_embedding.");
    }

    /// {@return whether it is told what SDXL's refiner is: five numbers, not six}
    ///
    /// @param second channels of the second text encoder's states, if there is one and no first
    boolean refines(OptionalInt second) {
        int published = 1280 + REFINER_SIZES * SIZE_CHANNELS;
        return toldSizes()
                && (second.isPresent()
                        ? second.getAsInt() == contextWidth()
                        : shapes.size("add_embedding.linear_1.weight", 1) == published);
    }

    /// {@return whether it is told how strong the guidance is, as latent consistency models are}
    boolean toldGuidance() {
        return shapes.has(TOLD);
    }

    private void requireFittingGuidance() {
        int width = channels.getFirst();
        if (shapes.rank(TOLD) != 2 || shapes.size(TOLD, 0) != width || shapes.size(TOLD, 1) != TOLD_CHANNELS) {
            throw new ModelFileException(
                    shapes.file() + ": tensor '" + shapes.called().apply(TOLD) + "' has the shape " + shapes.shape(TOLD)
                            + ", not " + width + "×" + TOLD_CHANNELS + " as in a latent consistency model");
        }
    }

    private String firstAttention() {
        for (int level = 0; level < down.size(); level++) {
            if (down.get(level).startsWith("Cross")) {
                return "down_blocks." + level + ".attentions.0";
            }
        }
        return "mid_block.attentions.0";
    }

    /// {@return diffusers' settings of this network}
    ///
    /// @param sampleSize the side of the latents it was trained on
    /// @param pooled channels of the text's summary, where a text encoder says so
    /// @param refiner whether it is that of SDXL's refiner
    ComponentConfig config(int sampleSize, OptionalInt pooled, boolean refiner) {
        shapes.size("conv_out.weight", 0); // a ControlNet has none, a U-Net without one is damaged
        Map<String, Object> settings = settings(sampleSize, pooled, refiner);
        if (toldGuidance()) {
            requireFittingGuidance();
            settings.put(ComponentConfig.TOLD_GUIDANCE, TOLD_CHANNELS);
        }
        return ComponentConfig.of(shapes.file(), settings);
    }

    /// {@return the same as a map}
    Map<String, Object> settings(int sampleSize, OptionalInt pooled) {
        return settings(sampleSize, pooled, false);
    }

    private Map<String, Object> settings(int sampleSize, OptionalInt pooled, boolean refiner) {
        boolean linear = !attends() || linear();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "UNet2DConditionModel");
        config.put("in_channels", inChannels());
        config.put("out_channels", outChannels());
        config.put("sample_size", sampleSize);
        config.put("block_out_channels", channels);
        config.put("layers_per_block", layers);
        config.put("down_block_types", down);
        config.put("up_block_types", up);
        config.put("transformer_layers_per_block", transformers);
        config.put("cross_attention_dim", attends() ? contextWidth() : CONTEXT_WIDTH);
        config.put("use_linear_projection", linear);
        config.put(
                "attention_head_dim",
                channels.stream()
                        .map(count -> linear ? Math.max(1, count / HEAD_CHANNELS) : SD1_HEADS)
                        .toList());
        if (!shapes.begins("mid_block.")) {
            config.put("mid_block_type", null);
        }
        if (toldSizes()) {
            int total = shapes.size("add_embedding.linear_1.weight", 1);
            int numbers = refiner ? REFINER_SIZES : SIZES;
            int width = pooled.isPresent() ? (total - pooled.getAsInt()) / numbers : SIZE_CHANNELS;
            config.put("addition_embed_type", "text_time");
            config.put("projection_class_embeddings_input_dim", total);
            config.put("addition_time_embed_dim", Math.max(1, width));
            if (refiner) {
                config.put(ComponentConfig.TIME_IDS, numbers);
            }
        }
        return config;
    }
}
