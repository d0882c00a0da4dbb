package studio.sfumato.diffusion.tile;

import java.util.Arrays;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;

/// A picture that is painted over tile by tile, each seen as the picture was at first and fading in over its
/// neighbours above and to the left: A1111's `combine_grid` (`modules/images.py`), to the bit. Holds the picture once,
/// and twice the rows of the tiles that are being made. For one thread.
public final class TileSheet {
    private static final int ALL = 255;

    private final TileGrid grid;
    private final int width;
    private final int[] whole;
    private int row = -1;
    private int[] before = {};
    private int[] made = {};
    private int filled;

    /// @param picture opaque, of the grid's size
    public TileSheet(Raster picture, TileGrid grid) {
        if (picture.width() != grid.width() || picture.height() != grid.height()) {
            throw new IllegalArgumentException(picture + " is not of the grid's size");
        }
        this.grid = grid;
        width = picture.width();
        whole = picture.toArgb();
    }

    /// {@return an opaque picture whose border is drawn out to the right and downwards}
    ///
    /// @param width at least that of the picture
    /// @param height at least that of the picture
    public static Raster padded(Raster picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            picture.copyRow(Math.min(y, picture.height() - 1), argb, y * width);
            Arrays.fill(argb, y * width + picture.width(), (y + 1) * width, argb[y * width + picture.width() - 1]);
        }
        return Raster.opaque(width, height, argb);
    }

    /// Goes on to a tile.
    ///
    /// @param number after that of the tile before; the first of a row ends the row before
    public void begin(int number) {
        if (number / grid.columns().size() != row) {
            nextRow(number / grid.columns().size());
        }
    }

    /// {@return what a tile shows at first; beyond the picture its border is drawn out}
    ///
    /// @param number after that of the tile before; the first of a row ends the row before
    public Raster tile(int number) {
        begin(number);
        Box box = grid.box(number);
        ImageSize size = grid.tile();
        int[] argb = new int[size.width() * size.height()];
        int lines = before.length / width;
        for (int y = 0; y < size.height(); y++) {
            int line = Math.min(y, lines - 1) * width;
            int inside = Math.min(size.width(), width - box.left());
            System.arraycopy(before, line + box.left(), argb, y * size.width(), inside);
            Arrays.fill(argb, y * size.width() + inside, (y + 1) * size.width(), before[line + width - 1]);
        }
        return Raster.opaque(size.width(), size.height(), argb);
    }

    /// The lines that the next row of tiles shares with this one have been painted over in the picture, but not in the
    /// copy of this one.
    private void nextRow(int next) {
        int top = grid.rows().get(next);
        int lines = Math.min(grid.tile().height(), grid.height() - top);
        int[] strip = new int[lines * width];
        int known = 0;
        if (row >= 0) {
            settle();
            int shift = top - grid.rows().get(row);
            known = before.length - shift * width;
            System.arraycopy(before, shift * width, strip, 0, known);
        }
        System.arraycopy(whole, top * width + known, strip, known, strip.length - known);
        before = strip;
        made = strip.clone();
        filled = 0;
        row = next;
    }

    /// Lays a tile where it belongs.
    ///
    /// @param number that of the tile that was gone on to last
    /// @param painted of the tiles' size
    public void put(int number, Raster painted) {
        Box box = grid.box(number);
        int right = Math.min(width, box.right());
        int lines = before.length / width;
        for (int y = 0; y < lines; y++) {
            for (int x = box.left(); x < right; x++) {
                int share = box.left() == 0 ? ALL : share(x - box.left());
                int at = y * width + x;
                made[at] = mixed(made[at], painted.argb(x - box.left(), y), share);
            }
        }
        filled = right;
        if (number % grid.columns().size() == grid.columns().size() - 1) {
            settle();
        }
    }

    /// What is made of the row goes into the picture, once.
    private void settle() {
        int top = grid.rows().get(row);
        for (int y = 0; y < before.length / width; y++) {
            int share = row == 0 ? ALL : share(y);
            for (int x = 0; x < filled; x++) {
                int at = (top + y) * width + x;
                whole[at] = mixed(whole[at], made[y * width + x], share);
            }
        }
        filled = 0;
    }

    private int share(int at) {
        return at < grid.overlap() ? at * ALL / grid.overlap() : ALL;
    }

    /// Pillow's `paste` through a mask.
    private static int mixed(int below, int above, int share) {
        if (share == ALL) {
            return above;
        }
        int out = ALL << 24;
        for (int shift = 0; shift <= 16; shift += 8) {
            int sum = ((below >> shift) & 0xFF) * (ALL - share) + ((above >> shift) & 0xFF) * share + 128;
            out |= ((sum >> 8) + sum) >> 8 << shift;
        }
        return out;
    }

    /// {@return the picture as far as it is painted over; nothing can be put on the sheet any more}
    public Raster picture() {
        if (row >= 0) {
            settle();
        }
        return Raster.opaque(width, grid.height(), whole);
    }
}
