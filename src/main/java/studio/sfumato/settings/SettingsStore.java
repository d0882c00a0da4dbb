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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
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

/// Keeps the settings in a JSON file, which is replaced in one stroke. Whatever is in it, the program starts: a file
/// that
/// is not JSON is kept aside, a value that cannot be is passed over, and both are told. What a newer version wrote
/// survives.
public final class SettingsStore {
    /// The version of the file's form. A newer file is read as far as it is understood, and keeps its number.
    public static final int VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);
    private static final int MOST_BYTES = 1 << 20;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;

    /// @param file where the settings are; it need not exist
    public SettingsStore(Path file) {
        this.file = file;
    }

    /// What was found in the file.
    ///
    /// @param notes what the user should hear about, one line each
    public record Loaded(Settings settings, List<String> notes) {}

    private record Found(ObjectNode node, List<String> notes) {}

    /// {@return the settings, and what was wrong with them}
    public synchronized Loaded load() {
        Found found = read();
        List<String> notes = new ArrayList<>(found.notes);
        Settings settings = SettingsJson.read(found.node, notes);
        return new Loaded(settings, List.copyOf(notes));
    }

    /// Keeps `settings`.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    public synchronized void save(Settings settings) {
        ObjectNode node = read().node;
        node.put("version", Math.max(VERSION, node.path("version").asInt(VERSION)));
        SettingsJson.write(settings, node);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
        byte[] text = (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, out -> out.write(text));
    }

    /// Changes what is in the file now, so that nothing another window has set meanwhile is undone.
    ///
    /// @return the settings as they are kept
    public synchronized Settings update(UnaryOperator<Settings> change) {
        Settings changed = change.apply(load().settings());
        save(changed);
        return changed;
    }

    private Found read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                return aside("is larger than 1 MB");
            }
            JsonNode node = JSON.readTree(bytes);
            return node instanceof ObjectNode object
                    ? new Found(object, List.of())
                    : aside("does not hold a JSON object");
        } catch (NoSuchFileException none) {
            LOG.debug("nothing is set yet", none);
            return new Found(JSON.createObjectNode(), List.of());
        } catch (JacksonException broken) {
            LOG.debug("settings", broken);
            return aside("is not JSON");
        } catch (IOException unreadable) {
            LOG.debug("settings", unreadable);
            return new Found(JSON.createObjectNode(), List.of(file + " cannot be read; the usual settings are used"));
        }
    }

    private Found aside(String why) {
        Path kept = file.resolveSibling(
                file.getFileName() + ".broken-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
        String note = file + " " + why + "; the usual settings are used";
        try {
            Files.move(file, kept);
            note += ", and the file is kept as " + kept.getFileName();
        } catch (IOException immovable) {
            LOG.debug("cannot be moved aside", immovable);
        }
        return new Found(JSON.createObjectNode(), List.of(note));
    }
}
