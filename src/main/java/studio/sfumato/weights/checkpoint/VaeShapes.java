package studio.sfumato.weights.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;

/// Tells the sizes of an autoencoder from the shapes of its tensors; only the factor of its latents leaves no
/// trace there.
final class VaeShapes {
    private VaeShapes() {}

    /// {@return diffusers' settings of the autoencoder with these tensors}
    ///
    /// @param scale what a latent is multiplied by to have unit variance
    static ComponentConfig config(Shapes shapes, double scale) {
        int levels = shapes.count(level -> resnet(level, 0));
        if (levels == 0) {
            throw new ModelFileException(shapes.file() + " has no tensor '" + resnet(0, 0) + "'");
        }
        List<Integer> channels = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            channels.addFirst(shapes.size(resnet(level, 0), 0));
        }
        return ComponentConfig.of(
                shapes.file(),
                Map.ofEntries(
                        Map.entry("_class_name", "AutoencoderKL"),
                        Map.entry("in_channels", shapes.size("decoder.conv_out.weight", 0)),
                        Map.entry("latent_channels", shapes.size("decoder.conv_in.weight", 1)),
                        Map.entry("block_out_channels", channels),
                        Map.entry("down_block_types", Collections.nCopies(levels, "DownEncoderBlock2D")),
                        Map.entry("up_block_types", Collections.nCopies(levels, "UpDecoderBlock2D")),
                        Map.entry("layers_per_block", Math.max(1, shapes.count(layer -> resnet(0, layer)) - 1)),
                        Map.entry("mid_block_add_attention", shapes.begins("decoder.mid_block.attentions.")),
                        Map.entry("use_quant_conv", shapes.has("quant_conv.weight")),
                        Map.entry("use_post_quant_conv", shapes.has("post_quant_conv.weight")),
                        Map.entry("scaling_factor", scale)));
    }

    private static String resnet(int level, int layer) {
        return "decoder.up_blocks." + level + ".resnets." + layer + ".conv1.weight";
    }
}
