package studio.sfumato.canvas;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the tiles of a surface lie.
///
/// @param originX the document's column where the first tile begins
/// @param originY the document's row where the first tile begins
/// @param columns tiles across
/// @param rows tiles down
/// @param tiles row by row; `null` where nothing is
public record TileGrid(int originX, int originY, int columns, int rows, List<@Nullable Tile> tiles) {
    /// Copies the list; refuses one that is too long or too short.
    public TileGrid {
        if (columns < 0 || rows < 0 || (long) columns * rows != tiles.size()) {
            throw new IllegalArgumentException(tiles.size() + " tiles are not " + columns + "×" + rows);
        }
        tiles = Collections.unmodifiableList(new ArrayList<>(tiles));
    }

    /// {@return the surface with these tiles}
    public Surface surface() {
        return new Surface(originX, originY, columns, rows, tiles.toArray(new Tile[0]));
    }
}
