package studio.sfumato.ui.canvas.tool;

import java.util.Locale;

/// The tools, in the order of their column.
public enum ToolKind {
    /// Moves a layer, or what is chosen of it.
    MOVE,
    /// Paints on the chosen layer.
    BRUSH,
    /// Takes paint away.
    ERASER,
    /// Masks what is encircled by hand.
    LASSO,
    /// Masks a rectangle.
    RECTANGLE,
    /// Masks what lies within straight lines.
    POLYGON,
    /// Fills what has one colour.
    FILL,
    /// Masks what has one colour, wherever it is.
    COLOUR,
    /// Cuts the document.
    CROP,
    /// Poses skeletons.
    POSE;

    /// {@return its name: `tool.ID` says what it is, `tool-ID` is its button}
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return whether it has a tip that is so large and so hard}
    public boolean brushes() {
        return this == BRUSH || this == ERASER;
    }

    /// {@return whether it makes masks of shapes}
    public boolean shapes() {
        return this == LASSO || this == RECTANGLE || this == POLYGON || this == COLOUR;
    }

    /// {@return whether it asks how alike colours must be}
    public boolean tolerant() {
        return this == FILL || this == COLOUR;
    }
}
