package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.weights.Weight;

/// The autoencoder's names in the files of Stability and CompVis, and diffusers'. The way up is numbered from
/// the finest resolution there, from the coarsest here.
final class LdmVae {
    private static final Pattern DOWN = Pattern.compile("encoder\\.down\\.(\\d{1,2})\\.(.+)");
    private static final Pattern UP = Pattern.compile("decoder\\.up\\.(\\d{1,2})\\.(.+)");
    private static final Pattern MIDDLE = Pattern.compile("(encoder|decoder)\\.mid\\.(block_1|block_2|attn_1)\\.(.+)");
    private static final Pattern BLOCK = Pattern.compile("block\\.(\\d{1,2})\\.(.+)");

    private static final Map<String, String> ATTENTION = Map.of(
            "norm", "group_norm",
            "q", "to_q",
            "k", "to_k",
            "v", "to_v",
            "proj_out", "to_out.0");

    private LdmVae() {}

    /// {@return whether these names are of that kind}
    static boolean names(Iterable<String> keys) {
        for (String key : keys) {
            if (UP.matcher(key).matches() || MIDDLE.matcher(key).matches()) {
                return true;
            }
        }
        return false;
    }

    /// {@return the tensors under diffusers' names; those that have none there are left out}
    static Map<String, Weight> renamed(Map<String, Weight> weights) {
        int levels = 1
                + weights.keySet().stream()
                        .map(UP::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(up -> Integer.parseInt(up.group(1)))
                        .max()
                        .orElse(0);
        Map<String, Weight> renamed = new LinkedHashMap<>();
        weights.forEach((key, weight) -> name(key, levels).ifPresent(name -> renamed.put(name, weight.withKey(name))));
        return renamed;
    }

    private static Optional<String> name(String key, int levels) {
        Matcher down = DOWN.matcher(key);
        if (down.matches()) {
            return inner(down.group(2)).map(inner -> "encoder.down_blocks." + down.group(1) + "." + inner);
        }
        Matcher up = UP.matcher(key);
        if (up.matches()) {
            int level = levels - 1 - Integer.parseInt(up.group(1));
            return inner(up.group(2)).map(inner -> "decoder.up_blocks." + level + "." + inner);
        }
        Matcher middle = MIDDLE.matcher(key);
        if (middle.matches()) {
            return Optional.of(middle.group(1) + ".mid_block." + middle(middle.group(2), middle.group(3)));
        }
        if (key.matches("(encoder|decoder)\\.(conv_in|conv_out)\\..+|(post_)?quant_conv\\..+")) {
            return Optional.of(key);
        }
        return key.matches("(encoder|decoder)\\.norm_out\\..+")
                ? Optional.of(key.replace(".norm_out.", ".conv_norm_out."))
                : Optional.empty();
    }

    private static Optional<String> inner(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            return Optional.of("resnets." + block.group(1) + "." + residual(block.group(2)));
        }
        if (name.startsWith("downsample.")) {
            return Optional.of("downsamplers.0." + name.substring("downsample.".length()));
        }
        return name.startsWith("upsample.")
                ? Optional.of("upsamplers.0." + name.substring("upsample.".length()))
                : Optional.empty();
    }

    private static String middle(String part, String inner) {
        return switch (part) {
            case "block_1" -> "resnets.0." + residual(inner);
            case "block_2" -> "resnets.1." + residual(inner);
            default -> {
                int dot = inner.lastIndexOf('.');
                String layer = inner.substring(0, Math.max(dot, 0));
                yield "attentions.0." + ATTENTION.getOrDefault(layer, layer) + inner.substring(Math.max(dot, 0));
            }
        };
    }

    private static String residual(String inner) {
        return inner.replaceFirst("^nin_shortcut\\.", "conv_shortcut.");
    }
}
