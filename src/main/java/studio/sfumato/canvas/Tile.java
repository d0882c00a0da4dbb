package studio.sfumato.canvas;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ImageFileException;

/// 256×256 pixels, 0xAARRGGBB and not premultiplied, that never change once they are in a document.
/// Layers, undo steps and snapshots share them; those that only undo needs can be in a file instead of in
/// memory.
public final class Tile {
    /// Pixels across and down.
    public static final int SIDE = 256;

    /// Pixels in it.
    public static final int PIXELS = SIDE * SIDE;

    private volatile int @Nullable [] argb;
    private volatile TileFile.@Nullable Place place;

    /// @param argb rows top down; whoever makes the tile must not write to them once the tile is shared
    Tile(int... argb) {
        if (argb.length != PIXELS) {
            throw new IllegalArgumentException(argb.length + " pixels are not a tile");
        }
        this.argb = argb;
    }

    /// A tile that is in a file.
    Tile(TileFile.Place place) {
        this.place = place;
    }

    /// {@return its pixels, fetched from its file if need be; not to be written to}
    ///
    /// @throws ImageFileException naming the file if they cannot be read there
    public int[] argb() {
        int[] here = argb;
        if (here == null) {
            here = Objects.requireNonNull(place).read();
            argb = here;
        }
        return here;
    }

    /// Writes it to `file` unless it is there.
    ///
    /// @return where it is
    /// @throws ImageFileException naming the file if it cannot be written
    public synchronized TileFile.Place keepIn(TileFile file) {
        TileFile.Place kept = place;
        if (kept == null || kept.file() != file) {
            kept = file.append(argb());
            place = kept;
        }
        return kept;
    }

    /// Writes it to `file` if it is in another one.
    void moveTo(TileFile file) {
        if (place != null) {
            keepIn(file);
        }
    }

    /// Copies it as it is into `to`, where it is from then on, if it is in `from`.
    synchronized void move(TileFile from, TileFile to) {
        TileFile.Place here = place;
        if (here != null && here.file() == from) {
            place = from.copy(here.offset(), to);
        }
    }

    /// {@return where in `file` it is, if it is there}
    OptionalLong offsetIn(TileFile file) {
        TileFile.Place here = place;
        return here != null && here.file() == file ? OptionalLong.of(here.offset()) : OptionalLong.empty();
    }

    /// Gives its memory back if its pixels are in a file.
    void release() {
        if (place != null) {
            argb = null;
        }
    }

    /// {@return whether its pixels are in memory}
    boolean isResident() {
        return argb != null;
    }

    /// {@return whether every pixel is 0}
    static boolean isBlank(int... pixels) {
        for (int pixel : pixels) {
            if (pixel != 0) {
                return false;
            }
        }
        return true;
    }
}
