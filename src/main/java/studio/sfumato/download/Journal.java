package studio.sfumato.download;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.StudioException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is being fetched, one small JSON file a download, so that it goes on after a restart. An address may hold a key
/// of its own: no other user can read the files. A file that cannot be read is passed over.
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 16 << 20;

    private final Path folder;

    /// @param folder where it is kept; it need not exist
    public Journal(Path folder) {
        this.folder = folder;
    }

    /// {@return everything that was begun and not finished, the oldest first}
    public List<Order> all() {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
                found.forEach(files::add);
            } catch (IOException | DirectoryIteratorException unreadable) {
                LOG.warn("{} cannot be read", folder, unreadable);
            }
        }
        return files.stream()
                .sorted(Comparator.comparingLong(Journal::changed))
                .flatMap(file -> read(file).stream())
                .toList();
    }

    private static long changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException gone) {
            return 0;
        }
    }

    /// {@return what is known about the order called `id`}
    Optional<Order> find(String id) {
        return read(folder.resolve(id + ".json"));
    }

    /// Keeps `order` as it stands.
    ///
    /// @throws DownloadException if it cannot be kept
    void keep(Order order) {
        Path file = folder.resolve(order.id() + ".json");
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, order.id(), ".tmp");
            try {
                Files.write(fresh, (json(order).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException unwritable) {
            throw Trouble.writing(file.toString(), unwritable);
        }
    }

    /// Forgets `order`.
    void forget(Order order) {
        try {
            Files.deleteIfExists(folder.resolve(order.id() + ".json"));
        } catch (IOException immovable) {
            LOG.warn("{} stays in the list of downloads", order.shownSource(), immovable);
        }
    }

    private static ObjectNode json(Order order) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("version", VERSION);
        node.put("id", order.id());
        node.put("source", order.source());
        node.put("root", order.root().toString());
        node.put("exact", order.exact());
        node.put("folder", order.folder());
        node.put("target", order.target());
        order.licence().ifPresent(licence -> node.put("licence", licence));
        for (Part part : order.parts()) {
            ObjectNode one = node.withArray("parts").addObject();
            one.put("uri", part.file().uri().toString());
            one.put("path", part.file().path());
            one.put("size", part.file().size());
            part.file().checksum().ifPresent(sum -> one.put("checksum", sum.toString()));
            one.put("length", part.length());
            part.validator().ifPresent(tag -> one.put("validator", tag));
            part.sha256().ifPresent(hex -> one.put("sha256", hex));
        }
        return node;
    }

    private static Optional<Order> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            return Optional.of(order(JsonMapper.shared().readTree(Files.readAllBytes(file))));
        } catch (IOException | JacksonException | IllegalArgumentException | StudioException damaged) {
            LOG.warn("{} is passed over: it is no download that was begun", file, damaged);
            return Optional.empty();
        }
    }

    /// Names are made safe again: somebody may have written to the file.
    private static Order order(JsonNode node) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode one : node.path("parts")) {
            RemoteFile file = new RemoteFile(
                    URI.create(text(one, "uri")),
                    RemoteName.safePath(text(one, "path")),
                    one.path("size").asLong(-1),
                    Optional.of(one.path("checksum").asString("")).flatMap(Checksum::parse));
            parts.add(new Part(
                    file,
                    one.path("length").asLong(-1),
                    Optional.of(one.path("validator").asString("")).filter(tag -> !tag.isEmpty()),
                    Optional.of(one.path("sha256").asString("")).filter(hex -> hex.matches("[0-9a-f]{64}"))));
        }
        String id = text(node, "id");
        if (parts.isEmpty() || !id.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException("nothing is to be fetched");
        }
        try {
            return new Order(
                    id,
                    text(node, "source"),
                    Path.of(text(node, "root")),
                    node.path("exact").asBoolean(false),
                    node.path("folder").asBoolean(false),
                    RemoteName.safe(text(node, "target")),
                    parts,
                    Optional.of(node.path("licence").asString("")).filter(text -> !text.isEmpty()));
        } catch (InvalidPathException elsewhere) {
            throw new IllegalArgumentException("the folder is none here", elsewhere);
        }
    }

    private static String text(JsonNode node, String name) {
        String text = node.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }
}
