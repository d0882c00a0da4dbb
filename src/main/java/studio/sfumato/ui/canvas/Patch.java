package studio.sfumato.ui.canvas;

import studio.sfumato.canvas.Area;
import studio.sfumato.image.Raster;

/// What of a picture is another than it was: laid over the old one it makes the new one, to the last bit.
///
/// @param picture transparent where nothing changed
/// @param x where its left edge lies in the document
/// @param y where its upper edge lies
record Patch(Raster picture, int x, int y) {
    /// {@return what `made` has that `source`, of the same size, has not; all of it where it has transparency}
    ///
    /// @throws IllegalArgumentException if the sizes differ
    static Patch between(Raster source, Raster made) {
        if (source.width() != made.width() || source.height() != made.height()) {
            throw new IllegalArgumentException(made + " does not lie on " + source);
        }
        int[] before = source.toArgb();
        int[] after = made.toArgb();
        Area changed = changed(before, after, source.width(), source.height());
        if (changed.isEmpty()) {
            return new Patch(Raster.translucent(1, 1, new int[1]), 0, 0);
        }
        int[] patch = new int[changed.width() * changed.height()];
        boolean whole = true;
        for (int row = 0; row < changed.height(); row++) {
            int from = (changed.y() + row) * source.width() + changed.x();
            for (int column = 0; column < changed.width(); column++) {
                boolean same = before[from + column] == after[from + column];
                patch[row * changed.width() + column] = same ? 0 : after[from + column];
                whole &= !same && after[from + column] >>> 24 == 255;
            }
        }
        Raster picture = whole
                ? Raster.opaque(changed.width(), changed.height(), patch)
                : Raster.translucent(changed.width(), changed.height(), patch);
        return new Patch(picture, changed.x(), changed.y());
    }

    private static Area changed(int[] before, int[] after, int width, int height) {
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                if (before[row * width + column] != after[row * width + column]) {
                    left = Math.min(left, column);
                    right = Math.max(right, column + 1);
                    top = Math.min(top, row);
                    bottom = row + 1;
                }
            }
        }
        return Area.between(left, top, right, bottom);
    }
}
