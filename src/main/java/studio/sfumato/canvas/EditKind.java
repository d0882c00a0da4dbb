package studio.sfumato.canvas;

/// What a step of undo did; its name in the window comes from the bundles.
public enum EditKind {
    /// The document was opened or made.
    OPEN,
    /// A stroke of a brush.
    STROKE,
    /// A stroke that takes away.
    ERASE,
    /// A result was accepted as a layer.
    ACCEPT,
    /// A layer was added.
    ADD_LAYER,
    /// A layer was removed.
    REMOVE_LAYER,
    /// A layer was copied.
    DUPLICATE_LAYER,
    /// A layer got another name.
    RENAME,
    /// A layer was shown or hidden.
    VISIBILITY,
    /// A layer got another opacity.
    OPACITY,
    /// A layer was locked or unlocked.
    LOCK,
    /// A layer was put elsewhere in the order.
    ORDER,
    /// A layer's pixels were moved.
    MOVE_LAYER,
    /// A layer was merged into the one below it.
    MERGE_DOWN,
    /// An area was filled with a colour or emptied.
    FILL,
    /// A mask was changed by a shape or as a whole.
    MASK,
    /// The selection was changed.
    SELECT,
    /// The document was cut to an area.
    CROP,
    /// The document got another size.
    RESIZE,
    /// All of the document was made larger or smaller.
    SCALE,
    /// A layer is shown through other filters.
    FILTER,
    /// Skeletons were put elsewhere.
    POSE,
    /// The same by typing numbers.
    POSE_NUMBER,
    /// A map of the picture was made.
    MAP,
    /// Masks are shown in another way.
    MASK_STYLE;

    /// {@return whether several in a row, of one layer, are one step: what a slider or typing does}
    boolean joins() {
        return switch (this) {
            case OPACITY, RENAME, FILTER, POSE_NUMBER, MAP, MASK_STYLE -> true;
            case OPEN,
                    STROKE,
                    ERASE,
                    ACCEPT,
                    ADD_LAYER,
                    REMOVE_LAYER,
                    DUPLICATE_LAYER,
                    VISIBILITY,
                    LOCK,
                    ORDER,
                    MOVE_LAYER,
                    MERGE_DOWN,
                    FILL,
                    MASK,
                    SELECT,
                    CROP,
                    RESIZE,
                    SCALE,
                    POSE -> false;
        };
    }
}
