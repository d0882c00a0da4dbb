package studio.sfumato.weights.lora;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PEFT's settings, which diffusers puts into a file's metadata in place of an `alpha` for each layer:
/// `{"unet.lora_alpha": 8, "unet.r": 4, "unet.use_rslora": false, …}`.
///
/// @param values the settings; none where the file has none
record AdapterSettings(Map<String, JsonNode> values) {
    private static final String KEY = "lora_adapter_metadata";

    /// {@return the settings in a file's metadata; what cannot be read counts as absent}
    static AdapterSettings of(Map<String, String> metadata) {
        String text = metadata.get(KEY);
        if (text == null) {
            return new AdapterSettings(Map.of());
        }
        try {
            JsonNode node = JsonMapper.shared().readTree(text);
            Map<String, JsonNode> values = new java.util.HashMap<>();
            node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
            return new AdapterSettings(values);
        } catch (JacksonException unreadable) {
            return new AdapterSettings(Map.of());
        }
    }

    /// {@return the alpha of a layer of rank `rank`, with α/√r already turned into α/r}
    Optional<Double> alpha(String layer, int rank) {
        String part = layer.startsWith("text_encoder_2_")
                ? "text_encoder_2."
                : layer.startsWith("text_encoder_") ? "text_encoder." : layer.startsWith("unet_") ? "unet." : "";
        JsonNode alpha = values.get(part + "lora_alpha");
        if (alpha == null || !alpha.isNumber()) {
            return Optional.empty();
        }
        JsonNode stabilised = values.get(part + "use_rslora");
        boolean root = stabilised != null && stabilised.isBoolean() && stabilised.booleanValue();
        return Optional.of(root ? alpha.doubleValue() * Math.sqrt(rank) : alpha.doubleValue());
    }
}
