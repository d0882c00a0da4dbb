package studio.sfumato.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import studio.sfumato.error.RequestException;

/// What a file must be, in a few digits.
///
/// @param kind how it is worked out
/// @param hex its digits, in lower case
public record Checksum(Kind kind, String hex) {
    /// How a checksum is worked out.
    public enum Kind {
        /// SHA-256 of the file.
        SHA256(64),
        /// The name that git gives to a file: SHA-1 of its length and the file. Small files of a hub have no other.
        GIT(40);

        private final int digits;

        Kind(int digits) {
            this.digits = digits;
        }
    }

    /// Checks its form.
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{" + kind.digits + "}")) {
            throw new RequestException("a SHA-256 has 64 hexadecimal digits, not '" + hex + "'");
        }
    }

    /// {@return the SHA-256 with these digits}
    ///
    /// @throws RequestException if they cannot be one
    public static Checksum sha256(String hex) {
        return new Checksum(Kind.SHA256, hex.strip());
    }

    /// {@return the checksum a server's tag for a file is, if it is one}: the hub tags a large file with its SHA-256.
    static Optional<Checksum> ofTag(String tag) {
        String bare = tag.replaceAll("^W/", "").replace("\"", "");
        return bare.matches("[0-9a-fA-F]{64}") ? Optional.of(new Checksum(Kind.SHA256, bare)) : Optional.empty();
    }

    /// {@return what `text` stands for, as [#toString] wrote it}
    static Optional<Checksum> parse(String text) {
        for (Kind kind : Kind.values()) {
            String start = name(kind) + ":";
            if (text.startsWith(start) && text.substring(start.length()).matches("[0-9a-f]{" + kind.digits + "}")) {
                return Optional.of(new Checksum(kind, text.substring(start.length())));
            }
        }
        return Optional.empty();
    }

    /// {@return whether `file`, whose SHA-256 is `sha256`, is what this says}
    boolean fits(Path file, String sha256) throws IOException {
        return switch (kind) {
            case SHA256 -> hex.equals(sha256);
            case GIT -> {
                MessageDigest digest = digest("SHA-1");
                digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] buffer = new byte[1 << 16];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        digest.update(buffer, 0, read);
                    }
                }
                yield hex.equals(HexFormat.of().formatHex(digest.digest()));
            }
        };
    }

    /// {@return a digest that every Java platform has}
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has " + algorithm, impossible);
        }
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name(kind) + ":" + hex;
    }
}
