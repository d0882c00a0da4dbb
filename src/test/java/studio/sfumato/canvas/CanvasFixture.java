package studio.sfumato.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import studio.sfumato.image.Raster;

/// Pictures and documents to test with.
final class CanvasFixture {
    private CanvasFixture() {}

    /// {@return a picture of random pixels, transparent ones with colours among them}
    static Raster noise(int width, int height, long seed) {
        return Raster.translucent(width, height, pixels(width * height, seed));
    }

    /// {@return an opaque picture of random pixels}
    static Raster opaqueNoise(int width, int height, long seed) {
        return Raster.opaque(width, height, pixels(width * height, seed));
    }

    private static int[] pixels(int count, long seed) {
        return new Random(seed).ints(count).toArray();
    }

    /// {@return what all of a document shows, premultiplied}
    static int[] shown(CanvasDocument document) {
        int[] pixels = new int[document.width() * document.height()];
        document.compose(new Area(0, 0, document.width(), document.height()), pixels, document.width());
        return pixels;
    }

    /// Draws a straight line.
    static void line(CanvasDocument document, int layer, Brush brush, double... points) {
        Stroke stroke = document.begin(layer, brush);
        for (int i = 0; i < points.length; i += 2) {
            stroke.to(points[i], points[i + 1], 1);
        }
        stroke.end();
    }

    /// {@return a list that every change of `document` is added to}
    static List<CanvasChange> changes(CanvasDocument document) {
        List<CanvasChange> changes = new ArrayList<>();
        document.addListener(changes::add);
        return changes;
    }
}
