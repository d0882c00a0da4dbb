package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;

/// Works out the hash that tells one model from another in a picture's text: the first ten hexadecimal digits of the
/// SHA-256 of the U-Net's weight file, or of its files one after the other in the order of their names.
///
/// A1111 hashes the whole checkpoint in the same way; a model folder has no such file, so the two differ for the same
/// model. Hashing takes seconds for a large model: results are kept, in memory and in a small file, for as long as
/// path,
/// size and time of change stay the same. Safe for use by several threads.
public final class ModelHash {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHash.class);
    private static final int DIGITS = 10;
    private static final int BUFFER = 1 << 18;
    private static final int MOST_KEPT = 1000;

    private final Path cacheFile;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// @param cache a folder for files that can be made again; made when needed, done without when it can't be
    public ModelHash(Path cache) {
        this.cacheFile = cache.resolve("model-hashes.json");
    }

    /// {@return the ten digits for `model`}
    ///
    /// @throws ModelFileException if a file cannot be read
    /// @throws CancelledException if `cancel` is cancelled meanwhile
    public String of(ModelSource model, CancellationToken cancel) {
        List<Path> files = model.files(ModelPart.UNET);
        String key = key(files);
        String hash = known.get(key);
        if (hash == null) {
            hash = kept().get(key);
            if (hash == null) {
                hash = sha256(files, cancel);
                keep(key, hash);
            }
            known.put(key, hash);
        }
        return hash.substring(0, DIGITS);
    }

    private static String key(List<Path> files) {
        StringBuilder key = new StringBuilder();
        for (Path file : files) {
            try {
                long changed = Files.getLastModifiedTime(file).toMillis();
                key.append(file)
                        .append('|')
                        .append(Files.size(file))
                        .append('|')
                        .append(changed)
                        .append('|');
            } catch (IOException unreadable) {
                throw cannotRead(file, unreadable);
            }
        }
        return key.toString();
    }

    private static String sha256(List<Path> files, CancellationToken cancel) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        byte[] buffer = new byte[BUFFER];
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    cancel.throwIfCancelled();
                    digest.update(buffer, 0, read);
                }
            } catch (IOException unreadable) {
                throw cannotRead(file, unreadable);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static ModelFileException cannotRead(Path file, IOException unreadable) {
        return new ModelFileException(file + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
    }

    /// What the file says; nothing if there is none or it is damaged: it can be made again.
    private Map<String, String> kept() {
        Map<String, String> kept = new TreeMap<>();
        if (Files.exists(cacheFile)) {
            try {
                ComponentConfig file = ComponentConfig.read(cacheFile, cacheFile.toString());
                for (String key : file.keys()) {
                    file.text(key).filter(hash -> hash.matches("[0-9a-f]{64}")).ifPresent(hash -> kept.put(key, hash));
                }
            } catch (ModelFileException damaged) {
                LOG.debug("forgetting the kept model hashes: {}", damaged.getMessage());
            }
        }
        return kept;
    }

    /// Replaces the file in one step, so that a crash or a second Sfumato never leaves half of one.
    private synchronized void keep(String key, String hash) {
        Map<String, String> kept = kept();
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(key, hash);
        try {
            Files.createDirectories(cacheFile.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(cacheFile.toAbsolutePath().getParent(), "model-hashes", ".tmp");
            try {
                Files.write(fresh, JsonFile.of(kept).toString().getBytes(StandardCharsets.UTF_8));
                Files.move(fresh, cacheFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException unwritable) {
            LOG.debug("cannot keep a model hash: {}", JsonFile.reason(unwritable));
        }
    }
}
