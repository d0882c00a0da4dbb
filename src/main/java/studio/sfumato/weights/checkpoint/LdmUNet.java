package studio.sfumato.weights.checkpoint;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.weights.Weight;

/// The U-Net's names in the files of Stability and CompVis (`input_blocks.4.1.proj_in.weight`), which number
/// all blocks of a way through, and diffusers' (`down_blocks.1.attentions.0.proj_in.weight`), which number
/// resolutions. Where one resolution ends is told by the parts that halve or double the picture.
final class LdmUNet {
    private static final Pattern BLOCK =
            Pattern.compile("((?:input_blocks|output_blocks)\\.(\\d{1,3})\\.(\\d)|middle_block\\.(\\d))\\.(.+)");

    private static final Map<String, String> ROOTS = Map.of(
            "time_embed.0.", "time_embedding.linear_1.",
            "time_embed.2.", "time_embedding.linear_2.",
            "time_embed.cond_proj.", "time_embedding.cond_proj.",
            "label_emb.0.0.", "add_embedding.linear_1.",
            "label_emb.0.2.", "add_embedding.linear_2.",
            "input_blocks.0.0.", "conv_in.",
            "out.0.", "conv_norm_out.",
            "out.2.", "conv_out.");

    private static final Map<String, String> RESIDUAL = Map.of(
            "in_layers.0.", "norm1.",
            "in_layers.2.", "conv1.",
            "emb_layers.1.", "time_emb_proj.",
            "out_layers.0.", "norm2.",
            "out_layers.3.", "conv2.",
            "skip_connection.", "conv_shortcut.");

    private enum Part {
        RESIDUAL,
        ATTENTION,
        HALVING,
        DOUBLING
    }

    /// The part at each place of the network, such as `input_blocks.4.1`.
    private final Map<String, Part> parts = new HashMap<>();
    /// What diffusers calls each place.
    private final Map<String, String> places = new HashMap<>();

    private LdmUNet(Iterable<String> keys) {
        for (String key : keys) {
            Matcher block = BLOCK.matcher(key);
            if (block.matches()) {
                part(block.group(5)).ifPresent(part -> parts.put(block.group(1), part));
            }
        }
        down();
        middle();
        up();
    }

    /// {@return whether these names are of that kind}
    static boolean names(Set<String> keys) {
        return keys.stream().anyMatch(key -> key.startsWith("input_blocks."));
    }

    /// {@return what a file with these tensors calls the one that diffusers calls by the argument}
    static UnaryOperator<String> called(Set<String> keys) {
        LdmUNet names = new LdmUNet(keys);
        Map<String, String> begins = new HashMap<>(); // diffusers' beginning of a name, and the file's
        ROOTS.forEach((theirs, ours) -> begins.put(ours, theirs));
        names.places.forEach((place, ours) -> {
            if (names.parts.get(place) == Part.RESIDUAL) {
                RESIDUAL.forEach((theirs, inner) -> begins.put(ours + "." + inner, place + "." + theirs));
            } else if (names.parts.get(place) == Part.HALVING) {
                begins.put(ours + ".conv.", place + ".op.");
            } else if (names.parts.containsKey(place)) {
                begins.put(ours + ".", place + ".");
            }
        });
        return key -> begins.entrySet().stream()
                .filter(begin -> key.startsWith(begin.getKey()))
                .findFirst()
                .map(begin -> begin.getValue() + key.substring(begin.getKey().length()))
                .orElse(key);
    }

    /// {@return the tensors under diffusers' names; those that have none there are left out}
    static Map<String, Weight> renamed(Map<String, Weight> weights) {
        LdmUNet names = new LdmUNet(weights.keySet());
        Map<String, Weight> renamed = new LinkedHashMap<>();
        weights.forEach((key, weight) -> names.name(key).ifPresent(name -> renamed.put(name, weight.withKey(name))));
        return renamed;
    }

    private static Optional<Part> part(String inner) {
        if (inner.startsWith("in_layers.")) {
            return Optional.of(Part.RESIDUAL);
        }
        if (inner.startsWith("transformer_blocks.")) {
            return Optional.of(Part.ATTENTION);
        }
        if (inner.startsWith("op.")) {
            return Optional.of(Part.HALVING);
        }
        return inner.startsWith("conv.") ? Optional.of(Part.DOUBLING) : Optional.empty();
    }

    private void down() {
        int level = 0;
        int layer = 0;
        for (int i = 1; parts.containsKey("input_blocks." + i + ".0"); i++) {
            String block = "input_blocks." + i;
            String target = "down_blocks." + level;
            if (parts.get(block + ".0") == Part.HALVING) {
                places.put(block + ".0", target + ".downsamplers.0");
                level++;
                layer = 0;
            } else {
                places.put(block + ".0", target + ".resnets." + layer);
                places.put(block + ".1", target + ".attentions." + layer);
                layer++;
            }
        }
    }

    private void middle() {
        int residuals = 0;
        int attentions = 0;
        for (int i = 0; parts.containsKey("middle_block." + i); i++) {
            String block = "middle_block." + i;
            if (parts.get(block) == Part.ATTENTION) {
                places.put(block, "mid_block.attentions." + attentions++);
            } else {
                places.put(block, "mid_block.resnets." + residuals++);
            }
        }
    }

    private void up() {
        int level = 0;
        int layer = 0;
        for (int i = 0; parts.containsKey("output_blocks." + i + ".0"); i++) {
            String block = "output_blocks." + i;
            String target = "up_blocks." + level;
            places.put(block + ".0", target + ".resnets." + layer);
            boolean doubled = false;
            for (String place : List.of(block + ".1", block + ".2")) {
                if (parts.get(place) == Part.DOUBLING) {
                    places.put(place, target + ".upsamplers.0");
                    doubled = true;
                } else {
                    places.put(place, target + ".attentions." + layer);
                }
            }
            level += doubled ? 1 : 0;
            layer = doubled ? 0 : layer + 1;
        }
    }

    private Optional<String> name(String key) {
        for (Map.Entry<String, String> root : ROOTS.entrySet()) {
            if (key.startsWith(root.getKey())) {
                return Optional.of(root.getValue() + key.substring(root.getKey().length()));
            }
        }
        Matcher block = BLOCK.matcher(key);
        if (!block.matches()) {
            return Optional.empty();
        }
        String place = places.get(block.group(1));
        Part part = parts.get(block.group(1));
        if (place == null || part == null) {
            return Optional.empty();
        }
        String inner = block.group(5);
        return switch (part) {
            case RESIDUAL -> residual(inner).map(name -> place + "." + name);
            case ATTENTION, DOUBLING -> Optional.of(place + "." + inner);
            case HALVING -> Optional.of(place + "." + inner.replaceFirst("^op\\.", "conv."));
        };
    }

    private static Optional<String> residual(String inner) {
        return RESIDUAL.entrySet().stream()
                .filter(each -> inner.startsWith(each.getKey()))
                .map(each -> each.getValue() + inner.substring(each.getKey().length()))
                .findFirst();
    }
}
