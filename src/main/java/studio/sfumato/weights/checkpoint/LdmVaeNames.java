package studio.sfumato.weights.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What diffusers' tensors of an autoencoder are called in single files, where the way up is numbered from the finest
/// resolution.
public final class LdmVaeNames {
    private static final Pattern DOWN = Pattern.compile("encoder\\.down_blocks\\.(\\d+)\\.(.+)");
    private static final Pattern UP = Pattern.compile("decoder\\.up_blocks\\.(\\d+)\\.(.+)");
    private static final Pattern MIDDLE =
            Pattern.compile("(encoder|decoder)\\.mid_block\\.(resnets|attentions)\\.(\\d)\\.(.+)");
    private static final Pattern RESIDUAL = Pattern.compile("resnets\\.(\\d+)\\.(.+)");
    private static final Pattern ROOT =
            Pattern.compile("(encoder|decoder)\\.(conv_in|conv_out|conv_norm_out)\\..+|(post_)?quant_conv\\..+");

    private static final Map<String, String> ATTENTION = Map.of(
            "group_norm", "norm",
            "to_q", "q",
            "to_k", "k",
            "to_v", "v",
            "to_out.0", "proj_out");

    private final int levels;

    /// @param keys all tensors of the autoencoder
    public LdmVaeNames(Set<String> keys) {
        levels = 1
                + keys.stream()
                        .map(UP::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(up -> Integer.parseInt(up.group(1)))
                        .max()
                        .orElse(0);
    }

    /// {@return the name of `key` in a single file, if it has one}
    public Optional<String> of(String key) {
        Matcher found = DOWN.matcher(key);
        if (found.matches()) {
            return Optional.of("encoder.down." + found.group(1) + "." + inner(found.group(2)));
        }
        found = UP.matcher(key);
        if (found.matches()) {
            int level = levels - 1 - Integer.parseInt(found.group(1));
            return Optional.of("decoder.up." + level + "." + inner(found.group(2)));
        }
        found = MIDDLE.matcher(key);
        if (found.matches()) {
            return Optional.of(found.group(1) + ".mid." + middle(found));
        }
        return ROOT.matcher(key).matches()
                ? Optional.of(key.replace(".conv_norm_out.", ".norm_out."))
                : Optional.empty();
    }

    private static String inner(String name) {
        Matcher residual = RESIDUAL.matcher(name);
        return residual.matches()
                ? "block." + residual.group(1) + "." + shortcut(residual.group(2))
                : name.replaceFirst("^downsamplers\\.0\\.", "downsample.")
                        .replaceFirst("^upsamplers\\.0\\.", "upsample.");
    }

    private static String middle(Matcher found) {
        String rest = found.group(4);
        if (found.group(2).equals("resnets")) {
            return "block_" + (Integer.parseInt(found.group(3)) + 1) + "." + shortcut(rest);
        }
        int dot = rest.lastIndexOf('.');
        String layer = rest.substring(0, Math.max(dot, 0));
        return "attn_1." + ATTENTION.getOrDefault(layer, layer) + rest.substring(Math.max(dot, 0));
    }

    private static String shortcut(String name) {
        return name.replaceFirst("^conv_shortcut\\.", "nin_shortcut.");
    }
}
