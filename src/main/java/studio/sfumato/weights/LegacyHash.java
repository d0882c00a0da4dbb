package studio.sfumato.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import studio.sfumato.error.CancellationToken;

/// A1111's hash of a file before 1.0, by which its ControlNet extension still knows networks: the first eight digits
/// of the SHA-256 of 64 KiB, from the first MiB on. Quick, but different files may have the same.
public final class LegacyHash {
    private static final int OFFSET = 0x100000;
    private static final int BYTES = 0x10000;
    private static final int DIGITS = 8;

    private LegacyHash() {}

    /// {@return the hash of `file`; empty if it cannot be read}
    public static Optional<String> of(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(OFFSET);
            byte[] some = new byte[BYTES];
            int read = Math.max(0, in.read(some));
            String hash = new Sha256()
                    .add(new ByteArrayInputStream(some, 0, read), CancellationToken.none())
                    .hex();
            return Optional.of(hash.substring(0, DIGITS));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
