package studio.sfumato.download;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.DownloadException;

/// Puts what a disk refuses into words.
final class Trouble {
    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;

    private Trouble() {}

    static DownloadException writing(String file, IOException cause) {
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("not enough space") || lower.contains("quota exceeded")) {
            return full(file + " cannot be written: the disk is full", cause);
        }
        String why = cause instanceof AccessDeniedException ? "permission denied" : message;
        return new DownloadException(file + " cannot be written: " + why, "Choose another folder: --to DIR.", cause);
    }

    static DownloadException room(String file, long needed, long free) {
        return full(file + " needs " + bytes(needed) + " and there are " + bytes(Math.max(0, free)) + " free", null);
    }

    private static DownloadException full(String message, @Nullable Throwable cause) {
        return new DownloadException(
                message, "Free some space and ask again: what has arrived is kept, and it goes on from there.", cause);
    }

    /// {@return a size for people}
    static String bytes(long bytes) {
        return bytes < GIGABYTE
                ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE)
                : String.format(Locale.ROOT, "%.2f GB", bytes / GIGABYTE);
    }
}
