package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.Weight;

/// The names of DPT-Hybrid's tensors: those of MiDaS' authors, whose fused `qkv` becomes `q`, `k` and `v`, and
/// transformers', as they stand in a model's folder.
final class DepthNames {
    private static final String MODEL = "pretrained.model.";
    private static final Pattern FUSED = Pattern.compile("(.+\\.attn\\.)qkv(\\.(?:weight|bias))");
    private static final List<String> PARTS = List.of("q", "k", "v");

    private record Rule(Pattern theirs, Function<MatchResult, String> ours) {
        Rule(String theirs, Function<MatchResult, String> ours) {
            this(Pattern.compile(theirs), ours);
        }
    }

    /// Transformers' names; the first that fits counts, and what follows it stays.
    private static final List<Rule> RULES = List.of(
            new Rule(
                    "dpt\\.embeddings\\.backbone\\.bit\\.embedder\\.convolution\\.",
                    _ -> MODEL + "patch_embed.backbone.stem.conv."),
            new Rule(
                    "dpt\\.embeddings\\.backbone\\.bit\\.embedder\\.norm\\.",
                    _ -> MODEL + "patch_embed.backbone.stem.norm."),
            new Rule(
                    "dpt\\.embeddings\\.backbone\\.bit\\.encoder\\.stages\\.(\\d+)\\.layers\\.(\\d+)\\.",
                    m -> MODEL + "patch_embed.backbone.stages." + m.group(1) + ".blocks." + m.group(2) + "."),
            new Rule("dpt\\.embeddings\\.projection\\.", _ -> MODEL + "patch_embed.proj."),
            new Rule("dpt\\.embeddings\\.position_embeddings", _ -> MODEL + "pos_embed"),
            new Rule("dpt\\.embeddings\\.cls_token", _ -> MODEL + "cls_token"),
            new Rule(
                    "dpt\\.encoder\\.layer\\.(\\d+)\\.attention\\.attention\\.([qkv])(?:uery|ey|alue)\\.",
                    m -> MODEL + "blocks." + m.group(1) + ".attn." + m.group(2) + "."),
            new Rule("dpt\\.encoder\\.layer\\.(\\d+)\\.attention\\.output\\.dense\\.", m -> block(m) + "attn.proj."),
            new Rule("dpt\\.encoder\\.layer\\.(\\d+)\\.intermediate\\.dense\\.", m -> block(m) + "mlp.fc1."),
            new Rule("dpt\\.encoder\\.layer\\.(\\d+)\\.output\\.dense\\.", m -> block(m) + "mlp.fc2."),
            new Rule("dpt\\.encoder\\.layer\\.(\\d+)\\.layernorm_before\\.", m -> block(m) + "norm1."),
            new Rule("dpt\\.encoder\\.layer\\.(\\d+)\\.layernorm_after\\.", m -> block(m) + "norm2."),
            new Rule("dpt\\.layernorm\\.", _ -> MODEL + "norm."),
            new Rule("neck\\.convs\\.(\\d)\\.", m -> "scratch.layer" + (number(m) + 1) + "_rn."),
            new Rule("neck\\.fusion_stage\\.layers\\.(\\d)\\.projection\\.", m -> level(m) + "out_conv."),
            new Rule(
                    "neck\\.fusion_stage\\.layers\\.(\\d)\\.residual_layer(\\d)\\.convolution(\\d)\\.",
                    m -> level(m) + "resConfUnit" + m.group(2) + ".conv" + m.group(3) + "."),
            new Rule("neck\\.reassemble_stage\\.readout_projects\\.(\\d)\\.0\\.", m -> regrouped(m) + "0.project.0."),
            new Rule("neck\\.reassemble_stage\\.layers\\.(\\d)\\.projection\\.", m -> regrouped(m) + "3."),
            new Rule("neck\\.reassemble_stage\\.layers\\.(\\d)\\.resize\\.", m -> regrouped(m) + "4."),
            new Rule("head\\.head\\.", _ -> "scratch.output_conv."));

    private DepthNames() {}

    private static int number(MatchResult match) {
        return Integer.parseInt(match.group(1));
    }

    private static String block(MatchResult match) {
        return MODEL + "blocks." + match.group(1) + ".";
    }

    /// Transformers counts from the coarsest.
    private static String level(MatchResult match) {
        return "scratch.refinenet" + (4 - number(match)) + ".";
    }

    private static String regrouped(MatchResult match) {
        return "pretrained.act_postprocess" + (number(match) + 1) + ".";
    }

    /// {@return tensors by the names that the network asks for}
    ///
    /// @param file what the file is called in messages
    /// @param prefix what the names begin with; others are left out
    /// @throws ModelFileException if what is fused cannot be cut into three
    static Map<String, Weight> of(String file, Map<String, Weight> tensors, String prefix) {
        Map<String, Weight> all = new LinkedHashMap<>();
        tensors.forEach((key, weight) -> {
            if (!key.startsWith(prefix)) {
                return;
            }
            String name = ours(key.substring(prefix.length()));
            Matcher fused = FUSED.matcher(name);
            if (!fused.matches()) {
                all.put(name, weight.withKey(name));
                return;
            }
            if (weight.transposed()
                    || weight.shape().rank() == 0
                    || weight.shape().at(0) % PARTS.size() != 0) {
                throw new ModelFileException(
                        file + ": tensor '" + key + "' has the shape " + weight.shape() + ", which cannot be");
            }
            for (int i = 0; i < PARTS.size(); i++) {
                String part = fused.group(1) + PARTS.get(i) + fused.group(2);
                all.put(part, weight.part(part, i, PARTS.size()));
            }
        });
        return all;
    }

    private static String ours(String key) {
        for (Rule rule : RULES) {
            Matcher found = rule.theirs.matcher(key);
            if (found.lookingAt()) {
                return rule.ours.apply(found) + key.substring(found.end());
            }
        }
        return key;
    }
}
