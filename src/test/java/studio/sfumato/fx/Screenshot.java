package studio.sfumato.fx;

import java.nio.file.Path;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

/// Keeps what a window looks like under `target/screenshots`.
public final class Screenshot {
    private static final Path FOLDER = Path.of("target/screenshots");

    private Screenshot() {}

    /// {@return the picture of `scene` that was written to `name.png`}; call on the window's thread.
    public static Raster of(Scene scene, String name) {
        scene.getRoot().applyCss();
        scene.getRoot().layout();
        WritableImage image = scene.snapshot(null);
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] argb = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        Raster raster = Raster.opaque(width, height, argb);
        PictureWriter.prepare(FOLDER);
        Png.write(FOLDER.resolve(name + ".png"), raster, List.of());
        return raster;
    }
}
