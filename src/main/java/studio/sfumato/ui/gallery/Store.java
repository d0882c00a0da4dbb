package studio.sfumato.ui.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.library.Library;

/// The gallery's index, opened when it is first needed, and made anew where it proves to be damaged. Safe for
/// use by several threads.
public final class Store implements AutoCloseable {
    private final Supplier<Library> open;
    private final Runnable setAside;
    private @Nullable Library library;
    private final List<String> notes = new ArrayList<>();
    private boolean closed;

    /// @param open opens it, and begins a new one where there is none or it is damaged
    /// @param setAside keeps a damaged index aside
    public Store(Supplier<Library> open, Runnable setAside) {
        this.open = open;
        this.setAside = setAside;
    }

    /// {@return the index}
    ///
    /// @throws StudioException if there can be none
    synchronized Library library() {
        if (closed) {
            throw new CancelledException();
        }
        if (library == null) {
            library = open.get();
            notes.addAll(library.notes());
        }
        return library;
    }

    /// {@return what was wrong with the index when it was opened, told once}
    synchronized List<String> notes() {
        List<String> told = List.copyOf(notes);
        notes.clear();
        return told;
    }

    /// {@return whether the index was damaged and has been made anew, so that all is to be entered again}
    synchronized boolean renewed(StudioException fault) {
        if (library == null || closed || !Library.isDamaged(fault)) {
            return false;
        }
        library.close();
        library = null;
        setAside.run();
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (library != null) {
            library.close();
        }
    }
}
