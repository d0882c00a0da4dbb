package studio.sfumato.canvas;

/// What a layer is for.
public enum LayerKind {
    /// A picture, or an accepted result.
    PICTURE,
    /// Painted by hand; part of the picture that is sent to the model.
    PAINT,
    /// What is to be repainted: its alpha counts, its colours are 0 and are shown in the mask's colour.
    MASK,
    /// A picture that guides a ControlNet; shown, but no part of the picture.
    CONTROL;

    /// {@return whether it is part of the picture that the document makes}
    public boolean isPicture() {
        return this == PICTURE || this == PAINT;
    }
}
