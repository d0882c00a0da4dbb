package studio.sfumato.image;

/// A rectangle of pixels.
///
/// @param left the first column
/// @param top the first row
/// @param width at least 1
/// @param height at least 1
public record Box(int left, int top, int width, int height) {
    /// Refuses rectangles without pixels.
    public Box {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a rectangle of " + width + "×" + height);
        }
    }

    /// {@return the column after the last}
    public int right() {
        return left + width;
    }

    /// {@return the row after the last}
    public int bottom() {
        return top + height;
    }

    /// {@return whether a pixel is within it}
    public boolean has(int x, int y) {
        return x >= left && y >= top && x < right() && y < bottom();
    }
}
