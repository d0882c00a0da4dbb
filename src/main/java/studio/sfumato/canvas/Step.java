package studio.sfumato.canvas;

/// A step of undo.
///
/// @param kind what it did
/// @param layer the layer it did it to; 0 where it was no single one
/// @param state the document after it
public record Step(EditKind kind, int layer, CanvasState state) {
    boolean isJoinedBy(Step next) {
        return kind.joins() && kind == next.kind && layer == next.layer && filters() == next.filters();
    }

    /// One more or one fewer is a step of its own.
    private int filters() {
        return state.find(layer).map(each -> each.filters().filters().size()).orElse(0);
    }
}
