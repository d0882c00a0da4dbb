package studio.sfumato.canvas;

import org.jspecify.annotations.Nullable;

/// Changes a copy of a surface, tile by tile: a tile is copied when it is first written to. While it is
/// at work [#surface()] can be looked at, from the same thread.
final class SurfaceEditor {
    private int originX;
    private int originY;
    private int columns;
    private int rows;
    private @Nullable Tile[] tiles;
    private boolean[] mine;
    private Surface surface;

    SurfaceEditor(Surface surface) {
        TileGrid grid = surface.grid();
        originX = grid.originX();
        originY = grid.originY();
        columns = grid.columns();
        rows = grid.rows();
        tiles = grid.tiles().toArray(new Tile[0]);
        mine = new boolean[tiles.length];
        this.surface = shared();
    }

    private Surface shared() {
        return new Surface(originX, originY, columns, rows, tiles);
    }

    /// {@return what the surface looks like now; later edits show in it}
    Surface surface() {
        return surface;
    }

    /// Lets `writer` change the pixels of `area`.
    SurfaceEditor edit(Area area, Surface.Run writer) {
        forTiles(area, (argb, tile) -> Surface.runs(argb, tile, area, writer));
        return this;
    }

    /// Takes the pixels of a tile that is to be changed, and where in the document it is.
    interface TileWriter {
        void write(int[] argb, Area tile);
    }

    /// Hands every tile that has pixels of `area` to `writer`, made if need be.
    void forTiles(Area area, TileWriter writer) {
        if (area.isEmpty()) {
            return;
        }
        cover(area);
        for (int row = Math.floorDiv(area.y() - originY, Tile.SIDE);
                row <= (area.bottom() - 1 - originY) / Tile.SIDE;
                row++) {
            for (int column = (area.x() - originX) / Tile.SIDE;
                    column <= (area.right() - 1 - originX) / Tile.SIDE;
                    column++) {
                Area place = new Area(originX + column * Tile.SIDE, originY + row * Tile.SIDE, Tile.SIDE, Tile.SIDE);
                writer.write(writable(row * columns + column), place);
            }
        }
    }

    private int[] writable(int index) {
        Tile tile = tiles[index];
        if (tile == null || !mine[index]) {
            tile = new Tile(tile == null ? new int[Tile.PIXELS] : tile.argb().clone());
            tiles[index] = tile;
            mine[index] = true;
        }
        return tile.argb();
    }

    /// Makes room for `area`, without tiles.
    SurfaceEditor covering(Area area) {
        if (!area.isEmpty()) {
            cover(area);
        }
        return this;
    }

    /// Adds rows and columns of no tiles until `area` is within.
    private void cover(Area area) {
        int left = columns == 0 ? Math.floorDiv(area.x() - originX, Tile.SIDE) : Math.min(0, column(area.x()));
        int top = rows == 0 ? Math.floorDiv(area.y() - originY, Tile.SIDE) : Math.min(0, row(area.y()));
        int right = Math.max(columns == 0 ? left : columns, column(area.right() - 1) + 1);
        int bottom = Math.max(rows == 0 ? top : rows, row(area.bottom() - 1) + 1);
        if (left == 0 && top == 0 && right == columns && bottom == rows) {
            return;
        }
        int across = right - left;
        @Nullable Tile[] more = new Tile[across * (bottom - top)];
        boolean[] moreMine = new boolean[more.length];
        for (int row = 0; row < rows; row++) {
            int to = (row - top) * across - left;
            System.arraycopy(tiles, row * columns, more, to, columns);
            System.arraycopy(mine, row * columns, moreMine, to, columns);
        }
        tiles = more;
        mine = moreMine;
        columns = across;
        rows = bottom - top;
        originX += left * Tile.SIDE;
        originY += top * Tile.SIDE;
        surface = shared();
    }

    private int column(int x) {
        return Math.floorDiv(x - originX, Tile.SIDE);
    }

    private int row(int y) {
        return Math.floorDiv(y - originY, Tile.SIDE);
    }

    /// {@return the changed surface, without tiles in which nothing is left; the editor must not be used
    /// any more}
    Surface done() {
        for (int i = 0; i < tiles.length; i++) {
            Tile tile = tiles[i];
            if (mine[i] && tile != null && Tile.isBlank(tile.argb())) {
                tiles[i] = null;
            }
        }
        return shared();
    }
}
