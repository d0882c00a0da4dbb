package studio.sfumato.weights.addon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.SafetensorsFile;

/// The hashes by which A1111 and the places where models are shared know LoRAs: the first twelve
/// hexadecimal digits of a SHA-256. Kept as long as path, size and time of change stay the same; safe for use by
/// several
/// threads.
public final class AddOnHash {
    private static final int DIGITS = 12;
    private static final int BUFFER = 1 << 18;
    private static final String TRAINER = "sshs_model_hash";

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// {@return the digits for a file}; those of what its trainer wrote down or else of everything after the
    /// header, so that a changed description leaves them alone
    ///
    /// @throws ModelFileException if it cannot be read
    public String of(AddOnKind kind, Path file) {
        try {
            String key =
                    kind + "|" + file.toRealPath() + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file);
            String hash = known.get(key);
            if (hash == null) {
                hash = hash(file);
                known.put(key, hash);
            }
            return hash;
        } catch (IOException unreadable) {
            throw new ModelFileException(file + " cannot be read: " + unreadable, null, unreadable);
        }
    }

    private static String hash(Path file) throws IOException {
        String written = SafetensorsFile.open(file).metadata().getOrDefault(TRAINER, "");
        return written.matches("[0-9a-fA-F]{12,}") ? written.substring(0, DIGITS) : sha256(file);
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            byte[] length = in.readNBytes(Long.BYTES);
            in.skipNBytes(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
