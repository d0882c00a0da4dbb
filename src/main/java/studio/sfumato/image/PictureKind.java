package studio.sfumato.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a file is by its first bytes, whatever its name says.
enum PictureKind {
    PNG,
    JPEG,
    WEBP,
    GIF,
    BMP,
    TIFF;

    /// How many bytes tell.
    static final int HEAD = 16;

    /// {@return the kind; empty where it is no picture known here}
    ///
    /// @param head the file's first [#HEAD] bytes, fewer if it has no more
    static Optional<PictureKind> of(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089PNG\r\n\u001A\n")) {
            return Optional.of(PNG);
        }
        if (text.startsWith("\u00FF\u00D8\u00FF")) {
            return Optional.of(JPEG);
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        }
        if (text.startsWith("GIF8")) {
            return Optional.of(GIF);
        }
        if (text.startsWith("BM")) {
            return Optional.of(BMP);
        }
        return text.startsWith("II*\0") || text.startsWith("MM\0*") ? Optional.of(TIFF) : Optional.empty();
    }

    /// {@return which way up the picture in a whole file is}
    Orientation orientation(byte[] file) {
        return switch (this) {
            case JPEG -> jpeg(file);
            case WEBP -> webp(file);
            case TIFF -> Orientation.in(file);
            case PNG, GIF, BMP -> Orientation.UPRIGHT;
        };
    }

    private static Orientation jpeg(byte[] file) {
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            int length = ((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF);
            if (marker == 0xDA || length < 2) {
                break;
            }
            int end = Math.min(file.length, at + 2 + length);
            if (marker == 0xE1 && starts(file, at + 4, "Exif\0\0")) {
                return Orientation.in(Arrays.copyOfRange(file, Math.min(end, at + 10), end));
            }
            at += 2 + length;
        }
        return Orientation.UPRIGHT;
    }

    private static Orientation webp(byte[] file) {
        ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long at = 12;
        while (at + 8 <= file.length) {
            long length = data.getInt((int) at + 4) & 0xFFFFFFFFL;
            if (starts(file, (int) at, "EXIF")) {
                int from = (int) at + 8 + (starts(file, (int) at + 8, "Exif\0\0") ? 6 : 0);
                int end = (int) Math.min(file.length, at + 8 + length);
                return Orientation.in(Arrays.copyOfRange(file, Math.min(from, end), end));
            }
            at += 8 + length + (length & 1);
        }
        return Orientation.UPRIGHT;
    }

    private static boolean starts(byte[] file, int at, String mark) {
        byte[] wanted = mark.getBytes(StandardCharsets.ISO_8859_1);
        return at + wanted.length <= file.length
                && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
