package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.file.CanvasSession;
import studio.sfumato.error.StudioException;

/// Where documents are kept. All of it may take a while and belongs to a thread of its own.
public interface Store {
    /// A document that is kept continuously from now on.
    ///
    /// @param notes what the artist should hear about it, one line each
    record Opened(CanvasSession session, List<String> notes) {}

    /// Tells `heard`, on any thread, when documents cannot be kept and why, and with nothing when they can again.
    void watch(Consumer<Optional<StudioException>> heard);

    /// {@return the document that was on the canvas last, as it was left; empty if there is none}
    ///
    /// @throws StudioException naming the file, if it cannot be read
    Optional<Opened> last();

    /// {@return the document that was on the canvas before that, as it was left; empty if there is none}
    ///
    /// @throws StudioException naming the file, if it cannot be read
    Optional<Opened> before();

    /// {@return the document that is kept in a folder, as it was left}
    ///
    /// @param folder where a [CanvasSession] kept it
    /// @throws StudioException naming the file or folder, if it is gone or cannot be read
    Opened again(Path folder);

    /// {@return the document or picture in a file}
    ///
    /// @param name what a picture's layer is called
    /// @throws StudioException naming the file, if it cannot be opened
    Opened open(Path file, String name);

    /// Keeps a document from now on.
    ///
    /// @throws StudioException naming the folder, if nothing can be written there
    Opened begin(CanvasDocument document);

    /// Writes a document in the form that the file's name says: `.sfumato`, `.ora` or `.png`.
    ///
    /// @param form what was to be made of it
    /// @throws StudioException naming the file, if it cannot be written; what was there stays
    void export(CanvasState state, Map<String, String> form, Path file);

    /// Remembers which document is on the canvas; empty for none.
    ///
    /// @param folder where it is kept
    void remember(Optional<Path> folder);
}
