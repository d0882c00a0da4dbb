package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import studio.sfumato.error.ModelFileException;

/// What tells a file from another, and from itself once it has been replaced, without reading it.
public final class FileStamp {
    private FileStamp() {}

    /// {@return path, size and time of change of `file`}
    ///
    /// @throws ModelFileException if it is missing or cannot be asked
    public static String of(Path file) {
        Path real = SafetensorsFile.realFile(file, String.valueOf(file.getFileName()));
        try {
            return real + "|" + Files.size(real) + "|"
                    + Files.getLastModifiedTime(real).toMillis();
        } catch (IOException unreadable) {
            throw new ModelFileException(file + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }
}
