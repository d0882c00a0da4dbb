package studio.sfumato.diffusion.tile;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.image.Box;

/// How a picture is cut into equal, overlapping tiles that are spread evenly: A1111's `split_grid`
/// (`modules/images.py`).
///
/// @param width of the picture
/// @param height of the picture
/// @param tile a tile's size; beyond the picture only where that is smaller or no multiple of 8
/// @param overlap how many pixels neighbours share at least
/// @param columns where columns of tiles begin
/// @param rows where rows of tiles begin
public record TileGrid(int width, int height, ImageSize tile, int overlap, List<Integer> columns, List<Integer> rows) {
    private static final int FACTOR = 8;
    private static final int LEAST = 16;

    /// Copies the lists.
    public TileGrid {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// {@return the tiles of a picture}; a tile is no larger than the picture, but for whole eights
    ///
    /// @param overlap less than the sides of `wanted`
    public static TileGrid of(int width, int height, ImageSize wanted, int overlap) {
        ImageSize tile = new ImageSize(side(width, wanted.width()), side(height, wanted.height()));
        return new TileGrid(
                width,
                height,
                tile,
                overlap,
                starts(width, tile.width(), overlap),
                starts(height, tile.height(), overlap));
    }

    private static int side(int length, int wanted) {
        return Math.min(wanted, Math.max(LEAST, Math.ceilDiv(length, FACTOR) * FACTOR));
    }

    private static List<Integer> starts(int length, int tile, int overlap) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        if (length > tile) {
            int count = Math.max(2, Math.ceilDiv(length - overlap, tile - overlap));
            double step = (double) (length - tile) / (count - 1);
            for (int i = 1; i < count; i++) {
                starts.add(i == count - 1 ? length - tile : (int) (i * step));
            }
        }
        return starts;
    }

    /// {@return the same tiles, moved up and to the left onto multiples of `pixels`}; neighbours still touch
    ///
    /// @param pixels of which the picture's and the tiles' sides are multiples
    public TileGrid on(int pixels) {
        return new TileGrid(
                width,
                height,
                tile,
                overlap / pixels * pixels,
                columns.stream().map(left -> left / pixels * pixels).toList(),
                rows.stream().map(top -> top / pixels * pixels).toList());
    }

    /// {@return how many tiles there are}
    public int count() {
        return columns.size() * rows.size();
    }

    /// {@return where a tile lies; they are counted along the rows}
    public Box box(int number) {
        return new Box(
                columns.get(number % columns.size()), rows.get(number / columns.size()), tile.width(), tile.height());
    }
}
