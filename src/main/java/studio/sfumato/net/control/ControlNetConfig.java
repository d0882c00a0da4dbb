package studio.sfumato.net.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetConfig.Level;
import studio.sfumato.weights.ComponentConfig;

/// The sizes of a ControlNet.
///
/// @param unet the U-Net of whose way down it has a copy
/// @param hint channels on the way from the picture to the latents: each after the first halves it
/// @param hintChannels channels of the picture
/// @param pooled whether it gives means over the whole picture only, as the one for shuffled pictures does
/// @param kinds how many kinds of picture it knows, if it is told which; 0 for one
/// @param kindWidth channels of what it says of them
/// @param kindLayers how many layers think about that
public record ControlNetConfig(
        UNetConfig unet,
        List<Integer> hint,
        int hintChannels,
        boolean pooled,
        int kinds,
        int kindWidth,
        int kindLayers) {
    private static final int WIDEST = 1 << 13;
    private static final int MOST_HALVINGS = 5;

    /// Refuses sizes that no ControlNet has.
    public ControlNetConfig {
        hint = List.copyOf(hint);
        unet = unet.untold();
        if (hint.isEmpty() || hint.size() > MOST_HALVINGS + 1 || hint.stream().anyMatch(width -> width > WIDEST)) {
            throw new ModelFileException("ControlNet: conditioning_embedding_out_channels cannot be " + hint);
        }
    }

    /// {@return the sizes in settings with diffusers' names}, of which those of the U-Net stand under `unet`
    ///
    /// @throws studio.sfumato.error.StudioException if it asks for something unknown
    public static ControlNetConfig from(ComponentConfig config) {
        ComponentConfig inner = config.object("unet").orElseThrow(() -> config.wrong("unet", "an object"));
        UNetConfig unet = UNetConfig.from(inner);
        return new ControlNetConfig(
                config.flag("mid_block_attention", true) ? unet : withPlainMiddle(unet),
                config.ints("conditioning_embedding_out_channels", List.of(16, 32, 96, 256)),
                config.positive("conditioning_channels", 3),
                config.flag("global_pool_conditions", false),
                config.intValue("num_control_type", 0),
                config.intValue("num_trans_channel", 0),
                config.intValue("num_trans_layer", 0));
    }

    /// {@return the sizes of what a Control-LoRA makes of a U-Net}
    ///
    /// @param config what its file tells of itself
    public static ControlNetConfig over(UNetConfig unet, ComponentConfig config) {
        return new ControlNetConfig(
                unet,
                config.ints("conditioning_embedding_out_channels", List.of(16, 32, 96, 256)),
                config.positive("conditioning_channels", 3),
                false,
                0,
                0,
                0);
    }

    private static UNetConfig withPlainMiddle(UNetConfig unet) {
        List<Level> levels = new ArrayList<>(unet.levels());
        Level last = levels.removeLast();
        levels.add(new Level(last.channels(), last.layers(), last.heads(), 0, false, false));
        return new UNetConfig(
                unet.inChannels(),
                unet.outChannels(),
                levels,
                unet.middle(),
                unet.contextWidth(),
                unet.groups(),
                unet.epsilon(),
                unet.downPadding(),
                unet.middleScale(),
                unet.time(),
                unet.added());
    }

    /// {@return what it has where it knows several kinds of picture}
    Optional<Union> union() {
        return kinds > 0 ? Optional.of(new Union(kinds, kindWidth, kindLayers)) : Optional.empty();
    }

    /// {@return how many pixels a latent pixel covers}
    public int factor() {
        return 1 << (hint.size() - 1);
    }
}
