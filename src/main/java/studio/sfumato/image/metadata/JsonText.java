package studio.sfumato.image.metadata;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What other programs write as JSON: by Python, so that `NaN` is a number.
final class JsonText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(?:\\.\\d{1,20})?");
    private static final double MOST = 1e15;

    private JsonText() {}

    /// {@return the object that `text` is, or `null`}
    static @Nullable JsonNode object(@Nullable String text) {
        if (text == null || !text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (JacksonException _) {
            return null; // a damaged text is as good as none
        }
    }

    /// {@return the number under `name` as A1111 writes numbers; `null` where there is none}
    static @Nullable String number(JsonNode from, String name) {
        return number(from.get(name));
    }

    /// {@return a number as A1111 writes numbers; `null` if it is none}
    static @Nullable String number(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber() || value.isString()) {
            String text = value.asString().strip();
            return NUMBER.matcher(text).matches() ? text : null;
        }
        double number = value.isNumber() ? value.asDouble() : Double.NaN;
        return Double.isFinite(number) && Math.abs(number) < MOST
                ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
                : null;
    }

    /// {@return the text under `name`; `null` where there is none or it is blank}
    static @Nullable String text(JsonNode from, String name) {
        JsonNode value = from.get(name);
        return value == null || !value.isString() || value.asString().isBlank() ? null : value.asString();
    }

    /// {@return a file's name without its folders and ending}
    static @Nullable String stem(@Nullable String path) {
        if (path == null) {
            return null;
        }
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.replaceFirst("\\.(safetensors|ckpt|pth?|bin|sft|gguf)$", "");
    }

    /// {@return the tag that names a LoRA as A1111 does}
    static String lora(String name, @Nullable String textEncoder, @Nullable String unet) {
        String strength = unet == null ? "1" : unet;
        String both = textEncoder == null || textEncoder.equals(strength) ? strength : textEncoder + ":" + strength;
        return "<lora:" + name + ":" + both + ">";
    }
}
