package studio.sfumato.ui.canvas.tool;

import java.util.ArrayList;
import java.util.List;

/// A shape being drawn on the document.
///
/// @param points x and y in turn, in pixels of the document
/// @param closed whether its last point leads back to its first
public record Outline(List<Double> points, boolean closed) {
    /// No shape.
    public static final Outline NONE = new Outline(List.of(), false);

    /// Copies the points.
    public Outline {
        points = List.copyOf(points);
    }

    /// {@return a rectangle between two corners}
    public static Outline rectangle(double x0, double y0, double x1, double y1) {
        return new Outline(List.of(x0, y0, x1, y0, x1, y1, x0, y1), true);
    }

    /// {@return the same with another point}
    public Outline plus(double x, double y) {
        List<Double> more = new ArrayList<>(points);
        more.add(x);
        more.add(y);
        return new Outline(more, closed);
    }

    /// {@return the same, closed}
    public Outline close() {
        return new Outline(points, true);
    }

    /// {@return whether there is nothing}
    public boolean empty() {
        return points.isEmpty();
    }

    /// {@return how many points it has}
    public int size() {
        return points.size() / 2;
    }

    /// {@return the x of point `i`}
    public double x(int i) {
        return points.get(2 * i);
    }

    /// {@return the y of point `i`}
    public double y(int i) {
        return points.get(2 * i + 1);
    }
}
