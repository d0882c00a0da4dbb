package studio.sfumato.library;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;

/// What a picture's file says that the gallery can search for. Texts that the file does not have are
/// empty, numbers 0.
///
/// @param fingerprint tells one file from another, wherever it lies: of its size, its texts and its last
/// bytes
/// @param width in pixels
/// @param height in pixels
/// @param prompt what was asked for
/// @param negative what was to be kept out
/// @param model the model's name
/// @param sampler the sampler's name
/// @param schedule the schedule's name
/// @param steps how many steps were asked for
/// @param cfg guidance
/// @param seed the seed, an unsigned 64-bit number in decimal; empty if there is none
public record PictureFacts(
        long fingerprint,
        int width,
        int height,
        String prompt,
        String negative,
        String model,
        String sampler,
        String schedule,
        int steps,
        double cfg,
        Optional<String> seed) {
    /// The end of a PNG file: the checksum of its last pixels, and what follows it.
    private static final int TAIL = 64;

    private static final String NUMBER = "\\d{1,20}";

    /// {@return what `file` says; its pixels are not read}
    ///
    /// @throws ImageFileException if it is not a PNG file or is damaged
    public static PictureFacts read(Path file) {
        PictureInfo info = PictureInfo.read(file);
        PictureParameters known = Objects.requireNonNullElse(info.parameters(), PictureParameters.of("", ""));
        return new PictureFacts(
                fingerprint(file, info),
                info.header().width(),
                info.header().height(),
                known.prompt(),
                known.negative(),
                text(known.model()),
                text(known.sampler()),
                text(known.scheduleType()),
                known.steps().orElse(0),
                known.cfgScale().orElse(0),
                Optional.ofNullable(known.field(A1111Field.SEED)).filter(PictureFacts::isSeed));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static boolean isSeed(String text) {
        if (!text.matches(NUMBER)) {
            return false;
        }
        try {
            Long.parseUnsignedLong(text);
            return true;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }

    private static long fingerprint(Path file, PictureInfo info) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size = bytes.length();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            info.texts().forEach((keyword, text) -> {
                digest.update(keyword.getBytes(StandardCharsets.UTF_8));
                digest.update(text.getBytes(StandardCharsets.UTF_8));
            });
            byte[] tail = new byte[(int) Math.min(TAIL, size)];
            bytes.seek(size - tail.length);
            bytes.readFully(tail);
            return ByteBuffer.wrap(digest.digest(tail)).getLong();
        } catch (IOException unreadable) {
            throw new ImageFileException(file + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
