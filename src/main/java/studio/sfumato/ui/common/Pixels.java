package studio.sfumato.ui.common;

import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;

/// Makes pictures into what the toolkit draws.
public final class Pixels {
    private Pixels() {}

    /// {@return an image with the pixels of `raster`}
    ///
    /// @param old is written over where it has the same size: only give one that nothing else shows
    public static WritableImage image(Raster raster, @Nullable Image old) {
        return image(raster.toArgb(), raster.width(), raster.height(), old);
    }

    /// {@return an image with these pixels}
    ///
    /// @param argb rows top down
    /// @param old is written over where it has the same size: only give one that nothing else shows
    public static WritableImage image(int[] argb, int width, int height, @Nullable Image old) {
        WritableImage image =
                old instanceof WritableImage same && same.getWidth() == width && same.getHeight() == height
                        ? same
                        : new WritableImage(width, height);
        image.getPixelWriter().setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        return image;
    }
}
