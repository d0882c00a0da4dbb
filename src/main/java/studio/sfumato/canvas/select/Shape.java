package studio.sfumato.canvas.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;

/// What a tool draws to select or to mask.
public sealed interface Shape {
    /// {@return what it covers of `within`, the document's area; its alpha counts}
    Surface coverage(Area within);

    /// Whole pixels.
    record Rectangle(Area area) implements Shape {
        @Override
        public Surface coverage(Area within) {
            return Surface.EMPTY.edited(
                    area.intersect(within), (_, _, argb, at, count) -> Arrays.fill(argb, at, at + count, 0xFF000000));
        }
    }

    /// The ellipse that touches the sides of `area`; its edge is smooth.
    record Ellipse(Area area) implements Shape {
        private static final int CORNERS = 256;

        @Override
        public Surface coverage(Area within) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < CORNERS && !area.isEmpty(); i++) {
                double angle = 2 * Math.PI * i / CORNERS;
                points.add(new Point(
                        area.x() + area.width() * (1 + Math.cos(angle)) / 2,
                        area.y() + area.height() * (1 + Math.sin(angle)) / 2));
            }
            return new Polygon(points).coverage(within);
        }
    }

    /// The area inside a closed line, a lasso's or a polygon's; its edge is smooth. Where the line goes
    /// round twice it is inside as well. With fewer than three corners nothing is.
    record Polygon(List<Point> corners) implements Shape {
        /// Rows that are drawn at once: a large document would take much memory.
        private static final int BAND = 256;

        /// Copies the list.
        public Polygon {
            corners = List.copyOf(corners);
        }

        @Override
        public Surface coverage(Area within) {
            Area area = bounds().intersect(within);
            if (corners.size() < 3 || area.isEmpty()) {
                return Surface.EMPTY;
            }
            Surface covered = Surface.EMPTY;
            for (int y = area.y(); y < area.bottom(); y += BAND) {
                Area band = area.intersect(new Area(area.x(), y, area.width(), BAND));
                EdgeSum sum = new EdgeSum(band);
                Point last = corners.getLast();
                for (Point corner : corners) {
                    sum.edge(last, corner);
                    last = corner;
                }
                covered = sum.plane().onto(covered);
            }
            return covered;
        }

        private Area bounds() {
            double left = Double.MAX_VALUE;
            double top = Double.MAX_VALUE;
            double right = -Double.MAX_VALUE;
            double bottom = -Double.MAX_VALUE;
            for (Point corner : corners) {
                left = Math.min(left, corner.x());
                top = Math.min(top, corner.y());
                right = Math.max(right, corner.x());
                bottom = Math.max(bottom, corner.y());
            }
            return Area.between(floor(left), floor(top), ceil(right), ceil(bottom));
        }

        /// Far outside is as good as farther outside.
        private static int floor(double value) {
            return (int) Math.floor(Math.clamp(value, -1e8, 1e8));
        }

        private static int ceil(double value) {
            return (int) Math.ceil(Math.clamp(value, -1e8, 1e8));
        }
    }
}
