package studio.sfumato.weights.lora;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PEFT's settings: those that diffusers puts into a file's metadata in place of an `alpha` for each layer,
/// `{"unet.lora_alpha": 8, "unet.r": 4, "unet.use_rslora": false, …}`, or those of the `adapter_config.json` beside it.
///
/// @param values the settings; none where there are none
record AdapterSettings(Map<String, JsonNode> values) {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterSettings.class);
    private static final String KEY = "lora_adapter_metadata";
    private static final String BESIDE = "adapter_config.json";
    private static final int MOST_BYTES = 1 << 20;

    /// {@return the settings in a file's metadata, or else beside it}; what cannot be read counts as absent
    static AdapterSettings of(Path file, Map<String, String> metadata) {
        String text = metadata.get(KEY);
        return new AdapterSettings(text == null ? beside(file) : read(text));
    }

    /// `NAME.adapter_config.json` is for one file alone; PEFT's own name is for the only file of weights in its folder,
    /// or for that which PEFT names so.
    private static Map<String, JsonNode> beside(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        Path own = file.resolveSibling(stem + "." + BESIDE);
        Path shared = file.resolveSibling(BESIDE);
        Path found = Files.isRegularFile(own) ? own : shared;
        if (!Files.isRegularFile(found) || (found.equals(shared) && !stem.equals("adapter_model") && !isAlone(file))) {
            return Map.of();
        }
        try (InputStream in = Files.newInputStream(found)) {
            return read(new String(in.readNBytes(MOST_BYTES), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            LOG.debug("no settings", unreadable);
            return Map.of();
        }
    }

    private static boolean isAlone(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            return StreamSupport.stream(all.spliterator(), false)
                            .filter(each ->
                                    each.toString().toLowerCase(Locale.ROOT).matches(".+\\.(safetensors|pt|ckpt|bin)"))
                            .limit(2)
                            .count()
                    < 2;
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.debug("{} cannot be listed", folder, unreadable);
            return false;
        }
    }

    private static Map<String, JsonNode> read(String text) {
        Map<String, JsonNode> values = new HashMap<>();
        try {
            JsonMapper.shared()
                    .readTree(text)
                    .properties()
                    .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        } catch (JacksonException unreadable) {
            LOG.debug("no settings", unreadable);
        }
        return values;
    }

    /// {@return the setting `key` for a layer}, if it is said
    private Optional<JsonNode> value(String layer, String key) {
        String part = layer.startsWith("text_encoder_2_")
                ? "text_encoder_2."
                : layer.startsWith("text_encoder_") ? "text_encoder." : layer.startsWith("unet_") ? "unet." : "";
        return Optional.ofNullable(values.getOrDefault(part + key, values.get(key)));
    }

    /// {@return the kind of adapter: `LORA`, `OFT`, …}, if that is said
    Optional<String> kind() {
        return value("", "peft_type").filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    /// {@return whether `key` is set for a layer}; empty where nothing is said
    Optional<Boolean> flag(String layer, String key) {
        return value(layer, key).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /// {@return the number that `key` is set to for a layer}, if it is
    Optional<Double> number(String layer, String key) {
        return value(layer, key).filter(JsonNode::isNumber).map(JsonNode::doubleValue);
    }

    /// {@return whether a layer is among those that `key` lists}; empty where there is no list
    Optional<Boolean> lists(String layer, String key) {
        return value(layer, key)
                .filter(JsonNode::isArray)
                .map(all -> all.valueStream()
                        .map(JsonNode::asString)
                        .anyMatch(named -> !named.isEmpty() && isCalled(layer, named)));
    }

    /// {@return the alpha of a layer of rank `rank`, with α/√r already turned into α/r}
    Optional<Double> alpha(String layer, int rank) {
        Optional<Double> alpha = value(layer, "alpha_pattern")
                .flatMap(patterns -> patterns.properties().stream()
                        .filter(entry -> entry.getValue().isNumber() && isCalled(layer, entry.getKey()))
                        .map(entry -> entry.getValue().doubleValue())
                        .findFirst())
                .or(() -> number(layer, "lora_alpha"));
        boolean root = flag(layer, "use_rslora").orElse(false);
        return alpha.map(value -> root ? value * Math.sqrt(rank) : value);
    }

    /// A name counts for every layer that ends in it.
    private static boolean isCalled(String layer, String name) {
        String flat = LoraKey.flat(name);
        return layer.equals(flat) || layer.endsWith("_" + flat);
    }
}
