package studio.sfumato.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.PictureWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the user thinks of the pictures in a folder, kept in that folder, so that it goes where they go
/// and the index can be made again from the files: one line of JSON a change, the newest line about a
/// picture counts. A line that cannot be read, such as the last one after a power cut, is passed over.
final class MarksFile {
    private static final Logger LOG = LoggerFactory.getLogger(MarksFile.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WASTE = 1000;

    private final Path file;

    /// What is known about a picture.
    ///
    /// @param file where it is, as it is written in the file
    /// @param fingerprint its [PictureFacts#fingerprint()]
    /// @param home where it was before it was thrown away
    record Entry(String file, long fingerprint, Marks marks, Optional<String> home) {}

    /// Everything in the file.
    ///
    /// @param byFile by where a picture is
    /// @param byFingerprint by what it is
    record All(Map<String, Entry> byFile, Map<Long, Entry> byFingerprint) {
        /// {@return what is known of a picture, wherever it has gone since}
        Optional<Entry> of(String file, long fingerprint) {
            return Optional.ofNullable(byFile.get(file))
                    .filter(entry -> entry.fingerprint() == fingerprint)
                    .or(() -> Optional.ofNullable(byFingerprint.get(fingerprint)));
        }
    }

    MarksFile(Path file) {
        this.file = file;
    }

    /// Adds what is known about a picture now.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    void add(Entry entry) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
        byte[] line = ("\n" + write(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line); // begins a line, whatever a crash has left of the last
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
        } catch (IOException unwritable) {
            throw new ImageFileException(
                    file + " cannot be written: " + unwritable.getMessage(),
                    "Tags and ratings are kept there; make the folder writable.",
                    unwritable);
        }
    }

    /// {@return everything in the file; it is written anew when most of it is out of date}
    All read() {
        Map<String, Entry> byFile = new LinkedHashMap<>();
        long lines = 0;
        if (Files.exists(file)) {
            try (Stream<String> all = Files.lines(file)) {
                List<String> written = all.filter(line -> !line.isBlank()).toList();
                lines = written.size();
                written.forEach(line -> read(line).ifPresent(entry -> {
                    byFile.remove(entry.file()); // the newest stands last
                    byFile.put(entry.file(), entry);
                }));
            } catch (IOException | UncheckedIOException unreadable) {
                throw new ImageFileException(
                        file + " cannot be read: " + unreadable.getMessage(),
                        "Tags and ratings are kept there.",
                        unreadable);
            }
        }
        if (lines > 2L * byFile.size() + WASTE) {
            StringBuilder text = new StringBuilder();
            byFile.values().forEach(entry -> text.append(write(entry)).append('\n'));
            AtomicFiles.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
        Map<Long, Entry> byFingerprint = new HashMap<>();
        byFile.values().forEach(entry -> byFingerprint.put(entry.fingerprint(), entry));
        return new All(byFile, byFingerprint);
    }

    private static String write(Entry entry) {
        ObjectNode node = JSON.createObjectNode();
        node.put("file", entry.file());
        node.put("print", Long.toHexString(entry.fingerprint()));
        node.put("rating", entry.marks().rating());
        node.put("favourite", entry.marks().favourite());
        var tags = node.putArray("tags");
        entry.marks().tags().forEach(tags::add);
        var collections = node.putArray("collections");
        entry.marks().collections().forEach(collections::add);
        entry.home().ifPresent(home -> node.put("from", home));
        return node.toString();
    }

    private static Optional<Entry> read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            Marks marks = Marks.NONE
                    .withRating(Math.clamp(node.path("rating").asInt(0), 0, Marks.MOST_STARS))
                    .withFavourite(node.path("favourite").asBoolean(false))
                    .withTags(tags -> {
                        node.path("tags").forEach(tag -> tags.add(tag.asString()));
                        return tags;
                    })
                    .withCollections(collections -> {
                        node.path("collections").forEach(name -> collections.add(name.asString()));
                        return collections;
                    });
            JsonNode home = node.path("from");
            return Optional.of(new Entry(
                    node.path("file").asString(""),
                    Long.parseUnsignedLong(node.path("print").asString("0"), 16),
                    marks,
                    home.isString() ? Optional.of(home.asString()) : Optional.empty()));
        } catch (JacksonException | NumberFormatException | RequestException broken) {
            LOG.debug("a line of marks is passed over", broken);
            return Optional.empty();
        }
    }
}
