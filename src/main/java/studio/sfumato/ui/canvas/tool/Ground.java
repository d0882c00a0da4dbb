package studio.sfumato.ui.canvas.tool;

import java.util.Optional;
import java.util.function.Consumer;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;

/// What tools work on.
public interface Ground {
    /// {@return the document, if one is open}
    Optional<CanvasDocument> document();

    /// {@return the layer that is worked on, if there is one}
    Optional<Layer> layer();

    /// Changes the document; what it refuses is told.
    ///
    /// @return whether it was done
    boolean edit(Consumer<CanvasDocument> change);

    /// {@return the mask that is worked on, made if there is none; 0 without a document}
    int maskOrNew();
}
