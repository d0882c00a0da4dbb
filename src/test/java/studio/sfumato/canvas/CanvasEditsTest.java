package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.sfumato.canvas.CanvasFixture.line;
import static studio.sfumato.canvas.CanvasFixture.noise;
import static studio.sfumato.canvas.CanvasFixture.opaqueNoise;
import static studio.sfumato.canvas.CanvasFixture.shown;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Reshape;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.canvas.select.Similar;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// Selections, masks, fills, moves and sizes.
class CanvasEditsTest {
    private static final Brush RED = Brush.round(20, 1, 0xFF0000);

    private final Raster picture = opaqueNoise(300, 280, 1);
    private final CanvasDocument document = CanvasDocument.of(picture, "Picture");

    private static Shape rectangle(int x, int y, int width, int height) {
        return new Shape.Rectangle(new Area(x, y, width, height));
    }

    private int selected(int x, int y) {
        return document.state().selection().argb(x, y) >>> 24;
    }

    @Test
    void shapesAddUpToASelection() {
        document.selection().draw(rectangle(10, 10, 50, 50), Combine.REPLACE);
        document.selection().draw(rectangle(40, 40, 50, 50), Combine.ADD);
        assertThat(document.state().selection().content()).isEqualTo(new Area(10, 10, 80, 80));
        document.selection().draw(rectangle(0, 0, 30, 300), Combine.SUBTRACT);
        assertThat(selected(20, 20)).isZero();
        document.selection().draw(rectangle(0, 0, 300, 50), Combine.INTERSECT);
        assertThat(document.state().selection().content()).isEqualTo(new Area(30, 10, 60, 40));
        document.selection().reshape(new Reshape.Invert());
        assertThat(selected(50, 20)).isZero();
        assertThat(selected(299, 279)).isEqualTo(255);
        document.selection().clear();
        assertThat(document.state().hasSelection()).isFalse();
        for (int i = 0; i < 6; i++) {
            assertThat(document.undoable()).contains(EditKind.SELECT);
            document.undo();
        }
        assertThat(document.undoable()).isEmpty();
    }

    @Test
    void whatChangesNothingIsNoStep() {
        document.selection().clear();
        document.selection().draw(rectangle(500, 500, 5, 5), Combine.ADD);
        document.crop(document.state().area());
        document.setOpacity(1, 1);
        document.reorder(1, 0);
        document.selection().all();
        document.selection().all();
        document.undo();
        assertThat(document.undoable()).isEmpty();
    }

    @Test
    void paintAndFillStayWithinTheSelection() {
        int paint = document.addLayer(LayerKind.PAINT, "Paint");
        document.selection().draw(rectangle(100, 100, 50, 20), Combine.REPLACE);
        line(document, paint, RED, 50, 110, 250, 110);
        assertThat(document.layer(paint).pixels().content()).isEqualTo(new Area(100, 100, 50, 20));
        document.undo();
        document.pixels(paint)
                .fill(rectangle(0, 0, 300, 110).coverage(document.state().area()), 0x00FF00, 0.5);
        assertThat(document.layer(paint).pixels().content()).isEqualTo(new Area(100, 100, 50, 10));
        assertThat(document.layer(paint).pixels().argb(100, 100)).isEqualTo(0x8000FF00);
    }

    @Test
    void halfSelectedPixelsChangeByHalf() {
        document.selection()
                .combine(
                        Surface.EMPTY.edited(new Area(5, 5, 1, 1), (_, _, argb, at, _) -> argb[at] = 0x80123456),
                        Combine.REPLACE);
        assertThat(document.state().selection().argb(5, 5))
                .as("a selection has no colours")
                .isEqualTo(0x80000000);
        document.pixels(1).clear();
        assertThat(document.raster(1).argb(5, 5)).isEqualTo((127 << 24) | (picture.argb(5, 5) & 0xFFFFFF));
        assertThat(document.raster(1).argb(6, 5)).isEqualTo(picture.argb(6, 5));
    }

    @Test
    void masksAreShapedLikeSelectionsAndOnlyWithinThem() {
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        document.mask(mask).draw(rectangle(50, 50, 100, 100), Combine.ADD);
        document.mask(mask).reshape(new Reshape.Grow(10));
        assertThat(document.mask().argb(45, 100)).isEqualTo(0xFFFFFFFF);
        document.selection().draw(rectangle(0, 0, 100, 280), Combine.REPLACE);
        document.mask(mask).reshape(new Reshape.Invert());
        assertThat(document.mask().argb(5, 5)).isEqualTo(0xFFFFFFFF);
        assertThat(document.mask().argb(60, 100)).isEqualTo(0xFF000000);
        assertThat(document.mask().argb(120, 100)).as("not selected").isEqualTo(0xFFFFFFFF);
        assertThat(document.mask().argb(250, 100)).isEqualTo(0xFF000000);
        document.selection().clear();
        document.mask(mask).clear();
        assertThat(document.mask()).isEqualTo(Raster.filled(300, 280, 0));
        assertThatThrownBy(() -> document.mask(1)).hasMessage("the layer 'Picture' is no mask");
        document.setLocked(mask, true);
        assertThatThrownBy(() -> document.mask(mask).all()).hasMessageContaining("locked");
    }

    @Test
    void aMaskBecomesASelectionAndBack() {
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        line(document, mask, RED.hardened(0.2), 100, 100, 200, 150);
        Surface drawn = document.layer(mask).pixels();
        document.selection().combine(drawn, Combine.REPLACE);
        assertThat(document.state().selection().samePixels(drawn)).isTrue();
        int other = document.addLayer(LayerKind.MASK, "Other", document.state().selection());
        assertThat(document.layer(other).pixels().samePixels(drawn)).isTrue();
    }

    @Test
    void theBucketFillsWhatIsAlike() {
        CanvasDocument flat = CanvasDocument.of(Raster.filled(50, 40, 0x808080), "Picture");
        line(flat, 1, Brush.round(4, 1, 0), 25.5, 0, 25.5, 40);
        Surface left = new Similar(20).connected(flat.flattened(), 3, 3);
        flat.pixels(1).fill(left, 0x0000FF, 1);
        assertThat(flat.flattened().argb(0, 39)).isEqualTo(0xFF0000FF);
        assertThat(flat.flattened().argb(49, 0)).isEqualTo(0xFF808080);
        flat.close();
    }

    @Test
    void selectedPixelsAreMovedAndNoneIsLost() {
        document.selection().draw(rectangle(10, 10, 20, 20), Combine.REPLACE);
        Move move = document.pixels(1).beginMove();
        move.to(300, 5);
        move.to(100, 50);
        assertThat(document.isBusy()).isTrue();
        assertThat(document.flattened().argb(115, 65)).as("shown on the way").isEqualTo(picture.argb(15, 15));
        move.end();
        assertThat(document.raster(1).argb(10, 10)).isZero();
        assertThat(document.raster(1).argb(31, 31)).isEqualTo(picture.argb(31, 31));
        for (int i = 0; i < 20; i++) {
            assertThat(document.raster(1).argb(110 + i, 60 + i)).isEqualTo(picture.argb(10 + i, 10 + i));
        }
        assertThat(document.state().selection().content()).isEqualTo(new Area(110, 60, 20, 20));
        document.undo();
        assertThat(document.flattened()).isEqualTo(picture);
        assertThat(document.state().selection().content()).isEqualTo(new Area(10, 10, 20, 20));
    }

    @Test
    void aLayerThatIsMovedOutComesBackWhole() {
        document.pixels(1).move(-250, 100);
        assertThat(document.raster(1).argb(0, 100)).isEqualTo(picture.argb(250, 0));
        document.pixels(1).move(1000, 0);
        assertThat(document.raster(1).argb(0, 100)).isZero();
        document.pixels(1).move(-750, -100);
        assertThat(document.flattened()).isEqualTo(picture);
        Move none = document.pixels(1).beginMove();
        none.to(5, 5);
        none.to(0, 0);
        none.end();
        Move back = document.pixels(1).beginMove();
        back.to(50, 50);
        back.cancel();
        assertThat(document.flattened()).isEqualTo(picture);
        for (int i = 0; i < 3; i++) {
            document.undo();
        }
        assertThat(document.undoable()).isEmpty();
    }

    @Test
    void croppingAndExtendingLoseNothing() {
        document.selection().draw(rectangle(0, 0, 100, 100), Combine.REPLACE);
        document.crop(new Area(50, 60, 100, 90));
        assertThat(document.width()).isEqualTo(100);
        assertThat(document.height()).isEqualTo(90);
        assertThat(document.flattened().argb(0, 0)).isEqualTo(picture.argb(50, 60));
        assertThat(document.state().selection().content()).isEqualTo(new Area(0, 0, 50, 40));
        document.resize(50, 60, 150, 130);
        assertThat(document.flattened()).isEqualTo(picture);
        document.resize(64, 0, 0, -30);
        assertThat(document.width()).isEqualTo(364);
        assertThat(document.flattened().argb(0, 0)).isZero();
        assertThat(document.flattened().argb(64, 3)).isEqualTo(picture.argb(0, 3));
        assertThatThrownBy(() -> document.resize(-400, 0, 0, 0)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> document.resize(Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 0))
                .isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> document.crop(Area.NONE)).isInstanceOf(RequestException.class);
        for (int i = 0; i < 4; i++) {
            document.undo();
        }
        assertThat(document.flattened()).isEqualTo(picture);
    }

    @Test
    void mergedLayersLookAsBothDid() {
        int lower = document.accept(noise(200, 200, 5), 20, 20, "Lower", 0.7);
        int upper = document.accept(noise(250, 100, 6), 0, 40, "Upper", 0.6);
        int[] before = shown(document);
        document.pixels(upper).mergeDown();
        int[] after = shown(document);
        int most = 0;
        for (int i = 0; i < before.length; i++) {
            for (int shift = 0; shift <= 24; shift += 8) {
                most = Math.max(most, Math.abs(((before[i] >>> shift) & 0xFF) - ((after[i] >>> shift) & 0xFF)));
            }
        }
        assertThat(most).isLessThanOrEqualTo(2);
        assertThat(document.layers()).extracting(Layer::id).containsExactly(1, lower);
        assertThat(document.layer(lower).opacity()).isEqualTo(1);
        document.undo();
        assertThat(shown(document)).isEqualTo(before);
    }

    @Test
    void whatCannotBeMergedIsToldByName() {
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        assertThatThrownBy(() -> document.pixels(mask).mergeDown())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("'Mask' and 'Picture' cannot be merged");
        assertThatThrownBy(() -> document.pixels(1).mergeDown()).hasMessageContaining("no layer below 'Picture'");
        int other = document.addLayer(LayerKind.MASK, "Other");
        line(document, mask, RED.opaque(0.5), 50, 50);
        line(document, other, RED.opaque(0.3), 50, 50, 100, 50);
        Raster both = document.mask();
        document.pixels(other).mergeDown();
        assertThat(document.mask()).isEqualTo(both);
    }

    @Test
    void aBlendedResultShowsWhatIsBelow() {
        document.accept(Raster.filled(300, 280, 0xFFFFFF), 0, 0, "Result", 0.25);
        int grey = picture.argb(7, 7) & 0xFF;
        assertThat(document.flattened().argb(7, 7) & 0xFF)
                .isBetween(grey + (255 - grey) / 4 - 1, grey + (256 - grey) / 4 + 1);
        assertThat(List.of(document.undoable().orElseThrow())).containsExactly(EditKind.ACCEPT);
    }
}
