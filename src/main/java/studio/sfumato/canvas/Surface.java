package studio.sfumato.canvas;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;

/// An immutable picture without edges: tiles where something is, transparent black elsewhere. Changed
/// copies share the tiles that are as they were. Places are in the document's pixels. What a layer shows,
/// what a mask covers and what is selected are surfaces; the latter two use the alpha alone, their
/// colours are 0.
public final class Surface {
    /// Nothing anywhere.
    public static final Surface EMPTY = new Surface(0, 0, 0, 0);

    private final int originX;
    private final int originY;
    private final int columns;
    private final int rows;
    private final @Nullable Tile[] tiles;

    /// @param tiles row by row; `null` where nothing is
    Surface(int originX, int originY, int columns, int rows, @Nullable Tile... tiles) {
        this.originX = originX;
        this.originY = originY;
        this.columns = columns;
        this.rows = rows;
        this.tiles = tiles;
    }

    /// Reads or writes pixels that are beside each other in a row.
    @FunctionalInterface
    public interface Run {
        /// Takes the pixels `argb[at]` … `argb[at + count - 1]`, of which the first is at (x, y) of the
        /// document.
        void pixels(int x, int y, int[] argb, int at, int count);
    }

    /// {@return `picture` with its upper left corner at (x, y)}
    public static Surface of(Raster picture, int x, int y) {
        int[] row = new int[picture.width()];
        Area area = new Area(x, y, picture.width(), picture.height());
        SurfaceEditor editor = new SurfaceEditor(new Surface(x, y, 0, 0));
        return editor.edit(area, (fromX, fromY, argb, at, count) -> {
                    picture.copyRow(fromY - y, row, 0);
                    System.arraycopy(row, fromX - x, argb, at, count);
                })
                .done();
    }

    /// {@return where it has tiles; every pixel outside is 0}
    public Area bounds() {
        return columns == 0 || rows == 0
                ? Area.NONE
                : new Area(originX, originY, columns * Tile.SIDE, rows * Tile.SIDE);
    }

    /// {@return the smallest area outside of which every pixel is 0}
    public Area content() {
        int[] edges = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE};
        scan(bounds(), (x, y, argb, at, count) -> {
            int first = 0;
            while (first < count && argb[at + first] == 0) {
                first++;
            }
            if (first < count) {
                int last = count - 1;
                while (argb[at + last] == 0) {
                    last--;
                }
                edges[0] = Math.min(edges[0], x + first);
                edges[1] = Math.min(edges[1], y);
                edges[2] = Math.max(edges[2], x + last + 1);
                edges[3] = Math.max(edges[3], y + 1);
            }
        });
        return edges[2] == Integer.MIN_VALUE ? Area.NONE : Area.between(edges[0], edges[1], edges[2], edges[3]);
    }

    /// {@return whether every pixel is 0}
    public boolean isEmpty() {
        return content().isEmpty();
    }

    /// {@return the pixel at (x, y), 0xAARRGGBB}
    public int argb(int x, int y) {
        int right = x - originX;
        int down = y - originY;
        if (right < 0 || down < 0 || right >= columns * Tile.SIDE || down >= rows * Tile.SIDE) {
            return 0;
        }
        Tile tile = tiles[down / Tile.SIDE * columns + right / Tile.SIDE];
        return tile == null ? 0 : tile.argb()[down % Tile.SIDE * Tile.SIDE + right % Tile.SIDE];
    }

    /// Copies `area` to `into`, whose first pixel goes to index `at` and whose rows are `stride` apart.
    public void read(Area area, int[] into, int at, int stride) {
        for (int y = 0; y < area.height(); y++) {
            Arrays.fill(into, at + y * stride, at + y * stride + area.width(), 0);
        }
        scan(
                area,
                (x, y, argb, from, count) ->
                        System.arraycopy(argb, from, into, at + (y - area.y()) * stride + x - area.x(), count));
    }

    /// {@return a copy of `area`, row by row}
    public int[] read(Area area) {
        int[] pixels = new int[area.width() * area.height()];
        read(area, pixels, 0, area.width());
        return pixels;
    }

    /// {@return `area` as a picture, with transparency unless every pixel of it is opaque}
    public Raster raster(Area area) {
        return picture(area, read(area));
    }

    /// {@return a picture that takes over `argb`, with transparency unless every pixel is opaque}
    static Raster picture(Area area, int... argb) {
        for (int pixel : argb) {
            if (pixel >>> 24 != 255) {
                return Raster.translucent(area.width(), area.height(), argb);
            }
        }
        return Raster.opaque(area.width(), area.height(), argb);
    }

    /// Hands every run of pixels of `area` that is in a tile to `reader`, which must not write to them.
    /// Tile by tile, not row by row. What is in no tile is 0 and left out.
    public void scan(Area area, Run reader) {
        Area inside = area.intersect(bounds());
        if (inside.isEmpty()) {
            return;
        }
        for (int row = (inside.y() - originY) / Tile.SIDE; row <= (inside.bottom() - 1 - originY) / Tile.SIDE; row++) {
            for (int column = (inside.x() - originX) / Tile.SIDE;
                    column <= (inside.right() - 1 - originX) / Tile.SIDE;
                    column++) {
                Tile tile = tiles[row * columns + column];
                if (tile != null) {
                    runs(tile.argb(), tileArea(column, row), inside, reader);
                }
            }
        }
    }

    /// Hands the part of a tile that is in `area` to `run`, row by row.
    static void runs(int[] argb, Area tile, Area area, Run run) {
        Area part = tile.intersect(area);
        int at = (part.y() - tile.y()) * Tile.SIDE + part.x() - tile.x();
        for (int y = part.y(); y < part.bottom(); y++) {
            run.pixels(part.x(), y, argb, at, part.width());
            at += Tile.SIDE;
        }
    }

    /// {@return a copy in which `writer` has changed the pixels of `area` as it likes}
    public Surface edited(Area area, Run writer) {
        return area.isEmpty()
                ? this
                : new SurfaceEditor(this).edit(area, writer).done();
    }

    /// {@return a copy in which each pixel of `area` is what `each` makes of it and of the one of `other`
    /// there}
    public Surface combined(Surface other, Area area, IntBinaryOperator each) {
        return edited(area, (x, y, argb, at, count) -> {
            int[] others = other.read(new Area(x, y, count, 1));
            for (int i = 0; i < count; i++) {
                argb[at + i] = each.applyAsInt(argb[at + i], others[i]);
            }
        });
    }

    /// {@return its alpha alone, the colours 0: a mask or a selection; itself if it is one}
    public Surface coverage() {
        boolean[] coloured = {false};
        scan(bounds(), (_, _, argb, at, count) -> {
            for (int i = at; i < at + count && !coloured[0]; i++) {
                coloured[0] = (argb[i] & 0xFFFFFF) != 0;
            }
        });
        return coloured[0] ? combined(EMPTY, bounds(), (pixel, _) -> pixel & 0xFF000000) : this;
    }

    /// {@return a surface without pixels whose tiles will lie as this one's do}
    public Surface blank() {
        return new Surface(originX, originY, 0, 0);
    }

    /// {@return `made`, which was made of `source`, if this is `source`; moved with it if this is
    /// `source`, moved}
    public Optional<Surface> like(Surface source, Surface made) {
        if (tiles != source.tiles || columns != source.columns) {
            return Optional.empty();
        }
        int dx = originX - source.originX;
        int dy = originY - source.originY;
        return Optional.of(dx == 0 && dy == 0 ? made : made.moved(dx, dy));
    }

    /// {@return it with the tiles of `made`, which was made of `source`, wherever it is as `source`}
    public Surface patched(Surface source, Surface made) {
        if (!isAligned(source)) {
            return this;
        }
        Surface grown = new SurfaceEditor(this).covering(made.bounds()).surface();
        @Nullable Tile[] mixed = grown.tiles.clone();
        for (int i = 0; i < mixed.length; i++) {
            int x = grown.originX + i % grown.columns * Tile.SIDE;
            int y = grown.originY + i / grown.columns * Tile.SIDE;
            if (tileAt(x, y) == source.tileAt(x, y)) {
                mixed[i] = made.tileAt(x, y);
            }
        }
        return new Surface(grown.originX, grown.originY, grown.columns, grown.rows, mixed);
    }

    private boolean isAligned(Surface other) {
        return Math.floorMod(originX - other.originX, Tile.SIDE) == 0
                && Math.floorMod(originY - other.originY, Tile.SIDE) == 0;
    }

    /// {@return it, moved}
    public Surface moved(int dx, int dy) {
        return new Surface(originX + dx, originY + dy, columns, rows, tiles);
    }

    /// {@return the part of it that is in `area`}
    public Surface clipped(Area area) {
        Area bounds = bounds();
        if (area.intersect(bounds).equals(bounds)) {
            return this;
        }
        Surface out = new Surface(originX, originY, 0, 0);
        return out.edited(
                area.intersect(bounds),
                (x, y, argb, at, count) -> System.arraycopy(read(new Area(x, y, count, 1)), 0, argb, at, count));
    }

    /// {@return an area outside of which both are equal: whole tiles}
    Area difference(Surface other) {
        if (this == other) {
            return Area.NONE;
        }
        if (!isAligned(other)) {
            return bounds().union(other.bounds());
        }
        Area all = bounds().union(other.bounds());
        Area changed = Area.NONE;
        for (int y = all.y(); y < all.bottom(); y += Tile.SIDE) {
            for (int x = all.x(); x < all.right(); x += Tile.SIDE) {
                if (tileAt(x, y) != other.tileAt(x, y)) {
                    changed = changed.union(new Area(x, y, Tile.SIDE, Tile.SIDE));
                }
            }
        }
        return changed;
    }

    /// {@return the tile that has the pixel (x, y); `null` if none has}
    @Nullable
    Tile tileAt(int x, int y) {
        return bounds().contains(x, y) ? tiles[(y - originY) / Tile.SIDE * columns + (x - originX) / Tile.SIDE] : null;
    }

    /// Hands every tile to `action`.
    void tiles(Consumer<Tile> action) {
        for (Tile tile : tiles) {
            if (tile != null) {
                action.accept(tile);
            }
        }
    }

    /// {@return how its tiles lie; for saving it}
    public TileGrid grid() {
        return new TileGrid(originX, originY, columns, rows, Arrays.asList(tiles.clone()));
    }

    private Area tileArea(int column, int row) {
        return new Area(originX + column * Tile.SIDE, originY + row * Tile.SIDE, Tile.SIDE, Tile.SIDE);
    }

    /// {@return whether both have the same pixels everywhere}
    public boolean samePixels(Surface other) {
        Area all = difference(other);
        int[] here = new int[all.width()];
        int[] there = new int[all.width()];
        for (int y = all.y(); y < all.bottom(); y++) {
            Area row = new Area(all.x(), y, all.width(), 1);
            read(row, here, 0, all.width());
            other.read(row, there, 0, all.width());
            if (!Arrays.equals(here, there)) {
                return false;
            }
        }
        return true;
    }
}
