import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.filter.Coherence;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.FilterStack;
import studio.sfumato.canvas.filter.Levels;
import studio.sfumato.canvas.filter.PeronaMalik;
import studio.sfumato.canvas.filter.Sharpen;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;

/// Measures what painting costs on a canvas of 2048×2048 with four layers, the topmost a mask:
/// `java -Xmx1g -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/PaintBench.java`
class PaintBench {
    private static final int SIDE = 2048;

    public static void main(String[] args) {
        int[] noise = new Random(1).ints(SIDE * SIDE).toArray();
        CanvasDocument document = CanvasDocument.of(Raster.opaque(SIDE, SIDE, noise.clone()), "Picture");
        document.accept(Raster.translucent(SIDE, SIDE, noise), 0, 0, "Result");
        document.addLayer(LayerKind.PAINT, "Paint");
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        int[] shown = new int[SIDE * SIDE];
        for (double size : new double[] {64, 256, 1000}) {
            strokes(document, mask, size, shown);
            strokes(document, mask, size, shown);
            System.out.println("brush of " + size + " px, dab and what it shows: " + strokes(document, mask, size, shown));
        }
        double[] all = new double[20];
        for (int i = 0; i < all.length; i++) {
            long begun = System.nanoTime();
            document.compose(new Area(0, 0, SIDE, SIDE), shown, SIDE);
            all[i] = (System.nanoTime() - begun) / 1e6;
        }
        System.out.println("all of it composed: " + words(all));
        document.close();
        filters();
    }

    private static void filters() {
        int[] noise = new Random(1).ints(1024 * 1024).toArray();
        Surface source = Surface.of(Raster.opaque(1024, 1024, noise), 0, 0);
        for (Filter filter : List.of(new Blur(2), new Blur(20), new Sharpen(2, 1, 0), new Levels(9, 250, 1.2, 0, 255),
                new PeronaMalik(PeronaMalik.Conductance.CONTRAST, 20, 20, 0.25), Coherence.of(5))) {
            long begun = System.nanoTime();
            new FilterStack(List.of(filter)).of(source, CancellationToken.none());
            System.out.printf(Locale.ROOT, "%s at 1024×1024: %.2f s%n", filter, (System.nanoTime() - begun) / 1e9);
        }
    }

    /// {@return milliseconds for each move of a brush across the canvas, and for composing what it changed}
    private static String strokes(CanvasDocument document, int layer, double size, int[] shown) {
        double[] times = new double[400];
        Random random = new Random(7);
        for (int s = 0; s < 20; s++) {
            Stroke stroke = document.begin(layer, Brush.round(size, 0.7, 0));
            double x = random.nextInt(SIDE);
            double y = random.nextInt(SIDE);
            for (int i = 0; i < 20; i++) {
                x = Math.clamp(x + random.nextInt(33) - 16, 0, SIDE);
                y = Math.clamp(y + random.nextInt(33) - 16, 0, SIDE);
                long begun = System.nanoTime();
                Area dirty = stroke.to(x, y, 1);
                document.compose(dirty, shown, Math.max(1, dirty.width()));
                times[s * 20 + i] = (System.nanoTime() - begun) / 1e6;
            }
            stroke.end();
        }
        return words(times);
    }

    private static String words(double[] times) {
        Arrays.sort(times);
        return String.format(Locale.ROOT, "median %.2f ms, p95 %.2f ms, most %.2f ms", times[times.length / 2],
                times[(int) (times.length * 0.95)], times[times.length - 1]);
    }
}
