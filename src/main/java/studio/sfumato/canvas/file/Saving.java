package studio.sfumato.canvas.file;

import java.util.Map;
import studio.sfumato.canvas.Past;
import studio.sfumato.error.ImageFileException;

/// Where a session saves to.
interface Saving extends AutoCloseable {
    /// Adds what `past` has that is not written yet, and returns when it is safe on the disk.
    ///
    /// @param settings what belongs to the canvas beside its pixels
    /// @throws ImageFileException naming the file that cannot be written; a later call writes it then
    void write(Past past, Map<String, String> settings);

    @Override
    void close();
}
