package studio.sfumato.canvas;

import studio.sfumato.error.StudioException;

/// Hears of a document's changes, on the thread that made them, after they are made.
public interface CanvasListener {
    /// The document has changed.
    void changed(CanvasChange change);

    /// Something beside the document failed, and nothing of it is lost: undo steps that could not be put
    /// on the disk stay in memory.
    default void trouble(StudioException problem) {}
}
