package studio.sfumato.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;

/// Puts what a file system refuses into words.
final class FileProblem {
    private FileProblem() {}

    static ImageFileException reading(String file, IOException cause) {
        String why = cause instanceof NoSuchFileException ? "there is no such file" : reason(cause);
        return new ImageFileException(file + " cannot be read: " + why, null, cause);
    }

    /// A picture that the Java heap has no room for: the process goes on.
    static NotEnoughMemoryException tooLarge(String file, OutOfMemoryError full) {
        return NotEnoughMemoryException.ofHeap(file + " is too large for the memory there is", "Make it smaller", full);
    }

    static ImageFileException writing(String file, IOException cause) {
        if (isFull(cause)) {
            return new ImageFileException(
                    file + " cannot be written: the disk is full", "Free some space or choose another folder.", cause);
        }
        String why = cause instanceof NoSuchFileException ? "its folder does not exist" : reason(cause);
        return new ImageFileException(file + " cannot be written: " + why, "Choose another folder.", cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> "a file of that name is in the way";
            case FileSystemException e when e.getReason() != null -> lower(e.getReason());
            default ->
                lower(Objects.requireNonNullElse(
                        cause.getMessage(), cause.getClass().getSimpleName()));
        };
    }

    /// Java passes the system's own words on; there is no error type for a full disk.
    private static boolean isFull(IOException cause) {
        String message = Objects.requireNonNullElse(cause.getMessage(), "").toLowerCase(Locale.ROOT);
        return message.contains("no space left")
                || message.contains("not enough space on the disk")
                || message.contains("quota exceeded");
    }

    private static String lower(String sentence) {
        boolean acronym = sentence.length() < 2 || Character.isUpperCase(sentence.charAt(1));
        return acronym ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
