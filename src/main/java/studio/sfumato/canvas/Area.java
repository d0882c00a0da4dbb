package studio.sfumato.canvas;

/// A rectangle of pixels, its right and bottom edge not included. One without pixels is [#NONE].
///
/// @param x the leftmost column; may be negative, outside the document
/// @param y the topmost row
public record Area(int x, int y, int width, int height) {
    /// No pixel at all.
    public static final Area NONE = new Area(0, 0, 0, 0);

    /// Refuses negative sizes.
    public Area {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException("an area cannot be " + width + "×" + height);
        }
    }

    /// {@return the area from (left, top) to (right, bottom), these two not included; [#NONE] if nothing
    /// is between}
    public static Area between(int left, int top, int right, int bottom) {
        return right <= left || bottom <= top ? NONE : new Area(left, top, right - left, bottom - top);
    }

    /// {@return whether there is no pixel in it}
    public boolean isEmpty() {
        return width == 0 || height == 0;
    }

    /// {@return the first column right of it}
    public int right() {
        return x + width;
    }

    /// {@return the first row below it}
    public int bottom() {
        return y + height;
    }

    /// {@return what both have}
    public Area intersect(Area other) {
        return between(
                Math.max(x, other.x),
                Math.max(y, other.y),
                Math.min(right(), other.right()),
                Math.min(bottom(), other.bottom()));
    }

    /// {@return the smallest area around both}
    public Area union(Area other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        return between(
                Math.min(x, other.x),
                Math.min(y, other.y),
                Math.max(right(), other.right()),
                Math.max(bottom(), other.bottom()));
    }

    /// {@return whether the pixel is in it}
    public boolean contains(int column, int row) {
        return column >= x && row >= y && column < right() && row < bottom();
    }

    /// {@return it, moved}
    public Area moved(int dx, int dy) {
        return isEmpty() ? NONE : new Area(x + dx, y + dy, width, height);
    }

    /// {@return it with `margin` more pixels on each side; fewer if negative}
    public Area grown(int margin) {
        return isEmpty() ? NONE : between(x - margin, y - margin, right() + margin, bottom() + margin);
    }
}
