package studio.sfumato.ui.gallery;

import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;

/// Makes pictures into what the toolkit draws.
final class Pixels {
    private Pixels() {}

    /// {@return an image with the pixels of `raster`}
    ///
    /// @param old is written over where it has the same size: only give one that nothing else shows
    static WritableImage image(Raster raster, @Nullable Image old) {
        WritableImage image = old instanceof WritableImage same
                        && same.getWidth() == raster.width()
                        && same.getHeight() == raster.height()
                ? same
                : new WritableImage(raster.width(), raster.height());
        image.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        raster.width(),
                        raster.height(),
                        PixelFormat.getIntArgbInstance(),
                        raster.toArgb(),
                        0,
                        raster.width());
        return image;
    }
}
