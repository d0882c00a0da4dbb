package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import studio.sfumato.error.ModelFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a small JSON object of a model folder, with one clear line when it cannot be read.
final class JsonFile {
    /// Far above any real configuration or shard index; nothing larger is read into memory.
    static final int MAX_BYTES = 16 << 20;

    /// Python writes `NaN` and `Infinity`; a key given twice is an error, for either could be meant.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private JsonFile() {}

    /// {@return the object in `file`}
    ///
    /// @param name what the file is called in messages
    /// @throws ModelFileException if there is no such file, or it holds anything but one JSON object
    static ObjectNode read(Path file, String name) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ModelFileException(name + " is not a file"); // reading a pipe would wait for ever
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException missing) {
            throw new ModelFileException(name + " is missing", null, missing);
        } catch (IOException unreadable) {
            throw new ModelFileException(name + " cannot be read: " + reason(unreadable), null, unreadable);
        }
        if (bytes.length > MAX_BYTES) {
            throw new ModelFileException(name + " is larger than " + (MAX_BYTES >> 20) + " MB: not a configuration");
        }
        return parse(bytes, name);
    }

    /// {@return the object these bytes hold}
    ///
    /// @throws ModelFileException if they hold anything else
    static ObjectNode parse(byte[] bytes, String name) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException malformed) {
            throw new ModelFileException(name + " is not valid JSON: " + firstLine(malformed), null, malformed);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ModelFileException(name + " is not a JSON object");
    }

    /// {@return a streaming reader of `bytes`}
    static JsonParser stream(byte[] bytes) {
        return MAPPER.createParser(bytes);
    }

    /// {@return `values`, a map or a tree, as a JSON object}
    static ObjectNode of(Object values) {
        return MAPPER.valueToTree(values);
    }

    /// {@return the text of a file that holds `node`, as people write it}
    static byte[] written(ObjectNode node) {
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// {@return what went wrong: an I/O message is often no more than the path, so the kind of failure is said too}
    static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
    }

    /// {@return one line saying what is wrong, and where}
    static String firstLine(JacksonException malformed) {
        String line = malformed
                .getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("unreadable")
                .replaceAll(" \\(start marker at .*\\)$", ""); // which names the parser's own settings
        var location = malformed.getLocation();
        return location == null || location.getLineNr() < 1
                ? line
                : line + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
