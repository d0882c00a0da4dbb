package studio.sfumato.weights.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.checkpoint.Shapes.Axis;

/// Tells the sizes of an autoencoder from the shapes of its tensors; only the factor of its latents leaves no
/// trace there.
final class VaeShapes {
    private VaeShapes() {}

    /// {@return diffusers' settings of the autoencoder with these tensors}
    ///
    /// @param scale what a latent is multiplied by to have unit variance
    static ComponentConfig config(Shapes shapes, double scale) {
        int levels = shapes.numbered("decoder.up_blocks.");
        if (levels == 0) {
            throw shapes.missing(resnet(0) + "conv1.weight");
        }
        List<Integer> channels = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            channels.addFirst(shapes.usual(List.of(
                    new Axis(resnet(level) + "conv1.weight", 0),
                    new Axis(resnet(level) + "conv1.bias", 0),
                    new Axis(resnet(level) + "norm2.weight", 0),
                    new Axis(resnet(level) + "conv2.weight", 0))));
        }
        return ComponentConfig.of(
                shapes.file(),
                Map.ofEntries(
                        Map.entry("_class_name", "AutoencoderKL"),
                        Map.entry("in_channels", shapes.size("decoder.conv_out.weight", 0)),
                        Map.entry(
                                "latent_channels",
                                shapes.usual(List.of(
                                        new Axis("decoder.conv_in.weight", 1),
                                        new Axis("post_quant_conv.weight", 0),
                                        new Axis("post_quant_conv.bias", 0)))),
                        Map.entry("block_out_channels", channels),
                        Map.entry("down_block_types", Collections.nCopies(levels, "DownEncoderBlock2D")),
                        Map.entry("up_block_types", Collections.nCopies(levels, "UpDecoderBlock2D")),
                        Map.entry("layers_per_block", Math.max(1, shapes.numbered("decoder.up_blocks.0.resnets.") - 1)),
                        Map.entry("mid_block_add_attention", shapes.begins("decoder.mid_block.attentions.")),
                        Map.entry("use_quant_conv", shapes.begins("quant_conv.")),
                        Map.entry("use_post_quant_conv", shapes.begins("post_quant_conv.")),
                        Map.entry("scaling_factor", scale)));
    }

    private static String resnet(int level) {
        return "decoder.up_blocks." + level + ".resnets.0.";
    }
}
