package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;

/// Where documents are kept. Everything but [#last] may take a while and runs on any thread but the window's.
public interface Store {
    /// A document from a file.
    ///
    /// @param document the document
    /// @param file where it is kept continuously from now on; empty for one that is not yet kept
    /// @param form what was to be made of it
    record Opened(CanvasDocument document, Optional<Path> file, Map<String, String> form) {}

    /// {@return the document that was on the canvas last, if that is known; only looks at a name}
    Optional<Path> last();

    /// Opens a document or a picture.
    ///
    /// @param name what a picture's layer is called
    /// @throws studio.sfumato.error.StudioException naming the file, if it cannot be opened
    Opened open(Path file, String name);

    /// {@return a new file of the program's own for a document that has none}
    Path fresh();

    /// Keeps a document.
    ///
    /// @throws studio.sfumato.error.StudioException naming the file, if it cannot be written; what was there stays
    void keep(CanvasState state, Map<String, String> form, Path file);

    /// Writes a document in the form that the file's name says: `.sfumato`, `.ora` or `.png`.
    ///
    /// @throws studio.sfumato.error.StudioException naming the file, if it cannot be written; what was there stays
    void export(CanvasState state, Map<String, String> form, Path file);

    /// Remembers which document is on the canvas; empty for none.
    void remember(Optional<Path> file);
}
