package studio.sfumato.image.metadata;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.Printable;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngHeader;
import studio.sfumato.image.PngText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything a PNG file says about how it was made.
///
/// @param file the file
/// @param header its size and pixel format
/// @param origin the program that wrote it
/// @param parameters what made it, as far as it tells in A1111's words, ComfyUI's, InvokeAI's or NovelAI's; else
/// `null`
/// @param texts all its texts by keyword, in file order; where a keyword occurs twice, the last
public record PictureInfo(
        Path file,
        PngHeader header,
        Origin origin,
        @Nullable PictureParameters parameters,
        Map<String, String> texts) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Copies the texts.
    public PictureInfo {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /// {@return what `file` says}
    ///
    /// @throws studio.sfumato.error.ImageFileException if it is not a PNG file or is damaged
    public static PictureInfo read(Path file) {
        Png.Outline outline = Png.inspect(file);
        Map<String, String> texts = new LinkedHashMap<>();
        for (PngText text : outline.texts()) {
            texts.put(text.keyword(), text.text());
        }
        Origin origin = Origin.of(texts);
        return new PictureInfo(file, outline.header(), origin, parameters(origin, texts), texts);
    }

    private static @Nullable PictureParameters parameters(Origin origin, Map<String, String> texts) {
        String text = texts.get(PictureTexts.PARAMETERS);
        if (text != null && !text.startsWith("{")) { // Fooocus can put JSON there
            return A1111Parameters.parse(text);
        }
        return switch (origin) {
            case COMFYUI -> ComfyReading.read(texts.get("prompt"));
            case INVOKEAI -> InvokeTexts.read(texts);
            case NOVELAI -> NovelAiTexts.read(texts);
            case SFUMATO, FOOOCUS, A1111, UNKNOWN -> null;
        };
    }

    /// {@return the request this program stored, as JSON, or `null`}
    public @Nullable String requestJson() {
        return texts.get(PictureTexts.REQUEST);
    }

    /// {@return what each stage took, in order; none where the file does not tell}
    public List<StageCost> stages() {
        return StageCost.of(requestJson());
    }

    /// {@return all of it as an indented JSON object; texts that are JSON objects themselves are nested as
    /// such}
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("file", file.toString());
        root.put("width", header.width());
        root.put("height", header.height());
        root.put("format", header.format());
        root.put("origin", origin.title());
        PictureParameters known = parameters;
        if (known != null) {
            ObjectNode node = root.putObject("parameters");
            node.put("prompt", known.prompt());
            node.put("negativePrompt", known.negative());
            known.fields().forEach(node::put);
        }
        ObjectNode all = root.putObject("texts");
        texts.forEach((keyword, text) -> all.set(keyword, asNode(text)));
        return JSON.writeValueAsString(root);
    }

    private static JsonNode asNode(String text) {
        if (text.startsWith("{")) {
            try {
                return JSON.readTree(text);
            } catch (JacksonException e) {
                return JSON.getNodeFactory().stringNode(text);
            }
        }
        return JSON.getNodeFactory().stringNode(text);
    }

    /// {@return all of it for people: one fact a line, then every text}
    public String toText() {
        StringBuilder out = new StringBuilder();
        line(out, "File", file.toString());
        line(out, "Size", header.width() + "x" + header.height() + ", " + header.format());
        line(out, "Made by", origin.title());
        PictureParameters known = parameters;
        if (known != null) {
            line(out, "Prompt", known.prompt());
            line(out, "Negative prompt", known.negative());
            known.fields().forEach((name, value) -> line(out, name, value));
        }
        stages().forEach(cost -> line(out, "Time for " + cost.stage(), cost.toText()));
        texts.forEach((keyword, text) -> {
            if (known == null || !keyword.equals(PictureTexts.PARAMETERS)) {
                line(out, "[" + keyword + "]", text);
            }
        });
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(Printable.of(name))
                    .append(": ")
                    .append(Printable.of(value).replace("\n", "\n    "))
                    .append('\n');
        }
    }
}
