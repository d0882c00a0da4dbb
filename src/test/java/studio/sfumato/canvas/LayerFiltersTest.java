package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.sfumato.canvas.CanvasFixture.changes;
import static studio.sfumato.canvas.CanvasFixture.line;
import static studio.sfumato.canvas.CanvasFixture.opaqueNoise;
import static studio.sfumato.canvas.CanvasFixture.shown;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.file.CanvasFile;
import studio.sfumato.canvas.file.CanvasSession;
import studio.sfumato.canvas.file.CanvasStore;
import studio.sfumato.canvas.file.OpenRaster;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.filter.Coherence;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.Levels;
import studio.sfumato.canvas.filter.PeronaMalik;
import studio.sfumato.canvas.filter.Sharpen;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// Filters on a layer change what it shows, and not its pixels.
class LayerFiltersTest {
    private static final Filter INVERT = new Levels(0, 255, 1, 255, 0);
    private static final Brush RED = Brush.round(20, 1, 0xFF0000);

    @TempDir
    Path folder;

    private final Raster picture = opaqueNoise(600, 300, 1);
    private final CanvasDocument document = CanvasDocument.of(picture, "Picture");

    private void workOut() {
        for (Layer layer : document.unfiltered()) {
            layer.filters().of(layer.pixels(), CancellationToken.none());
            document.filtered(layer.id());
        }
    }

    @Test
    void aLayerIsShownThroughThemWhenTheyAreWorkedOut() {
        document.setFilters(1, List.of(INVERT));
        assertThat(document.unfiltered()).extracting(Layer::id).containsExactly(1);
        assertThat(shown(document)[7]).as("at once, unfiltered").isEqualTo(picture.argb(7, 0));
        List<CanvasChange> heard = changes(document);
        workOut();
        assertThat(heard).containsExactly(CanvasChange.stroke(new Area(0, 0, 600, 300)));
        assertThat(document.unfiltered()).isEmpty();
        assertThat(shown(document)[7]).isEqualTo(picture.argb(7, 0) ^ 0xFFFFFF);
        assertThat(document.flattened().argb(7, 0)).isEqualTo(picture.argb(7, 0) ^ 0xFFFFFF);
        assertThat(document.layer(1).pixels().raster(new Area(0, 0, 600, 300))).isEqualTo(picture);
        document.setFilters(1, List.of());
        assertThat(document.flattened()).isEqualTo(picture);
    }

    @Test
    void flattenedPicturesAlwaysHaveThem() {
        document.setFilters(1, List.of(INVERT));
        assertThat(document.flattened().argb(9, 9)).isEqualTo(picture.argb(9, 9) ^ 0xFFFFFF);
        document.setFilters(1, List.of(INVERT, INVERT));
        assertThat(new Compositor(document.snapshot()).flattened()).isEqualTo(picture);
        assertThat(document.raster(1)).isEqualTo(picture);
    }

    @Test
    void whileOnePaintsTheStrokeIsSeenAndTheRestStaysFiltered() {
        document.setFilters(1, List.of(INVERT));
        workOut();
        line(document, 1, RED, 50, 50);
        int[] shown = shown(document);
        assertThat(shown[50 * 600 + 50]).as("the stroke").isEqualTo(0xFFFF0000);
        assertThat(shown[50 * 600 + 400]).as("another tile").isEqualTo(picture.argb(400, 50) ^ 0xFFFFFF);
        workOut();
        assertThat(shown(document)[50 * 600 + 50]).isEqualTo(0xFF00FFFF);
        assertThat(shown(document)[50 * 600 + 100]).isEqualTo(picture.argb(100, 50) ^ 0xFFFFFF);
    }

    @Test
    void movingALayerDoesNotWorkThemOutAgain() {
        document.setFilters(1, List.of(new Blur(2)));
        workOut();
        int[] before = shown(document);
        document.pixels(1).move(37, 11);
        assertThat(document.unfiltered()).isEmpty();
        assertThat(shown(document)[11 * 600 + 37]).isEqualTo(before[0]);
    }

    @Test
    void slidersOfFiltersAreOneStepOfUndo() {
        document.setFilters(1, List.of(new Blur(2)));
        document.setFilters(1, List.of(new Blur(3)));
        document.setFilters(1, List.of(new Blur(3)));
        document.setFilters(1, List.of(new Blur(4)));
        assertThat(document.undoable()).contains(EditKind.FILTER);
        document.undo();
        assertThat(document.undoable()).isEmpty();
        assertThat(document.unfiltered()).isEmpty();
        document.redo();
        assertThat(document.layer(1).filters().filters()).containsExactly(new Blur(4));
    }

    @Test
    void theyCanBePutIntoThePixels() {
        document.setFilters(1, List.of(INVERT));
        document.pixels(1).bakeFilters();
        assertThat(document.layer(1).filters().isEmpty()).isTrue();
        assertThat(document.layer(1).pixels().argb(5, 5)).isEqualTo(picture.argb(5, 5) ^ 0xFFFFFF);
        document.undo();
        int upper = document.accept(Raster.filled(50, 50, 0x102030), 0, 0, "Upper");
        document.setFilters(upper, List.of(INVERT));
        document.pixels(upper).mergeDown();
        assertThat(document.layer(1).pixels().argb(5, 5)).isEqualTo(0xFFEFDFCF);
        assertThat(document.layer(1).pixels().argb(70, 5)).isEqualTo(picture.argb(70, 5) ^ 0xFFFFFF);
        assertThat(document.layer(1).filters().isEmpty()).isTrue();
    }

    @Test
    void copiesOfALayerHaveTheirOwn() {
        document.setFilters(1, List.of(INVERT));
        int copy = document.duplicateLayer(1, "Copy");
        line(document, copy, RED, 50, 50);
        workOut();
        assertThat(document.unfiltered()).isEmpty();
        document.setVisible(copy, false);
        assertThat(shown(document)[50 * 600 + 50]).isEqualTo(picture.argb(50, 50) ^ 0xFFFFFF);
    }

    @Test
    void masksHaveNone() {
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        assertThatThrownBy(() -> document.setFilters(mask, List.of(INVERT)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("'Mask'");
    }

    @Test
    void theyAreKeptInFiles() {
        List<Filter> all = List.of(
                new Blur(2.5),
                new Sharpen(1.5, 0.75, 3),
                new Levels(1, 2, 0.5, 200, 100),
                new PeronaMalik(PeronaMalik.Conductance.AREA, 9, 7, 0.2),
                new Coherence(0.5, 3, 0.01, 2, 0.5));
        document.setFilters(1, all);
        Path file = folder.resolve("a.sfumato");
        CanvasFile.write(file, document.snapshot(), Map.of());
        assertThat(CanvasFile.read(file).state().layer(1).filters().filters()).isEqualTo(all);

        CanvasStore store = new CanvasStore(folder.resolve("canvas"));
        Path left;
        try (CanvasSession session = store.keep(document, Map.of(), _ -> {})) {
            left = session.folder();
        }
        try (CanvasSession session = store.restore(left, _ -> {}).orElseThrow().session()) {
            assertThat(session.document().layer(1).filters().filters()).isEqualTo(all);
            session.document().setFilters(1, List.of(INVERT));
            Path ora = folder.resolve("a.ora");
            OpenRaster.write(ora, session.document().snapshot());
            assertThat(OpenRaster.read(ora).state().layers().getFirst().pixels().argb(3, 3))
                    .as("as it shows, for other programs")
                    .isEqualTo(picture.argb(3, 3) ^ 0xFFFFFF);
        }
    }
}
