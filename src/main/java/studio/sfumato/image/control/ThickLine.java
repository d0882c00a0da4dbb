package studio.sfumato.image.control;

import studio.sfumato.image.Box;

/// A line two pixels thick as OpenCV's `line` has it: a rectangle whose corners are fixed point numbers of sixteen
/// bits after the point, with a small cross at either end; pixel for pixel where it does not leave the picture. Of a
/// row the pixels between its outermost edges count.
final class ThickLine {
    private static final int BITS = 16;
    private static final long ONE = 1L << BITS;
    private static final long HALF = ONE >> 1;

    private final Box area;
    private final Pixels pixels;

    /// Takes pixels.
    @FunctionalInterface
    interface Pixels {
        /// Takes one within the area.
        void set(int x, int y, int rgb);
    }

    /// The pixels of one row.
    private static final class Span {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;

        void add(long one, long other) {
            first = Math.min(first, one);
            last = Math.max(last, other);
        }
    }

    ThickLine(Box area, Pixels pixels) {
        this.area = area;
        this.pixels = pixels;
    }

    void draw(int x1, int y1, int x2, int y2, int rgb) {
        double right = x1 - x2;
        double down = y2 - y1;
        double length = Math.hypot(right, down);
        if (length > 0) {
            long across = (long) Math.rint(down / length * ONE);
            long along = (long) Math.rint(right / length * ONE);
            long[] xs = {x1 * ONE + across, x1 * ONE - across, x2 * ONE - across, x2 * ONE + across};
            long[] ys = {y1 * ONE + along, y1 * ONE - along, y2 * ONE - along, y2 * ONE + along};
            fill(xs, ys, rgb);
        }
        cross(x1, y1, rgb);
        cross(x2, y2, rgb);
    }

    private void cross(int x, int y, int rgb) {
        row(y - 1, x, x, rgb);
        row(y, x - 1L, x + 1L, rgb);
        row(y + 1, x, x, rgb);
    }

    private void fill(long[] xs, long[] ys, int rgb) {
        long top = Long.MAX_VALUE;
        long bottom = Long.MIN_VALUE;
        for (long y : ys) {
            top = Math.min(top, round(y));
            bottom = Math.max(bottom, round(y));
        }
        for (long y = Math.max(top, area.top()); y <= Math.min(bottom, area.bottom() - 1L); y++) {
            Span span = new Span();
            for (int i = 0; i < xs.length; i++) {
                int next = (i + 1) % xs.length;
                edge(xs[i], ys[i], xs[next], ys[next], y, span);
                boolean down = ys[i] < ys[next];
                int upper = down ? i : next;
                int lower = down ? next : i;
                side(xs[upper], ys[upper], xs[lower], ys[lower], y, span);
            }
            row((int) y, span.first, span.last, rgb);
        }
    }

    private static long round(long fixed) {
        return (fixed + HALF) >> BITS;
    }

    /// Adds where a side is in a row, the last left out, if its corners were in the middle of theirs.
    private static void side(long x1, long y1, long x2, long y2, long row, Span span) {
        long first = round(y1);
        long rows = round(y2) - first;
        if (row >= first && row < first + rows) {
            long step = ((x2 - x1) * 2 + rows) / (2 * rows);
            long x = round(x1 + (row - first) * step);
            span.add(x, x);
        }
    }

    /// Adds the pixels of an edge that are in a row: one for each column where the edge is flat, for each row where it
    /// is steep.
    private static void edge(long x1, long y1, long x2, long y2, long row, Span span) {
        long wide = Math.abs(x2 - x1);
        long tall = Math.abs(y2 - y1);
        boolean flat = wide > tall;
        boolean turned = flat ? x2 < x1 : y2 < y1;
        long fromX = turned ? x2 : x1;
        long fromY = turned ? y2 : y1;
        long toX = turned ? x1 : x2;
        long toY = turned ? y1 : y2;
        if (round(toY) == row) {
            span.add(round(toX), round(toX));
        }
        if (flat) {
            long step = (toY - fromY) * ONE / (wide | 1);
            long least = 0;
            long most = (toX - fromX) >> BITS;
            long start = fromY + HALF;
            long rowTop = row * ONE;
            if (step > 0) {
                least = Math.max(least, Math.ceilDiv(rowTop - start, step));
                most = Math.min(most, Math.ceilDiv(rowTop + ONE - start, step) - 1);
            } else if (step < 0) {
                least = Math.max(least, Math.floorDiv(start - rowTop - ONE, -step) + 1);
                most = Math.min(most, Math.floorDiv(start - rowTop, -step));
            } else if (round(fromY) != row) {
                return;
            }
            if (least <= most) {
                span.add(round(fromX) + least, round(fromX) + most);
            }
        } else {
            long at = row - round(fromY);
            if (at >= 0 && at <= (toY - fromY) >> BITS) {
                long step = (toX - fromX) * ONE / (tall | 1);
                long x = (fromX + HALF + at * step) >> BITS;
                span.add(x, x);
            }
        }
    }

    private void row(int y, long first, long last, int rgb) {
        if (y >= area.top() && y < area.bottom()) {
            for (long x = Math.max(first, area.left()); x <= Math.min(last, area.right() - 1L); x++) {
                pixels.set((int) x, y, rgb);
            }
        }
    }
}
