package studio.sfumato.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ModelFileException;

/// SHA-256 sums by what they are of, in memory and in a small file: working one out takes seconds for a large model.
/// Safe for use by several threads, and several programs.
public final class KeptHashes {
    private static final Logger LOG = LoggerFactory.getLogger(KeptHashes.class);
    private static final int MOST_KEPT = 1000;

    private final Optional<Path> place;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// Hashes kept in `file`, which is made when needed, can be made again, and is done without when it can't be made.
    public KeptHashes(Path file) {
        place = Optional.of(file.toAbsolutePath());
    }

    /// Hashes kept in memory only.
    public KeptHashes() {
        place = Optional.empty();
    }

    /// {@return the hash of what `key` stands for, 64 hexadecimal digits: kept, or else worked out}
    public String get(String key, Supplier<String> workOut) {
        String hash = known.get(key);
        if (hash == null) {
            hash = place.map(file -> kept(file).get(key)).orElse(null);
            if (hash == null) {
                String fresh = workOut.get();
                place.ifPresent(file -> keep(file, key, fresh));
                hash = fresh;
            }
            known.put(key, hash);
        }
        return hash;
    }

    /// What the file says; nothing if there is none or it is damaged.
    private static Map<String, String> kept(Path file) {
        Map<String, String> kept = new TreeMap<>();
        if (Files.exists(file)) {
            try {
                ComponentConfig read = ComponentConfig.read(file, file.toString());
                for (String key : read.keys()) {
                    read.text(key).filter(hash -> hash.matches("[0-9a-f]{64}")).ifPresent(hash -> kept.put(key, hash));
                }
            } catch (ModelFileException damaged) {
                LOG.debug("forgetting the kept hashes: {}", damaged.getMessage());
            }
        }
        return kept;
    }

    /// Replaces the file in one step, so that a crash or a second Sfumato never leaves half of one.
    private synchronized void keep(Path file, String key, String hash) {
        Map<String, String> kept = kept(file);
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(key, hash);
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "hashes", ".tmp");
            try {
                Files.write(fresh, JsonFile.of(kept).toString().getBytes(StandardCharsets.UTF_8));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException unwritable) {
            LOG.debug("cannot keep a hash: {}", JsonFile.reason(unwritable));
        }
    }
}
