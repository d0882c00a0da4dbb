package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.sfumato.canvas.CanvasFixture.changes;
import static studio.sfumato.canvas.CanvasFixture.line;
import static studio.sfumato.canvas.CanvasFixture.noise;
import static studio.sfumato.canvas.CanvasFixture.opaqueNoise;
import static studio.sfumato.canvas.CanvasFixture.shown;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

class CanvasDocumentTest {
    private static final Brush RED = Brush.round(20, 1, 0xFF0000);

    private static CanvasDocument grey() {
        return CanvasDocument.of(Raster.filled(300, 280, 0x808080), "Picture");
    }

    @Test
    void aPictureComesBackToTheLastBitWhateverItsTransparency() {
        Raster picture = noise(517, 300, 1);
        try (CanvasDocument document = CanvasDocument.of(picture, "Picture")) {
            assertThat(document.flattened()).isEqualTo(picture);
            assertThat(document.raster(1)).isEqualTo(picture);
            assertThat(document.width()).isEqualTo(517);
        }
    }

    @Test
    void anAcceptedResultComesBackToTheLastBitAndNothingElseChanges() {
        Raster picture = opaqueNoise(600, 400, 2);
        Raster result = opaqueNoise(100, 90, 3);
        try (CanvasDocument document = CanvasDocument.of(picture, "Picture")) {
            int id = document.accept(result, 255, 250, "Result");
            Raster both = document.flattened();
            for (int y = 0; y < 400; y++) {
                for (int x = 0; x < 600; x++) {
                    boolean inside = x >= 255 && y >= 250 && x < 355 && y < 340;
                    assertThat(both.argb(x, y)).isEqualTo(inside ? result.argb(x - 255, y - 250) : picture.argb(x, y));
                }
            }
            assertThat(document.layer(id).pixels().raster(new Area(255, 250, 100, 90)))
                    .isEqualTo(result);
            document.undo();
            assertThat(document.flattened()).isEqualTo(picture);
        }
    }

    @Test
    void newPicturesLieUnderMasksAndControls() {
        try (CanvasDocument document = grey()) {
            document.addLayer(LayerKind.MASK, "Mask");
            document.addLayer(LayerKind.PAINT, "Paint");
            document.addLayer(LayerKind.CONTROL, "Control");
            document.accept(Raster.filled(10, 10, 0), 0, 0, "Result");
            assertThat(document.layers())
                    .extracting(Layer::name)
                    .containsExactly("Picture", "Paint", "Result", "Mask", "Control");
        }
    }

    @Test
    void masksAreShownInTheirColourAndAreNoPartOfThePicture() {
        try (CanvasDocument document = grey()) {
            Raster before = document.flattened();
            int mask = document.addLayer(LayerKind.MASK, "Mask");
            document.setMaskStyle(new MaskStyle(0x00FF00, 1));
            line(document, mask, RED, 50, 50, 100, 50);

            assertThat(shown(document)[50 * 300 + 70]).isEqualTo(0xFF00FF00);
            assertThat(shown(document)[200 * 300 + 70]).isEqualTo(0xFF808080);
            assertThat(document.flattened()).isEqualTo(before);
            assertThat(document.mask().argb(70, 50)).isEqualTo(0xFFFFFFFF);
            assertThat(document.mask().argb(70, 200)).isEqualTo(0xFF000000);

            document.setMaskStyle(new MaskStyle(0x00FF00, 0.5));
            assertThat(shown(document)[50 * 300 + 70]).isEqualTo(0xFF40C040);
            document.setVisible(mask, false);
            assertThat(shown(document)[50 * 300 + 70]).isEqualTo(0xFF808080);
            assertThat(document.mask().argb(70, 50))
                    .as("a hidden mask masks nothing")
                    .isEqualTo(0xFF000000);
        }
    }

    @Test
    void theStrongestOfSeveralMasksCounts() {
        try (CanvasDocument document = grey()) {
            int one = document.addLayer(LayerKind.MASK, "One");
            int other = document.addLayer(LayerKind.MASK, "Other");
            line(document, one, RED.opaque(0.4), 50, 50);
            line(document, other, RED.opaque(0.8), 50, 50);
            assertThat(document.mask().argb(50, 50) & 0xFF).isEqualTo(204);
        }
    }

    @Test
    void hiddenAndHalfTransparentLayersShowWhatIsBelow() {
        try (CanvasDocument document = grey()) {
            int white = document.accept(Raster.filled(300, 280, 0xFFFFFF), 0, 0, "White");
            document.setOpacity(white, 0.5);
            assertThat(shown(document)[0]).isEqualTo(0xFFC0C0C0);
            assertThat(document.flattened().argb(0, 0)).isEqualTo(0xFFC0C0C0);
            document.setVisible(white, false);
            assertThat(document.flattened().argb(0, 0)).isEqualTo(0xFF808080);
        }
    }

    @Test
    void everyEditCanBeUndoneAndRedone() {
        try (CanvasDocument document = grey()) {
            int paint = document.addLayer(LayerKind.PAINT, "Paint");
            line(document, paint, RED, 10, 10, 200, 200);
            int copy = document.duplicateLayer(paint, "Copy");
            document.rename(copy, "Other");
            document.setOpacity(copy, 0.3);
            document.setLocked(copy, true);
            document.setLocked(copy, false);
            document.reorder(copy, 0);
            document.setVisible(1, false);
            line(document, paint, RED.erasing(true), 100, 100);
            document.removeLayer(copy);
            int[] last = shown(document);
            List<Layer> layers = document.layers();

            int steps = 0;
            for (; document.undoable().isPresent(); steps++) {
                document.undo();
            }
            assertThat(steps).isEqualTo(11);
            assertThat(document.layers()).hasSize(1);
            assertThat(document.flattened()).isEqualTo(Raster.filled(300, 280, 0x808080));
            document.undo();
            while (document.redoable().isPresent()) {
                document.redo();
            }
            document.redo();
            assertThat(document.layers()).isEqualTo(layers);
            assertThat(shown(document)).isEqualTo(last);
        }
    }

    @Test
    void aNewEditForgetsWhatWasUndone() {
        try (CanvasDocument document = grey()) {
            document.addLayer(LayerKind.PAINT, "One");
            document.undo();
            document.addLayer(LayerKind.MASK, "Two");
            assertThat(document.redoable()).isEmpty();
            assertThat(document.layers()).extracting(Layer::name).containsExactly("Picture", "Two");
        }
    }

    @Test
    void whatASliderDoesIsOneStep() {
        try (CanvasDocument document = grey()) {
            int other = document.addLayer(LayerKind.PAINT, "Paint");
            document.setOpacity(1, 0.9);
            document.setOpacity(1, 0.5);
            document.setOpacity(other, 0.4);
            document.undo();
            assertThat(document.layer(1).opacity()).isEqualTo(0.5);
            document.undo();
            assertThat(document.layer(1).opacity()).isEqualTo(1);
            assertThat(document.undoable()).contains(EditKind.ADD_LAYER);
        }
    }

    @Test
    void listenersHearWhereItLooksDifferent() {
        try (CanvasDocument document = grey()) {
            int paint = document.addLayer(LayerKind.PAINT, "Paint");
            List<CanvasChange> heard = changes(document);
            Stroke stroke = document.begin(paint, RED);
            assertThat(stroke.to(100, 100, 1)).isEqualTo(new Area(89, 89, 22, 22));
            assertThat(heard).containsExactly(CanvasChange.stroke(new Area(89, 89, 22, 22)));
            assertThat(shown(document)[100 * 300 + 100]).isEqualTo(0xFFFF0000);
            stroke.end();
            document.undo();
            document.setVisible(paint, false);
            document.accept(Raster.filled(5, 5, 0), 290, 270, "Result");

            assertThat(heard.get(1)).isEqualTo(new CanvasChange(Area.NONE, false, false, false, true));
            assertThat(heard.get(2)).isEqualTo(new CanvasChange(new Area(0, 0, 256, 256), false, false, false, true));
            assertThat(heard.get(3).layers()).isTrue();
            assertThat(heard.get(4).dirty()).isEqualTo(new Area(290, 270, 10, 10));
        }
    }

    @Test
    void lockedAndMissingLayersAreRefusedByName() {
        try (CanvasDocument document = grey()) {
            document.setLocked(1, true);
            assertThatThrownBy(() -> document.begin(1, RED))
                    .isInstanceOf(RequestException.class)
                    .hasMessage("the layer 'Picture' is locked");
            assertThatThrownBy(() -> document.removeLayer(1)).hasMessageContaining("locked");
            assertThatThrownBy(() -> document.begin(7, RED)).hasMessage("there is no layer 7 on the canvas");
            assertThatThrownBy(() -> document.setOpacity(1, Double.NaN)).hasMessageContaining("NaN");
            assertThat(document.undoable()).contains(EditKind.LOCK);
        }
    }

    @Test
    void nothingElseIsEditedWhileAStrokeIsMade() {
        try (CanvasDocument document = grey()) {
            Stroke stroke = document.begin(1, RED);
            stroke.to(10, 10, 1);
            assertThatThrownBy(document::undo).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> document.begin(1, RED)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> document.setOpacity(1, 0.5)).isInstanceOf(IllegalStateException.class);
            stroke.cancel();
            assertThat(document.flattened()).isEqualTo(Raster.filled(300, 280, 0x808080));
            assertThat(document.undoable()).isEmpty();
        }
    }

    @Test
    void aSnapshotStaysAsItIs() {
        try (CanvasDocument document = grey()) {
            Stroke stroke = document.begin(1, RED);
            stroke.to(10, 10, 1);
            CanvasState during = document.snapshot();
            stroke.end();
            CanvasState after = document.snapshot();
            line(document, 1, RED.coloured(0x0000FF), 10, 10);

            assertThat(new Compositor(during).flattened().argb(10, 10)).isEqualTo(0xFF808080);
            assertThat(new Compositor(after).flattened().argb(10, 10)).isEqualTo(0xFFFF0000);
            assertThat(document.flattened().argb(10, 10)).isEqualTo(0xFF0000FF);
        }
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> CanvasDocument.blank(0, 5)).hasMessageContaining("a canvas cannot be 0×5");
        assertThatThrownBy(() -> CanvasDocument.blank(32_768, 32_768)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> CanvasDocument.blank(40_000, 1)).isInstanceOf(RequestException.class);
    }
}
