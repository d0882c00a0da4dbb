package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntConsumer;
import studio.sfumato.error.CancellationToken;

/// Works out the SHA-256 of what is added, piece by piece.
public final class Sha256 {
    private static final int BUFFER = 1 << 18;

    private final MessageDigest digest;

    /// Nothing yet.
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /// Adds all that is left in `in`.
    ///
    /// @return this
    /// @throws studio.sfumato.error.CancelledException if `cancel` is cancelled meanwhile
    public Sha256 add(InputStream in, CancellationToken cancel) throws IOException {
        return add(in, cancel, _ -> {});
    }

    /// Adds all that is left in `in`.
    ///
    /// @param added hears of each piece, in bytes
    /// @return this
    /// @throws studio.sfumato.error.CancelledException if `cancel` is cancelled meanwhile
    public Sha256 add(InputStream in, CancellationToken cancel, IntConsumer added) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            cancel.throwIfCancelled();
            digest.update(buffer, 0, read);
            added.accept(read);
        }
        return this;
    }

    /// {@return `in`, of which everything that is read from it is added}; what is skipped is not
    public InputStream through(InputStream in) {
        return new DigestInputStream(in, digest);
    }

    /// Adds `text` in UTF-8.
    ///
    /// @return this
    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// {@return the hash of what was added, 64 hexadecimal digits}, and begins anew.
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
