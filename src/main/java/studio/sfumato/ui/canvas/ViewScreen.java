package studio.sfumato.ui.canvas;

import java.util.Arrays;
import studio.sfumato.graph.Wrap;

/// Draws what is seen of a document into the pixels of a view: smoothly from afar, pixel by pixel from close up, over a
/// checkerboard where it is transparent, and nothing around it.
final class ViewScreen {
    private static final int LIGHT = 0x8E;
    private static final int DARK = 0x7A;
    private static final int SQUARE_BITS = 3;
    private static final double PIXELWISE = 2;
    private static final int ONE = 256;

    private final Tiles tiles;
    private Wrap repeated = Wrap.NONE;
    private int[] part = new int[0];
    private int[] columns = new int[0];
    private int[] between = new int[0];

    ViewScreen(Tiles tiles) {
        this.tiles = tiles;
    }

    /// Draws the document once more on either side in these directions, from now on.
    void repeat(Wrap wrap) {
        repeated = wrap;
    }

    /// Draws the rectangle from (x, y) to before (right, bottom) of the view.
    ///
    /// @param pixels of the view, premultiplied
    /// @param stride pixels from one row to the next
    void paint(int[] pixels, int stride, int x, int y, int right, int bottom, Sight sight) {
        if (repeated == Wrap.NONE) {
            draw(pixels, stride, x, y, right, bottom, sight, true);
            return;
        }
        clear(pixels, stride, x, y, right, bottom, right, bottom, right, bottom);
        int across = repeated.across() ? 1 : 0;
        int down = repeated.down() ? 1 : 0;
        for (int row = -down; row <= down; row++) {
            for (int column = -across; column <= across; column++) {
                Sight there =
                        sight.moved(column * tiles.width(0) * sight.scale(), row * tiles.height(0) * sight.scale());
                draw(pixels, stride, x, y, right, bottom, there, false);
            }
        }
    }

    private void draw(int[] pixels, int stride, int x, int y, int right, int bottom, Sight sight, boolean alone) {
        int level = Tiles.level(sight.scale());
        double scale = sight.scale() * (1 << level);
        boolean smooth = scale < PIXELWISE;
        double shift = smooth ? 0.5 : 0;
        int wide = tiles.width(level);
        int high = tiles.height(level);
        int x0 = Math.max(x, (int) Math.ceil(sight.x() - 0.5));
        int y0 = Math.max(y, (int) Math.ceil(sight.y() - 0.5));
        int x1 = Math.min(right, (int) Math.ceil(sight.x() + wide * scale - 0.5));
        int y1 = Math.min(bottom, (int) Math.ceil(sight.y() + high * scale - 0.5));
        if (alone) {
            clear(pixels, stride, x, y, right, bottom, x0, y0, x1, y1);
        }
        if (x1 <= x0 || y1 <= y0) {
            return;
        }
        int left = (int) Math.floor((x0 + 0.5 - sight.x()) / scale - shift);
        int top = (int) Math.floor((y0 + 0.5 - sight.y()) / scale - shift);
        int width = (int) Math.floor((x1 - 0.5 - sight.x()) / scale - shift) + 2 - left;
        int height = (int) Math.floor((y1 - 0.5 - sight.y()) / scale - shift) + 2 - top;
        if (part.length < width * height) {
            part = new int[width * height];
        }
        tiles.copy(level, left, top, width, height, part);
        extend(left, top, width, height, wide, high);
        if (columns.length < x1 - x0) {
            columns = new int[x1 - x0];
            between = new int[x1 - x0];
        }
        for (int column = x0; column < x1; column++) {
            double at = (column + 0.5 - sight.x()) / scale - shift - left;
            columns[column - x0] = (int) at;
            between[column - x0] = (int) ((at - (int) at) * ONE);
        }
        for (int row = y0; row < y1; row++) {
            double at = (row + 0.5 - sight.y()) / scale - shift - top;
            int start = ((int) at) * width;
            int down = (int) ((at - (int) at) * ONE);
            int into = row * stride;
            for (int column = x0; column < x1; column++) {
                int from = start + columns[column - x0];
                int pixel = smooth
                        ? mixed(
                                mixed(part[from], part[from + 1], between[column - x0]),
                                mixed(part[from + width], part[from + width + 1], between[column - x0]),
                                down)
                        : part[from];
                pixels[into + column] = pixel >>> 24 == 255 ? pixel : onSquares(pixel, column, row);
            }
        }
    }

    private static void clear(
            int[] pixels, int stride, int x, int y, int right, int bottom, int x0, int y0, int x1, int y1) {
        for (int row = y; row < bottom; row++) {
            int at = row * stride;
            if (row < y0 || row >= y1 || x1 <= x0) {
                Arrays.fill(pixels, at + x, at + right, 0);
            } else {
                Arrays.fill(pixels, at + x, at + x0, 0);
                Arrays.fill(pixels, at + x1, at + right, 0);
            }
        }
    }

    /// Repeats the document's outermost pixels around it, so that its edge is not mixed with nothing.
    private void extend(int left, int top, int width, int height, int wide, int high) {
        int first = -left;
        int last = wide - 1 - left;
        for (int row = 0; row < height; row++) {
            int at = row * width;
            if (first > 0 && first < width) {
                Arrays.fill(part, at, at + first, part[at + first]);
            }
            if (last >= 0 && last < width - 1) {
                Arrays.fill(part, at + last + 1, at + width, part[at + last]);
            }
        }
        int upper = -top;
        int lower = high - 1 - top;
        for (int row = 0; row < upper && upper < height; row++) {
            System.arraycopy(part, upper * width, part, row * width, width);
        }
        for (int row = lower + 1; row < height && lower >= 0; row++) {
            System.arraycopy(part, lower * width, part, row * width, width);
        }
    }

    /// {@return a pixel between two, `share` of 256 of the way to the second}
    private static int mixed(int a, int b, int share) {
        if (a == b) {
            return a;
        }
        int rest = ONE - share;
        int odd = (((a & 0xFF00FF) * rest + (b & 0xFF00FF) * share) >>> 8) & 0xFF00FF;
        int even = (((a >>> 8) & 0xFF00FF) * rest + ((b >>> 8) & 0xFF00FF) * share) & 0xFF00FF00;
        return odd | even;
    }

    private static int onSquares(int pixel, int column, int row) {
        int square = (((column >> SQUARE_BITS) ^ (row >> SQUARE_BITS)) & 1) == 0 ? LIGHT : DARK;
        int under = square * (255 - (pixel >>> 24)) / 255;
        return 0xFF000000 | (pixel & 0xFFFFFF) + under * 0x010101;
    }
}
