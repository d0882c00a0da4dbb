package studio.sfumato.canvas;

import java.util.Optional;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Reshape;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.error.RequestException;

/// What can be done to a selection or to a mask, each one step of undo. A mask is changed only where
/// something is selected, if anything is.
public final class CoverageEdits {
    private final CanvasDocument document;
    private final Optional<Integer> mask;

    CoverageEdits(CanvasDocument document, Optional<Integer> mask) {
        this.document = document;
        this.mask = mask;
    }

    /// {@return what is covered: the alpha counts}
    public Surface coverage() {
        CanvasState state = document.state();
        return mask.map(id -> state.layer(id).pixels()).orElseGet(state::selection);
    }

    /// Covers what `shape` does, together with what is covered already.
    public void draw(Shape shape, Combine how) {
        combine(shape.coverage(document.state().area()), how);
    }

    /// Covers what `other` does, together with what is covered already: another mask, what [Shape] or
    /// [studio.sfumato.canvas.select.Similar] found.
    ///
    /// @throws RequestException if the mask is locked
    public void combine(Surface other, Combine how) {
        set(how.of(coverage(), other.clipped(document.state().area())));
    }

    /// Changes what is covered as a whole.
    ///
    /// @throws RequestException if the mask is locked
    public void reshape(Reshape reshape) {
        set(reshape.of(coverage(), document.state().area()));
    }

    /// Covers everything.
    public void all() {
        draw(new Shape.Rectangle(document.state().area()), Combine.REPLACE);
    }

    /// Covers nothing.
    public void clear() {
        set(Surface.EMPTY);
    }

    /// Moves what is covered; what leaves the document is no longer covered.
    public void move(int dx, int dy) {
        set(coverage().moved(dx, dy).clipped(document.state().area()));
    }

    private void set(Surface covered) {
        CanvasState state = document.state();
        if (mask.isPresent()) {
            Layer layer = state.editable(mask.get());
            Surface after = state.limited(layer.pixels(), covered).coverage();
            if (!after.samePixels(layer.pixels())) {
                document.edit(EditKind.MASK, layer.id(), state.with(layer.with(after)));
            }
        } else {
            Surface after = covered.isEmpty() ? Surface.EMPTY : covered.coverage();
            if (!after.samePixels(state.selection())) {
                document.edit(EditKind.SELECT, 0, state.selecting(after));
            }
        }
    }
}
