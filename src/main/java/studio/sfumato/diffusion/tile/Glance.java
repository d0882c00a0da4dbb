package studio.sfumato.diffusion.tile;

import studio.sfumato.image.Box;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;

/// A large picture as small as it takes to see how it comes along. Safe for use by several threads.
public final class Glance {
    /// Its longest side.
    private static final int LONGEST = 1024;

    private final double scale;
    private final int width;
    private final int height;
    private final int[] argb;

    /// @param picture as it is at first
    public Glance(Raster picture) {
        scale = Math.min(1, (double) LONGEST / Math.max(picture.width(), picture.height()));
        width = Math.max(1, (int) (picture.width() * scale));
        height = Math.max(1, (int) (picture.height() * scale));
        argb = Framing.stretched(picture, width, height).toArgb();
    }

    /// A part is done.
    ///
    /// @param place where it lies in the large picture; what is beyond that is left out
    public void put(Box place, Raster part) {
        synchronized (argb) {
            lay(place, part, argb);
        }
    }

    /// {@return the picture with a part laid on it, which it forgets}
    public Raster with(Box place, Raster part) {
        int[] copy;
        synchronized (argb) {
            copy = argb.clone();
        }
        lay(place, part, copy);
        return Raster.opaque(width, height, copy);
    }

    private void lay(Box place, Raster part, int[] into) {
        int left = (int) (place.left() * scale);
        int top = (int) (place.top() * scale);
        int wide = Math.max(1, (int) Math.round(place.right() * scale) - left);
        int high = Math.max(1, (int) Math.round(place.bottom() * scale) - top);
        Raster small = Framing.stretched(part, wide, high);
        for (int y = top; y < Math.min(height, top + high); y++) {
            for (int x = left; x < Math.min(width, left + wide); x++) {
                into[y * width + x] = small.argb(x - left, y - top);
            }
        }
    }
}
