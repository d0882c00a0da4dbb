package studio.sfumato.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.PictureWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object in a file that is replaced in one stroke. Whatever is in the file, the program starts: what is no JSON
/// object is kept aside, and told. What a newer version wrote survives.
///
/// @param path where it is; it need not exist
/// @param version of the file's form; a newer file keeps its number
/// @param usually what is used where the file cannot be, for messages: `the usual settings are used`
record JsonFile(Path path, int version, String usually) {
    private static final Logger LOG = LoggerFactory.getLogger(JsonFile.class);
    private static final int MOST_MEGABYTES = 8;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// What was found.
    ///
    /// @param notes what the user should hear about, one line each
    record Found(ObjectNode node, List<String> notes) {}

    /// {@return what is in the file; an empty object where there is none}
    Found read() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes((MOST_MEGABYTES << 20) + 1);
            if (bytes.length > MOST_MEGABYTES << 20) {
                return aside("is larger than " + MOST_MEGABYTES + " MB");
            }
            JsonNode node = JSON.readTree(bytes);
            return node instanceof ObjectNode object
                    ? new Found(object, List.of())
                    : aside("does not hold a JSON object");
        } catch (NoSuchFileException none) {
            LOG.debug("nothing is kept yet", none);
            return new Found(JSON.createObjectNode(), List.of());
        } catch (JacksonException broken) {
            LOG.debug("broken", broken);
            return aside("is not JSON");
        } catch (IOException unreadable) {
            LOG.debug("unreadable", unreadable);
            return new Found(JSON.createObjectNode(), List.of(path + " cannot be read; " + usually));
        }
    }

    /// Keeps `node`.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    void write(ObjectNode node) {
        node.put("version", Math.max(version, node.path("version").asInt(version)));
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
        byte[] text = (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(path, out -> out.write(text));
    }

    private Found aside(String why) {
        Path kept = path.resolveSibling(
                path.getFileName() + ".broken-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
        String note = path + " " + why + "; " + usually;
        try {
            Files.move(path, kept);
            note += ", and the file is kept as " + kept.getFileName();
        } catch (IOException immovable) {
            LOG.debug("cannot be moved aside", immovable);
        }
        return new Found(JSON.createObjectNode(), List.of(note));
    }
}
