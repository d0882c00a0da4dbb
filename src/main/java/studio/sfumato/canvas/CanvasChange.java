package studio.sfumato.canvas;

/// What a listener is told.
///
/// @param dirty where the document looks different now; may be [Area#NONE]
/// @param layers whether layers came, went, or changed in anything but their pixels, or the way masks are
/// shown did
/// @param selection whether the selection is another one
/// @param size whether the document has another size
/// @param history whether there is another step to undo or to redo; not so while a stroke is being made
public record CanvasChange(Area dirty, boolean layers, boolean selection, boolean size, boolean history) {
    /// {@return what a stroke that is not finished changes}
    static CanvasChange stroke(Area dirty) {
        return new CanvasChange(dirty, false, false, false, false);
    }

    static CanvasChange between(CanvasState before, CanvasState after) {
        boolean size = before.width() != after.width() || before.height() != after.height();
        return new CanvasChange(
                after.difference(before),
                !sameLayers(before, after),
                before.selection() != after.selection(),
                size,
                true);
    }

    private static boolean sameLayers(CanvasState before, CanvasState after) {
        if (before.layers().size() != after.layers().size()
                || !before.maskStyle().equals(after.maskStyle())) {
            return false;
        }
        for (int i = 0; i < before.layers().size(); i++) {
            Layer one = before.layers().get(i);
            Layer other = after.layers().get(i);
            if (!one.with(Surface.EMPTY).equals(other.with(Surface.EMPTY))) {
                return false;
            }
        }
        return true;
    }
}
