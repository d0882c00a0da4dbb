package studio.sfumato.canvas.select;

import studio.sfumato.error.RequestException;

/// A place on the canvas; 0.5 is the middle of the first column.
public record Point(double x, double y) {
    /// Refuses what is no place.
    public Point {
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            throw new RequestException("there is no place " + x + ", " + y + " on the canvas");
        }
    }
}
