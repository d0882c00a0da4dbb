package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.EditKind;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.image.Raster;

/// A real process is killed while it paints, as a power cut would, and its canvas is opened again.
@Timeout(120)
class KilledCanvasTest {
    private static final int SIDE = 1024;

    @TempDir
    Path folder;

    /// Paints strokes until it is killed: one is only begun when the one before is on the disk, and then
    /// told.
    static final class Painter {
        private Painter() {}

        public static void main(String[] args) {
            CanvasDocument document = CanvasDocument.of(Raster.filled(SIDE, SIDE, 0x808080), "Picture");
            int paint = document.addLayer(LayerKind.PAINT, "Paint");
            CanvasSession session = new CanvasStore(Path.of(args[0])).keep(document, Map.of(), _ -> {});
            new CanvasStore(Path.of(args[0])).left(); // must not give its own lock up
            for (int i = 1; ; i++) {
                paint(document, paint, i);
                session.flush();
                System.out.println(i);
            }
        }
    }

    private static void paint(CanvasDocument document, int layer, int number) {
        Stroke stroke = document.begin(layer, Brush.round(40, 0.5, number * 0x010203));
        for (int i = 0; i < 40; i++) {
            stroke.to((number * 37 + i * 20) % SIDE, (number * 61 + i * 13) % SIDE, 1);
        }
        stroke.end();
    }

    @Test
    void atMostTheLastStrokeIsLost() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Painter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int told = 0;
        try (BufferedReader lines = child.inputReader()) {
            while (told < 12) {
                String line = lines.readLine();
                assertThat(line).as("the painter's word").isNotNull();
                told = Integer.parseInt(line);
            }
            assertThat(new CanvasStore(folder).left())
                    .as("it is still painting")
                    .isEmpty();
            child.toHandle().destroyForcibly(); // what it told can still be read
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = Integer.parseInt(line);
            }
        }
        child.waitFor();

        List<Path> left = new CanvasStore(folder).left();
        assertThat(left).hasSize(1);
        CanvasStore.Restored restored =
                new CanvasStore(folder).restore(left.getFirst(), _ -> {}).orElseThrow();
        try (CanvasSession session = restored.session()) {
            CanvasDocument document = session.document();
            assertThat(restored.notes()).isEmpty();
            int strokes = (int) document.past().steps().stream()
                    .filter(step -> step.kind() == EditKind.STROKE)
                    .count();
            assertThat(strokes).isBetween(told, told + 1);
            assertThat(document.layers()).extracting(Layer::name).containsExactly("Picture", "Paint");
            CanvasDocument again = CanvasDocument.of(Raster.filled(SIDE, SIDE, 0x808080), "Picture");
            int paint = again.addLayer(LayerKind.PAINT, "Paint");
            for (int i = 1; i <= strokes; i++) {
                paint(again, paint, i);
            }
            assertThat(document.flattened()).isEqualTo(again.flattened());
            again.close();
            for (int i = 0; i < strokes; i++) {
                document.undo();
            }
            assertThat(document.flattened()).isEqualTo(Raster.filled(SIDE, SIDE, 0x808080));
        }
    }
}
