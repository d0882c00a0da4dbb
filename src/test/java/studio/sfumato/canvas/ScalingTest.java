package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

class ScalingTest {
    private static Raster noise(int width, int height) {
        return Raster.opaque(
                width, height, new Random(3).ints((long) width * height).toArray());
    }

    private static CanvasState scaled(CanvasDocument document, int width, int height) {
        return new Scaling(document.snapshot(), width, height).scaled(CancellationToken.none());
    }

    @Test
    void aPictureIsWhatTheResamplerMakesOfIt() {
        Raster picture = noise(300, 200);
        try (CanvasDocument document = CanvasDocument.of(picture, "picture")) {
            for (int[] size : new int[][] {{450, 300}, {123, 77}, {301, 199}}) {
                CanvasState after = scaled(document, size[0], size[1]);
                assertThat(after.area()).isEqualTo(new Area(0, 0, size[0], size[1]));
                assertThat(new Compositor(after).flattened())
                        .isEqualTo(Resampler.LANCZOS.resize(picture, size[0], size[1]));
            }
        }
    }

    @Test
    void everythingGoesAlongAlsoWhatLiesOutsideAndOneUndoBringsItBack() {
        try (CanvasDocument document = CanvasDocument.of(noise(300, 200), "picture")) {
            int paint =
                    document.addLayer(LayerKind.PAINT, "paint", Surface.of(Raster.filled(40, 30, 0x445566), -20, 190));
            document.setOpacity(paint, 0.4);
            document.setFilters(paint, List.of(new Blur(3)));
            int mask = document.addLayer(LayerKind.MASK, "mask");
            document.mask(mask).draw(new Shape.Rectangle(new Area(60, 40, 90, 60)), Combine.REPLACE);
            document.selection().draw(new Shape.Rectangle(new Area(150, 100, 300, 300)), Combine.REPLACE);
            CanvasState before = document.snapshot();
            document.scale(scaled(document, 600, 300));
            CanvasState after = document.snapshot();
            assertThat(after.layer(paint).pixels().content()).isEqualTo(new Area(-40, 285, 80, 45));
            assertThat(after.layer(paint).pixels().argb(-10, 300)).isEqualTo(0xFF445566);
            assertThat(after.layer(paint).opacity()).isEqualTo(0.4);
            assertThat(after.layer(paint).filters().filters()).containsExactly(new Blur(3));
            assertThat(after.layer(mask).pixels().content()).isEqualTo(new Area(120, 60, 180, 90));
            assertThat(after.layer(mask).pixels().argb(200, 100))
                    .as("coverage alone")
                    .isEqualTo(0xFF000000);
            assertThat(after.selection().content()).isEqualTo(new Area(300, 150, 300, 150));
            assertThat(document.undoable()).contains(EditKind.SCALE);
            document.undo();
            assertThat(document.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void betweenPixelsAnEdgeIsAsSoftAsItIsFar() {
        try (CanvasDocument document = CanvasDocument.blank(100, 100)) {
            int paint =
                    document.addLayer(LayerKind.PAINT, "paint", Surface.of(Raster.filled(25, 10, 0xFFFFFF), 10, 20));
            CanvasState after = scaled(document, 50, 50);
            Surface pixels = after.layer(paint).pixels();
            assertThat(pixels.content()).isEqualTo(new Area(5, 10, 13, 5));
            assertThat(pixels.argb(16, 12)).isEqualTo(0xFFFFFFFF);
            assertThat(pixels.argb(17, 12) >>> 24).as("half of it is covered").isBetween(80, 175);
        }
    }

    @Test
    void skeletonsAreDrawnAnewWhereTheJointsAreThen() {
        try (CanvasDocument document = CanvasDocument.blank(300, 400)) {
            int id = document.addLayer(LayerKind.CONTROL, "pose");
            Person person = Person.standing(150, 200, 300);
            document.pixels(id).pose(List.of(person), false);
            CanvasState after = scaled(document, 600, 400);
            Layer layer = after.layer(id);
            Point before = person.at(Joint.NOSE).orElseThrow();
            Point nose = layer.people().getFirst().at(Joint.NOSE).orElseThrow();
            assertThat(nose.x()).isCloseTo(2 * before.x(), within(0.01));
            assertThat(nose.y()).isCloseTo(before.y(), within(0.01));
            assertThat(layer.pixels().argb((int) nose.x(), (int) nose.y()))
                    .isEqualTo(0xFF000000
                            | layer.posed(layer.people(), after.area()).pixels().argb((int) nose.x(), (int) nose.y()));
            assertThat(layer.pixels().argb((int) nose.x(), (int) nose.y())).isNotEqualTo(0xFF000000);
        }
    }

    @Test
    void whatIsFarOutsideAndWouldBecomeTooLargeIsNamed() {
        try (CanvasDocument document = CanvasDocument.blank(100, 100)) {
            Surface near = Surface.of(Raster.filled(1, 1, 0), 0, 0);
            Area away = new Area(20_000, 20_000, 1, 1);
            document.addLayer(
                    LayerKind.PAINT, "far", near.edited(away, (x, y, argb, at, count) -> argb[at] = 0xFFFFFFFF));
            assertThatThrownBy(() -> scaled(document, 200, 200))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("the layer 'far'");
        }
        assertThatThrownBy(() -> new Scaling(CanvasState.blank(9, 9), 0, 9)).hasMessageContaining("0×9");
        assertThatThrownBy(() -> new Scaling(CanvasState.blank(9, 9), 32_768, 32_768))
                .hasMessageContaining("32768");
    }

    @Test
    void itEndsWhenThatIsWished() {
        CancellationToken token = new CancellationToken();
        token.cancel();
        try (CanvasDocument document = CanvasDocument.of(noise(20, 20), "picture")) {
            assertThatThrownBy(() -> new Scaling(document.snapshot(), 40, 40).scaled(token))
                    .isInstanceOf(CancelledException.class);
        }
    }
}
