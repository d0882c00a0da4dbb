package studio.sfumato.canvas.select;

import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;

/// How much of each pixel of an area is covered, 0…255, one byte a pixel.
final class Plane {
    private final Area area;
    private final byte[] coverage;

    /// A plane that takes over `coverage`, row by row.
    Plane(Area area, byte... coverage) {
        this.area = area;
        this.coverage = coverage;
    }

    /// A plane where nothing is covered.
    Plane(Area area) {
        this(area, new byte[area.width() * area.height()]);
    }

    /// {@return what `surface` covers of `area`}
    static Plane of(Surface surface, Area area) {
        Plane plane = new Plane(area);
        surface.scan(area, (x, y, argb, at, count) -> {
            int to = (y - area.y()) * area.width() + x - area.x();
            for (int i = 0; i < count; i++) {
                plane.coverage[to + i] = (byte) (argb[at + i] >>> 24);
            }
        });
        return plane;
    }

    Area area() {
        return area;
    }

    /// {@return the coverage itself, row by row}
    byte[] coverage() {
        return coverage;
    }

    /// {@return it as a surface, with nothing outside of its area}
    Surface surface() {
        return onto(Surface.EMPTY);
    }

    /// {@return `other` with its area as it is here}
    Surface onto(Surface other) {
        return other.edited(area, (x, y, argb, at, count) -> {
            int from = (y - area.y()) * area.width() + x - area.x();
            for (int i = 0; i < count; i++) {
                argb[at + i] = coverage[from + i] << 24;
            }
        });
    }
}
