package studio.sfumato.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A repository as the hub shows it, below `/hub` on a server of a test's own.
public final class HubShelves {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final Peer peer;
    private final String name;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final ObjectNode card = JsonMapper.shared().createObjectNode();

    /// An empty repository called `name`.
    public HubShelves(Peer peer, String name) {
        this.peer = peer;
        this.name = name;
        card.put("license", "openrail");
    }

    /// Adds a file.
    public HubShelves with(String path, byte... bytes) {
        files.put(path, bytes);
        return this;
    }

    /// Adds every file of a folder.
    public HubShelves with(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                with(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves what was added; {@return where its files are}
    public String serve() {
        ObjectNode listing = JsonMapper.shared().createObjectNode();
        listing.put("id", name).put("sha", COMMIT);
        listing.set("cardData", card);
        String base = "/hub/" + name + "/resolve/" + COMMIT + "/";
        files.forEach((path, bytes) -> {
            ObjectNode one = listing.withArray("siblings").addObject();
            one.put("rfilename", path).put("size", bytes.length).put("blobId", blob(bytes));
            if (path.endsWith(".safetensors")) {
                one.putObject("lfs").put("sha256", Rig.sha256(bytes)).put("size", bytes.length);
            }
            peer.put(base + path.replace(" ", "%20"), bytes);
        });
        byte[] json = listing.toString().getBytes(StandardCharsets.UTF_8);
        peer.put("/hub/api/models/" + name + "/revision/main", json);
        peer.put("/hub/api/models/" + name + "/revision/" + COMMIT, json);
        return base;
    }

    private static String blob(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
        return Rig.hex("SHA-1", all.toByteArray());
    }
}
