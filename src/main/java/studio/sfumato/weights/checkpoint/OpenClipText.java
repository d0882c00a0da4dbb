package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.weights.Weight;

/// OpenCLIP's names for a text encoder's tensors, and transformers'. OpenCLIP keeps the three projections of an
/// attention in one tensor and multiplies by the text projection from the other side.
final class OpenClipText {
    private static final String ROOT = "text_model.";
    private static final Pattern LAYER = Pattern.compile("transformer\\.resblocks\\.(\\d{1,3})\\.(.+)");
    private static final Pattern FUSED = Pattern.compile("attn\\.in_proj_(weight|bias)");

    private static final Map<String, String> PARTS = Map.of(
            "ln_1.", "layer_norm1.",
            "ln_2.", "layer_norm2.",
            "mlp.c_fc.", "mlp.fc1.",
            "mlp.c_proj.", "mlp.fc2.",
            "attn.out_proj.", "self_attn.out_proj.",
            "attn.q_proj.", "self_attn.q_proj.",
            "attn.k_proj.", "self_attn.k_proj.",
            "attn.v_proj.", "self_attn.v_proj.");

    private OpenClipText() {}

    /// {@return whether these names are OpenCLIP's}
    static boolean names(Iterable<String> keys) {
        for (String key : keys) {
            if (LAYER.matcher(key).matches()) {
                return true;
            }
        }
        return false;
    }

    /// {@return the tensors under transformers' names; those that have none there are left out}
    static Map<String, Weight> renamed(Map<String, Weight> weights) {
        Map<String, Weight> renamed = new LinkedHashMap<>();
        weights.forEach((key, weight) -> rename(key, weight, renamed));
        return renamed;
    }

    private static void rename(String key, Weight weight, Map<String, Weight> out) {
        Matcher layer = LAYER.matcher(key);
        if (layer.matches()) {
            layer(ROOT + "encoder.layers." + layer.group(1) + ".", layer.group(2), weight, out);
            return;
        }
        switch (key) {
            case "token_embedding.weight" -> put(ROOT + "embeddings.token_embedding.weight", weight, out);
            case "positional_embedding" -> put(ROOT + "embeddings.position_embedding.weight", weight, out);
            case "ln_final.weight" -> put(ROOT + "final_layer_norm.weight", weight, out);
            case "ln_final.bias" -> put(ROOT + "final_layer_norm.bias", weight, out);
            case "text_projection.weight" -> put(key, weight, out);
            case "text_projection" -> {
                if (weight.shape().rank() == 2) {
                    out.put("text_projection.weight", weight.transpose("text_projection.weight"));
                }
            }
            default -> {} // logit_scale and what training left behind
        }
    }

    private static void layer(String layer, String inner, Weight weight, Map<String, Weight> out) {
        Matcher fused = FUSED.matcher(inner);
        if (fused.matches()) {
            if (weight.shape().rank() > 0 && weight.shape().at(0) % 3 == 0) {
                String[] parts = {"q", "k", "v"};
                for (int i = 0; i < parts.length; i++) {
                    String name = layer + "self_attn." + parts[i] + "_proj." + fused.group(1);
                    out.put(name, weight.part(name, i, parts.length));
                }
            }
            return;
        }
        PARTS.forEach((theirs, ours) -> {
            if (inner.startsWith(theirs)) {
                put(layer + ours + inner.substring(theirs.length()), weight, out);
            }
        });
    }

    private static void put(String name, Weight weight, Map<String, Weight> out) {
        out.put(name, weight.withKey(name));
    }
}
