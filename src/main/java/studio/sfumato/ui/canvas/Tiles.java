package studio.sfumato.ui.canvas;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the layers make together, in tiles of the size they are looked at: level 0 has the document's pixels, each
/// level
/// after it half as many in either direction. Tiles are made when they are looked at and mended where something
/// changed; the ones that were looked at longest ago are forgotten.
final class Tiles {
    /// The width and height of a tile.
    static final int SIZE = 256;

    private static final int BITS = 8;

    private final Source source;
    private final int most;
    private final Map<Long, Tile> tiles = new LinkedHashMap<>(64, 0.75f, true);
    private int[] scratch = new int[0];

    /// Pixels of a document.
    interface Source {
        /// {@return its width}
        int width();

        /// {@return its height}
        int height();

        /// Writes what is seen of a rectangle within it into `into`, from its start, premultiplied.
        void compose(int x, int y, int width, int height, int[] into, int stride);
    }

    /// One tile and what of it is out of date, as a rectangle.
    private static final class Tile {
        private final int[] pixels = new int[SIZE * SIZE];
        private int left;
        private int top;
        private int right = SIZE;
        private int bottom = SIZE;

        boolean stale() {
            return right > left && bottom > top;
        }

        void spoil(int x0, int y0, int x1, int y1) {
            boolean fresh = !stale();
            left = fresh ? x0 : Math.min(left, x0);
            top = fresh ? y0 : Math.min(top, y0);
            right = fresh ? x1 : Math.max(right, x1);
            bottom = fresh ? y1 : Math.max(bottom, y1);
        }

        void mended() {
            right = left;
        }
    }

    /// @param most how many tiles are kept
    Tiles(Source source, int most) {
        this.source = source;
        this.most = most;
    }

    /// {@return the level to look at from `scale`: its pixels are shown at a half to one of their size, or larger}
    static int level(double scale) {
        int level = 0;
        for (double s = scale; s <= 0.5; s *= 2) {
            level++;
        }
        return level;
    }

    /// {@return the width of the document at `level`}
    int width(int level) {
        return Math.ceilDiv(source.width(), 1 << level);
    }

    /// {@return the height of the document at `level`}
    int height(int level) {
        return Math.ceilDiv(source.height(), 1 << level);
    }

    /// Forgets everything.
    void clear() {
        tiles.clear();
    }

    /// What lies in a rectangle of the document has changed.
    void spoil(int x, int y, int width, int height) {
        tiles.forEach((key, tile) -> {
            int level = (int) (key >>> 56);
            int left = (int) ((key >>> 28) & 0xFFFFFFF) << BITS;
            int top = (int) (key & 0xFFFFFFF) << BITS;
            int x0 = Math.max((x >> level) - left, 0);
            int y0 = Math.max((y >> level) - top, 0);
            int x1 = Math.min(((x + width - 1) >> level) + 1 - left, SIZE);
            int y1 = Math.min(((y + height - 1) >> level) + 1 - top, SIZE);
            if (x1 > x0 && y1 > y0) {
                tile.spoil(x0, y0, x1, y1);
            }
        });
    }

    /// Copies a rectangle of `level` to `into`; what lies outside the document is transparent.
    void copy(int level, int x, int y, int width, int height, int[] into) {
        int x0 = Math.max(x, 0);
        int y0 = Math.max(y, 0);
        int x1 = Math.min(x + width, width(level));
        int y1 = Math.min(y + height, height(level));
        if (x0 > x || y0 > y || x1 < x + width || y1 < y + height) {
            Arrays.fill(into, 0, width * height, 0);
        }
        for (int ty = y0 >> BITS; ty << BITS < y1; ty++) {
            for (int tx = x0 >> BITS; tx << BITS < x1; tx++) {
                int[] tile = tile(level, tx, ty);
                int from = Math.max(x0, tx << BITS);
                int to = Math.min(x1, (tx + 1) << BITS);
                int last = Math.min(y1, (ty + 1) << BITS);
                for (int row = Math.max(y0, ty << BITS); row < last; row++) {
                    System.arraycopy(
                            tile,
                            ((row & (SIZE - 1)) << BITS) + (from & (SIZE - 1)),
                            into,
                            (row - y) * width + from - x,
                            to - from);
                }
            }
        }
    }

    private int[] tile(int level, int tx, int ty) {
        long key = ((long) level << 56) | ((long) tx << 28) | ty;
        Tile tile = tiles.get(key);
        if (tile == null) {
            if (tiles.size() >= most) {
                tiles.remove(tiles.keySet().iterator().next());
            }
            tile = new Tile();
            tiles.put(key, tile);
        }
        if (tile.stale()) {
            mend(tile, level, tx << BITS, ty << BITS);
            tile.mended();
        }
        return tile.pixels;
    }

    /// Makes the stale part anew, no more of the document at a time than a tile has pixels.
    private void mend(Tile tile, int level, int left, int top) {
        int block = 1 << level;
        int step = Math.max(1, SIZE >> level);
        int right = Math.min(left + tile.right, width(level));
        int bottom = Math.min(top + tile.bottom, height(level));
        for (int y = top + tile.top; y < bottom; y += step) {
            for (int x = left + tile.left; x < right; x += step) {
                int columns = Math.min(step, right - x);
                int rows = Math.min(step, bottom - y);
                int width = Math.min(columns * block, source.width() - x * block);
                int height = Math.min(rows * block, source.height() - y * block);
                if (level == 0) {
                    compose(x, y, width, height);
                    for (int row = 0; row < height; row++) {
                        System.arraycopy(
                                scratch, row * width, tile.pixels, ((y - top + row) << BITS) + x - left, width);
                    }
                } else {
                    compose(x * block, y * block, width, height);
                    shrink(tile.pixels, ((y - top) << BITS) + x - left, columns, rows, width, height, block);
                }
            }
        }
    }

    private void compose(int x, int y, int width, int height) {
        if (scratch.length < width * height) {
            scratch = new int[Math.max(SIZE * SIZE, width * height)];
        }
        source.compose(x, y, width, height, scratch, width);
    }

    /// Means over blocks of pixels.
    private void shrink(int[] into, int at, int columns, int rows, int width, int height, int block) {
        for (int row = 0; row < rows; row++) {
            int y1 = Math.min(height, (row + 1) * block);
            for (int column = 0; column < columns; column++) {
                int x1 = Math.min(width, (column + 1) * block);
                int a = 0;
                int r = 0;
                int g = 0;
                int b = 0;
                int count = 0;
                for (int y = row * block; y < y1; y++) {
                    for (int x = column * block; x < x1; x++) {
                        int pixel = scratch[y * width + x];
                        a += pixel >>> 24;
                        r += (pixel >> 16) & 0xFF;
                        g += (pixel >> 8) & 0xFF;
                        b += pixel & 0xFF;
                        count++;
                    }
                }
                int half = count / 2;
                into[at + (row << BITS) + column] = (((a + half) / count) << 24)
                        | (((r + half) / count) << 16)
                        | (((g + half) / count) << 8)
                        | ((b + half) / count);
            }
        }
    }
}
