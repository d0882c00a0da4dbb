package studio.sfumato.canvas;

/// Pixels that are being moved, as far as the mouse goes; one step of undo in the end.
public final class Move implements Gesture {
    private final CanvasDocument document;
    private final Layer layer;
    private final CanvasState before;
    private final Surface rest;
    private final Surface lifted;
    private CanvasState after;
    private boolean over;

    Move(CanvasDocument document, Layer layer) {
        this.document = document;
        this.layer = layer;
        this.before = document.state();
        this.after = before;
        Surface pixels = layer.pixels();
        Surface selection = before.selection();
        if (before.hasSelection()) {
            Area area = selection.bounds();
            lifted = pixels.clipped(area)
                    .combined(selection, area, (pixel, cover) -> Blend.erase(pixel, 255 - (cover >>> 24)));
            rest = pixels.combined(selection, area, (pixel, cover) -> Blend.erase(pixel, cover >>> 24));
        } else {
            lifted = pixels;
            rest = Surface.EMPTY;
        }
    }

    /// Moves them to so many pixels right and down of where they were in the beginning.
    ///
    /// @return where the document looks different now
    public Area to(int dx, int dy) {
        if (over) {
            throw new IllegalStateException("the move is over");
        }
        Layer moved =
                before.hasSelection() ? layer.with(some(lifted.moved(dx, dy))).unposed() : layer.moved(dx, dy);
        CanvasState last = after;
        after = dx == 0 && dy == 0
                ? before
                : before.with(moved).selecting(before.selection().moved(dx, dy).clipped(before.area()));
        Area dirty = after.difference(last);
        document.preview(after, dirty);
        return dirty;
    }

    private Surface some(Surface moved) {
        return rest.combined(moved, moved.bounds(), (below, above) -> Blend.over(below, above, 255));
    }

    /// {@inheritDoc}
    @Override
    public void end() {
        if (!over) {
            over = true;
            document.ended(EditKind.MOVE_LAYER, layer.id(), after);
        }
    }

    /// {@inheritDoc}
    @Override
    public void cancel() {
        if (!over) {
            over = true;
            document.ended(EditKind.MOVE_LAYER, layer.id(), before);
        }
    }
}
