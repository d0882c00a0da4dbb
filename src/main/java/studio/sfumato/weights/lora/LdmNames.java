package studio.sfumato.weights.lora;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the layers of a U-Net are called in the code it was first trained with, which numbers blocks from the first to
/// the last: `input_blocks.4.1.proj_in` is diffusers' `down_blocks.1.attentions.0.proj_in`.
public final class LdmNames {
    private static final Pattern DOWN = Pattern.compile("down_blocks\\.(\\d+)\\.(resnets|attentions)\\.(\\d+)\\.(.+)");
    private static final Pattern DOWN_SAMPLER = Pattern.compile("down_blocks\\.(\\d+)\\.downsamplers\\.0\\.conv");
    private static final Pattern MIDDLE = Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d+)\\.(.+)");
    private static final Pattern UP = Pattern.compile("up_blocks\\.(\\d+)\\.(resnets|attentions)\\.(\\d+)\\.(.+)");
    private static final Pattern UP_SAMPLER = Pattern.compile("up_blocks\\.(\\d+)\\.upsamplers\\.0\\.conv");

    private static final Map<String, String> RESIDUAL = Map.of(
            "norm1", "in_layers.0",
            "conv1", "in_layers.2",
            "time_emb_proj", "emb_layers.1",
            "norm2", "out_layers.0",
            "conv2", "out_layers.3",
            "conv_shortcut", "skip_connection");

    private static final Map<String, String> SINGLE = Map.of(
            "time_embedding.linear_1", "time_embed.0",
            "time_embedding.linear_2", "time_embed.2",
            "time_embedding.cond_proj", "time_embed.cond_proj",
            "add_embedding.linear_1", "label_emb.0.0",
            "add_embedding.linear_2", "label_emb.0.2",
            "conv_in", "input_blocks.0.0",
            "conv_norm_out", "out.0",
            "conv_out", "out.2");

    private final int layers;
    private final Set<String> keys;

    /// @param keys the tensors of the U-Net under diffusers' names
    public LdmNames(Set<String> keys) {
        this.keys = keys;
        int count = 0;
        while (keys.contains("down_blocks.0.resnets." + count + ".conv1.weight")) {
            count++;
        }
        layers = count;
    }

    /// {@return the old name of the layer diffusers calls `name`, if it has one}
    public Optional<String> of(String name) {
        String single = SINGLE.get(name);
        if (single != null) {
            return Optional.of(single);
        }
        Matcher found = DOWN.matcher(name);
        if (found.matches()) {
            int block = 1 + number(found, 1) * (layers + 1) + number(found, 3);
            return Optional.of("input_blocks." + block + inner(found.group(2), found.group(4)));
        }
        found = DOWN_SAMPLER.matcher(name);
        if (found.matches()) {
            return Optional.of("input_blocks." + (number(found, 1) + 1) * (layers + 1) + ".0.op");
        }
        found = MIDDLE.matcher(name);
        if (found.matches()) {
            boolean residual = found.group(1).equals("resnets");
            int block = residual ? 2 * number(found, 2) : 1;
            String rest = residual ? RESIDUAL.getOrDefault(found.group(3), found.group(3)) : found.group(3);
            return Optional.of("middle_block." + block + "." + rest);
        }
        found = UP.matcher(name);
        if (found.matches()) {
            int block = number(found, 1) * (layers + 1) + number(found, 3);
            return Optional.of("output_blocks." + block + inner(found.group(2), found.group(4)));
        }
        found = UP_SAMPLER.matcher(name);
        if (found.matches()) {
            int level = number(found, 1);
            boolean attention = keys.contains("up_blocks." + level + ".attentions.0.proj_in.weight");
            return Optional.of(
                    "output_blocks." + (level * (layers + 1) + layers) + (attention ? ".2" : ".1") + ".conv");
        }
        return Optional.empty();
    }

    private static String inner(String kind, String rest) {
        return kind.equals("resnets") ? ".0." + RESIDUAL.getOrDefault(rest, rest) : ".1." + rest;
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }
}
