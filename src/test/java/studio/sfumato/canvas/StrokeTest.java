package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static studio.sfumato.canvas.CanvasFixture.line;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

class StrokeTest {
    private static final Brush BRUSH = Brush.round(40, 1, 0x102030);

    private final CanvasDocument document = CanvasDocument.blank(600, 600);
    private final int paint = document.addLayer(LayerKind.PAINT, "Paint");

    private int at(int x, int y) {
        return document.layer(paint).pixels().argb(x, y);
    }

    private double covered() {
        return Arrays.stream(document.layer(paint).pixels().read(new Area(0, 0, 600, 600)))
                .mapToDouble(pixel -> (pixel >>> 24) / 255.0)
                .sum();
    }

    @Test
    void aDabCoversTheAreaOfItsCircle() {
        line(document, paint, BRUSH, 256, 256);
        assertThat(covered()).isCloseTo(Math.PI * 400, within(4.0));
        assertThat(at(256, 256)).isEqualTo(0xFF102030);
        assertThat(at(256 + 21, 256)).isZero();
    }

    @Test
    void aLineCoversItsStadiumWithoutGapsOrSteps() {
        line(document, paint, BRUSH, 100, 300, 500, 300);
        assertThat(covered()).isCloseTo(Math.PI * 400 + 400 * 40, within(160.0));
        for (int x = 100; x < 500; x++) {
            assertThat(at(x, 300)).isEqualTo(0xFF102030);
            assertThat(at(x, 281) >>> 24).as("near the edge at " + x).isGreaterThan(240);
            assertThat(at(x, 278)).isZero();
        }
    }

    @Test
    void theSameWayToldInSmallStepsIsTheSameStroke() {
        line(document, paint, BRUSH.hardened(0.3), 100, 100, 500, 400);
        int[] whole = document.layer(paint).pixels().read(new Area(0, 0, 600, 600));
        document.undo();
        double[] steps = new double[402];
        for (int i = 0; i <= 200; i++) {
            steps[2 * i] = 100 + 2 * i;
            steps[2 * i + 1] = 100 + 1.5 * i;
        }
        line(document, paint, BRUSH.hardened(0.3), steps);
        int[] parts = document.layer(paint).pixels().read(new Area(0, 0, 600, 600));
        int largest = 0;
        for (int i = 0; i < whole.length; i++) {
            largest = Math.max(largest, Math.abs((whole[i] >>> 24) - (parts[i] >>> 24)));
        }
        assertThat(largest).isLessThanOrEqualTo(2);
    }

    @Test
    void aStrokeThatCrossesItselfIsNoStronger() {
        line(document, paint, BRUSH.opaque(0.5), 100, 100, 300, 300, 300, 100, 100, 300);
        assertThat(at(200, 200) >>> 24).isEqualTo(128);
        line(document, paint, BRUSH.opaque(0.5), 200, 200);
        assertThat(at(200, 200) >>> 24).as("a second one adds to it").isEqualTo(192);
    }

    @Test
    void aSoftBrushFadesEvenlyFromItsCore() {
        line(document, paint, BRUSH.sized(200).hardened(0.5), 300, 300);
        assertThat(at(300, 300) >>> 24).isEqualTo(255);
        assertThat(at(345, 300) >>> 24).isEqualTo(255);
        assertThat(at(375, 300) >>> 24).isBetween(118, 138);
        int last = 256;
        for (int x = 300; x < 402; x++) {
            assertThat(at(x, 300) >>> 24).isLessThanOrEqualTo(last);
            last = at(x, 300) >>> 24;
        }
        assertThat(last).isZero();
    }

    @Test
    void pressureMakesItSmallerOrMoreTransparent() {
        Stroke thin = document.begin(paint, BRUSH);
        assertThat(thin.to(300, 300, 0.5)).isEqualTo(new Area(289, 289, 22, 22));
        thin.end();
        Stroke faint = document.begin(paint, BRUSH.pressured(false, true));
        assertThat(faint.to(100, 100, 0.5)).isEqualTo(new Area(79, 79, 42, 42));
        faint.end();
        assertThat(at(100, 100) >>> 24).isEqualTo(128);
    }

    @Test
    void anEraserTakesAwayAndLeavesNoTileBehind() {
        line(document, paint, BRUSH, 300, 300);
        line(document, paint, BRUSH.erasing(true).opaque(0.5), 300, 300);
        assertThat(at(300, 300)).isEqualTo(0x7F102030);
        line(document, paint, BRUSH.sized(60).erasing(true), 300, 300);
        assertThat(document.layer(paint).pixels().content()).isEqualTo(Area.NONE);
        assertThat(document.undoable()).contains(EditKind.ERASE);
    }

    @Test
    void paintStaysWithinTheDocumentAndItsSelection() {
        line(document, paint, BRUSH, -10, 300, 10, 300, 650, 300);
        assertThat(document.layer(paint).pixels().content()).isEqualTo(new Area(0, 280, 600, 40));
        Stroke outside = document.begin(paint, BRUSH);
        assertThat(outside.to(-100, -100, 1)).isEqualTo(Area.NONE);
        outside.end();
        assertThat(document.undoable()).contains(EditKind.STROKE);
        document.undo();
        assertThat(document.undoable()).as("what touched nothing is no step").contains(EditKind.ADD_LAYER);
    }

    @Test
    void aPictureThatIsPaintedOnStaysOpaque() {
        try (CanvasDocument picture = CanvasDocument.of(Raster.filled(300, 300, 0xFFFFFF), "Picture")) {
            line(picture, 1, BRUSH.hardened(0).opaque(0.7), 50, 50, 280, 270);
            assertThat(picture.flattened().hasAlpha()).isFalse();
        }
    }

    @Test
    void everyPixelOfADabHasTheCoverageOfItsPlace() {
        for (double size : new double[] {0.7, 1, 2.5, 9, 61.3, 200}) {
            for (double hardness : new double[] {0, 0.5, 1}) {
                Brush brush = Brush.round(size, hardness, 0).opaque(0.9);
                Dab dab = brush.dab(250.3, 259.8, 1);
                line(document, paint, brush, 250.3, 259.8);
                for (int y = 140; y < 380; y++) {
                    for (int x = 130; x < 370; x++) {
                        assertThat(at(x, y) >>> 24)
                                .as("%d, %d of %s", x, y, brush)
                                .isEqualTo(dab.coverage(x, y));
                    }
                }
                document.undo();
            }
        }
    }

    @Test
    void theSmallestBrushCoversAShareOfItsPixel() {
        line(document, paint, Brush.round(1, 1, 0), 10.5, 10.5);
        assertThat(at(10, 10) >>> 24).isEqualTo(255);
        assertThat(covered()).isBetween(0.9, 1.1);
        document.undo();
        line(document, paint, Brush.round(0.5, 1, 0), 10.5, 10.5);
        assertThat(at(10, 10) >>> 24).isBetween(60, 140);
    }

    @Test
    void placesAndBrushesThatCannotBeAreRefused() {
        Stroke stroke = document.begin(paint, BRUSH);
        assertThatThrownBy(() -> stroke.to(Double.NaN, 1, 1)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> stroke.to(1, Double.POSITIVE_INFINITY, 1)).isInstanceOf(RequestException.class);
        stroke.to(10, 10, 7);
        stroke.end();
        assertThatThrownBy(() -> stroke.to(1, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BRUSH.sized(0)).hasMessageContaining("a brush's size must be");
        assertThatThrownBy(() -> BRUSH.hardened(Double.NaN)).hasMessageContaining("hardness");
        assertThatThrownBy(() -> BRUSH.spaced(0)).hasMessageContaining("spacing");
        assertThatThrownBy(() -> BRUSH.coloured(-1)).hasMessageContaining("colour");
    }
}
