package studio.sfumato.ui.canvas.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// The lines between pixels that are in a shape and pixels that are not.
///
/// @param lines closed lines, each x and y in turn, in pixels from the upper left corner
public record Contour(List<double[]> lines) {
    /// No line.
    public static final Contour NONE = new Contour(List.of());

    private static final int[] DX = {1, 0, -1, 0};
    private static final int[] DY = {0, 1, 0, -1};

    /// Copies the list.
    public Contour {
        lines = List.copyOf(lines);
    }

    /// {@return the outline of what is `true`, as straight as can be: corners only}
    ///
    /// @param in rows top down
    public static Contour of(boolean[] in, int width, int height) {
        boolean[] seen = new boolean[(width + 1) * (height + 1)];
        List<double[]> found = new ArrayList<>();
        for (int y = 0; y <= height; y++) {
            for (int x = 0; x < width; x++) {
                boolean upper = at(in, width, height, x, y) && !at(in, width, height, x, y - 1);
                if (upper && !seen[y * (width + 1) + x]) {
                    found.add(follow(in, seen, width, height, x, y));
                }
            }
        }
        return new Contour(found);
    }

    private static boolean at(boolean[] in, int width, int height, int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height && in[y * width + x];
    }

    /// Walks along an edge with the shape to the right until it is back.
    private static double[] follow(boolean[] in, boolean[] seen, int width, int height, int startX, int startY) {
        List<Double> corners = new ArrayList<>();
        int x = startX;
        int y = startY;
        int way = 0;
        do {
            if (way == 0) {
                seen[y * (width + 1) + x] = true;
            }
            x += DX[way];
            y += DY[way];
            int next = turn(in, width, height, x, y, way);
            if (next != way) {
                corners.add((double) x);
                corners.add((double) y);
            }
            way = next;
        } while (x != startX || y != startY || way != 0);
        return corners.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// {@return the way on from a corner: round the shape, first to the left, then straight on, then to the right}
    private static int turn(boolean[] in, int width, int height, int x, int y, int way) {
        boolean aheadLeft = ahead(in, width, height, x, y, way, true);
        boolean aheadRight = ahead(in, width, height, x, y, way, false);
        if (aheadLeft && aheadRight) {
            return (way + 3) % 4;
        }
        return aheadRight ? way : (way + 1) % 4;
    }

    private static boolean ahead(boolean[] in, int width, int height, int x, int y, int way, boolean left) {
        return switch (way) {
            case 0 -> at(in, width, height, x, left ? y - 1 : y);
            case 1 -> at(in, width, height, left ? x : x - 1, y);
            case 2 -> at(in, width, height, x - 1, left ? y : y - 1);
            default -> at(in, width, height, left ? x - 1 : x, y - 1);
        };
    }

    /// {@return the same with fewer corners: no line is farther than `most` from where it was (Ramer 1972; Douglas and
    /// Peucker 1973)}
    public Contour simpler(double most) {
        return new Contour(lines.stream().map(line -> simpler(line, most)).toList());
    }

    private static double[] simpler(double[] line, double most) {
        int count = line.length / 2;
        if (count < 4) {
            return line;
        }
        boolean[] kept = new boolean[count];
        int across = farthest(line, 0, 0, count, 0);
        kept[0] = true;
        kept[across] = true;
        Deque<int[]> open = new ArrayDeque<>(List.of(new int[] {0, across}, new int[] {across, count}));
        while (!open.isEmpty()) {
            int[] part = open.pop();
            int middle = farthest(line, part[0], part[1] % count, part[1], most);
            if (middle > part[0]) {
                kept[middle] = true;
                open.push(new int[] {part[0], middle});
                open.push(new int[] {middle, part[1]});
            }
        }
        double[] fewer = new double[line.length];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (kept[i]) {
                fewer[size++] = line[2 * i];
                fewer[size++] = line[2 * i + 1];
            }
        }
        return Arrays.copyOf(fewer, size);
    }

    /// {@return the corner after `from` and before `end` that is farthest from the line from `from` to `to`, if it is
    /// more
    /// than `most` from it; else `from`}
    private static int farthest(double[] line, int from, int to, int end, double most) {
        double x = line[2 * from];
        double y = line[2 * from + 1];
        double dx = line[2 * to] - x;
        double dy = line[2 * to + 1] - y;
        double length = Math.hypot(dx, dy);
        int found = from;
        double distance = most;
        for (int i = from + 1; i < end; i++) {
            double px = line[2 * i] - x;
            double py = line[2 * i + 1] - y;
            double away = length == 0 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
            if (away > distance) {
                distance = away;
                found = i;
            }
        }
        return found;
    }

    /// {@return the same, larger and elsewhere}
    public Contour placed(double scale, double left, double top) {
        return new Contour(lines.stream()
                .map(line -> {
                    double[] moved = new double[line.length];
                    for (int i = 0; i < line.length; i += 2) {
                        moved[i] = line[i] * scale + left;
                        moved[i + 1] = line[i + 1] * scale + top;
                    }
                    return moved;
                })
                .toList());
    }
}
