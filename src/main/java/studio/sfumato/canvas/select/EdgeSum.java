package studio.sfumato.canvas.select;

import studio.sfumato.canvas.Area;

/// Draws closed lines with smooth edges: each edge adds the signed area right of it to the pixels it
/// crosses, and the running sum along a row is the exact share of each pixel that is inside (Levien,
/// font-rs, 2016, after the accumulation buffer of stb_truetype 2).
final class EdgeSum {
    private final Area area;
    private final int stride;
    private final float[] sums;

    EdgeSum(Area area) {
        this.area = area;
        this.stride = area.width() + 2;
        this.sums = new float[Math.multiplyExact(stride, area.height())];
    }

    void edge(Point from, Point to) {
        boolean down = from.y() < to.y();
        double topX = (down ? from.x() : to.x()) - area.x();
        double topY = (down ? from.y() : to.y()) - area.y();
        double bottomX = (down ? to.x() : from.x()) - area.x();
        double bottomY = (down ? to.y() : from.y()) - area.y();
        if (topY == bottomY) {
            return;
        }
        double slope = (bottomX - topX) / (bottomY - topY);
        int first = (int) Math.max(0, Math.floor(topY));
        int end = (int) Math.min(area.height(), Math.ceil(bottomY));
        for (int row = first; row < end; row++) {
            double upper = Math.max(row, topY);
            double lower = Math.min(row + 1.0, bottomY);
            double one = Math.clamp(topX + (upper - topY) * slope, 0, area.width());
            double other = Math.clamp(topX + (lower - topY) * slope, 0, area.width());
            double height = down ? lower - upper : upper - lower;
            span(row * stride, Math.min(one, other), Math.max(one, other), height);
        }
    }

    /// The part of an edge in one row, from column `left` to `right`; `height` is how much of the row it
    /// goes down.
    private void span(int row, double left, double right, double height) {
        int first = (int) left;
        if (right <= first + 1) {
            double middle = (left + right) / 2 - first;
            sums[row + first] += (float) (height * (1 - middle));
            sums[row + first + 1] += (float) (height * middle);
            return;
        }
        double before = 0;
        int last = (int) Math.ceil(right);
        for (int column = first; column < last; column++) {
            // how much of the pixel is right of the edge, where the edge has passed the columns up to its own right end
            double enters = Math.max(left, column);
            double leaves = Math.min(right, column + 1.0);
            double share = (leaves - enters) / (right - left);
            double passed = (enters - left) / (right - left);
            double covered = passed + share * (1 - ((enters + leaves) / 2 - column));
            sums[row + column] += (float) (height * (covered - before));
            before = covered;
        }
        sums[row + last] += (float) (height * (1 - before));
    }

    Plane plane() {
        Plane plane = new Plane(area);
        for (int y = 0; y < area.height(); y++) {
            float sum = 0;
            for (int x = 0; x < area.width(); x++) {
                sum += sums[y * stride + x];
                plane.coverage()[y * area.width() + x] = (byte) (Math.min(1, Math.abs(sum)) * 255 + 0.5f);
            }
        }
        return plane;
    }
}
