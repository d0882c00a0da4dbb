package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

/// OpenRaster files between us and a reader and writer by others, pyora: `tools/golden/openraster.py` made the files
/// that
/// are read here, and checks those that are left in `target/openraster`.
class OpenRasterForeignTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/openraster");
    private static final Path OURS = Path.of("target/openraster");

    private static Raster picture(String name) {
        return Png.read(GOLDEN.resolve(name)).raster();
    }

    /// `pyora.ora` is packed as pyora does, with names that begin at the root; `plain.ora` as painting programs do.
    @ParameterizedTest
    @ValueSource(strings = {"pyora.ora", "plain.ora"})
    void whatOthersWroteHasTheirPixelsHere(String name) {
        CanvasFile.Content read = OpenRaster.read(GOLDEN.resolve(name));
        CanvasState state = read.state();
        assertThat(read.notes()).isEmpty();
        assertThat(state.layers())
                .extracting(Layer::name)
                .containsExactly("ground", "beyond the edge", "left", "right", "unseen", "in it", "Höhe 画");
        assertThat(state.layers()).extracting(Layer::opacity).containsExactly(1.0, 0.75, 0.5, 0.4, 1.0, 1.0, 1.0);
        assertThat(state.layers())
                .extracting(Layer::visible)
                .containsExactly(true, true, true, true, false, false, true);
        Raster sheet = picture("layers.png");
        for (int i = 0; i < state.layers().size(); i++) {
            Layer layer = state.layers().get(i);
            int above = i * state.height();
            assertThat(Surface.of(sheet, 0, -above)
                            .clipped(state.area())
                            .samePixels(layer.pixels().clipped(state.area())))
                    .as(layer.name())
                    .isTrue();
        }
        assertThat(apart(new Compositor(state).flattened(), picture("merged.png")))
                .as("levels between theirs and ours")
                .isLessThanOrEqualTo(1);
    }

    /// {@return how far two pictures are apart at most, where something is seen}
    private static int apart(Raster one, Raster other) {
        assertThat(List.of(one.width(), one.height())).isEqualTo(List.of(other.width(), other.height()));
        int[] here = one.toArgb();
        int[] there = other.toArgb();
        int most = 0;
        for (int i = 0; i < here.length; i++) {
            for (int shift = 0; shift < 32 && (here[i] | there[i]) >>> 24 != 0; shift += 8) {
                most = Math.max(most, Math.abs((here[i] >>> shift & 0xFF) - (there[i] >>> shift & 0xFF)));
            }
        }
        return most;
    }

    /// What the script checks is made here; that the merged picture is ours is what it takes for granted.
    @Test
    void whatWeWriteIsLeftForTheOtherReader() throws IOException {
        Files.createDirectories(OURS);
        for (CanvasState state : List.of(Zips.canvas(), layered())) {
            Path file = OURS.resolve(state.width() + "x" + state.height() + ".ora");
            OpenRaster.write(file, state);
            Raster merged = Png.decode(Zips.entry(Zips.read(file), "mergedimage.png"), "merged")
                    .raster();
            assertThat(merged).isEqualTo(new Compositor(state).flattened());
        }
    }

    /// {@return translucent layers over each other, some of them beyond the edges}
    private static CanvasState layered() {
        try (CanvasDocument document = CanvasDocument.of(picture("merged.png"), "Füchse & <画>")) {
            for (int i = 0; i < 3; i++) {
                Surface part = Surface.of(picture("layers.png"), 0, 0).clipped(new Area(0, 30 * i, 40, 30));
                int id = document.addLayer(LayerKind.PAINT, "part " + i, part.moved(9 * i - 7, -30 * i + 5 * i));
                document.setOpacity(id, 0.3 + 0.2 * i);
            }
            document.setVisible(document.addLayer(LayerKind.PAINT, "nothing"), false);
            return document.snapshot();
        }
    }
}
