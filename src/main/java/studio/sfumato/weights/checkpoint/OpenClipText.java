package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.weights.Weight;

/// OpenCLIP's names for a text encoder's tensors, and transformers'. OpenCLIP keeps the three projections of an
/// attention in one tensor and multiplies by the text projection from the other side.
final class OpenClipText {
    private static final String ROOT = "text_model.";
    private static final Pattern LAYER = Pattern.compile("transformer\\.resblocks\\.(\\d{1,3})\\.(.+)");
    private static final String TABLE = ROOT + "embeddings.token_embedding.weight";
    private static final String POSITIONS = ROOT + "embeddings.position_embedding.weight";
    private static final String NORM = ROOT + "final_layer_norm.";
    private static final String SUMMARY = "text_projection.weight";
    private static final Pattern OURS = Pattern.compile("text_model\\.encoder\\.layers\\.(\\d{1,3})\\.(.+)");
    private static final Pattern PROJECTION = Pattern.compile("self_attn\\.[qkv]_proj\\.(weight|bias)");
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

    /// {@return what OpenCLIP calls the tensor that transformers calls `key`}
    ///
    /// @param keys the tensors of the file, which may have attention's projections in one or not
    static String called(String key, Set<String> keys) {
        Matcher layer = OURS.matcher(key);
        if (layer.matches()) {
            String theirs = "transformer.resblocks." + layer.group(1) + ".";
            Matcher projection = PROJECTION.matcher(layer.group(2));
            if (projection.matches() && keys.stream().noneMatch(name -> name.contains(".attn.q_proj."))) {
                return theirs + "attn.in_proj_" + projection.group(1);
            }
            return theirs
                    + PARTS.entrySet().stream()
                            .filter(part -> layer.group(2).startsWith(part.getValue()))
                            .map(part -> part.getKey()
                                    + layer.group(2).substring(part.getValue().length()))
                            .findFirst()
                            .orElse(layer.group(2));
        }
        return switch (key) {
            case TABLE -> "token_embedding.weight";
            case POSITIONS -> "positional_embedding";
            case NORM + "weight" -> "ln_final.weight";
            case NORM + "bias" -> "ln_final.bias";
            case SUMMARY -> keys.contains(SUMMARY) ? SUMMARY : "text_projection";
            default -> key;
        };
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
            case "token_embedding.weight" -> put(TABLE, weight, out);
            case "positional_embedding" -> put(POSITIONS, weight, out);
            case "ln_final.weight" -> put(NORM + "weight", weight, out);
            case "ln_final.bias" -> put(NORM + "bias", weight, out);
            case SUMMARY -> put(key, weight, out);
            case "text_projection" ->
                // one of another shape is told as such by whoever asks for it
                out.put(SUMMARY, weight.shape().rank() == 2 ? weight.transpose(SUMMARY) : weight.withKey(SUMMARY));
            default -> {} // logit_scale and what training left behind
        }
    }

    private static void layer(String layer, String inner, Weight weight, Map<String, Weight> out) {
        Matcher fused = FUSED.matcher(inner);
        if (fused.matches()) {
            boolean whole = weight.shape().rank() > 0 && weight.shape().at(0) % 3 == 0;
            String[] parts = {"q", "k", "v"};
            for (int i = 0; i < parts.length; i++) {
                String name = layer + "self_attn." + parts[i] + "_proj." + fused.group(1);
                // one that cannot be cut is told by its shape when it is asked for
                out.put(name, whole ? weight.part(name, i, parts.length) : weight.withKey(name));
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
