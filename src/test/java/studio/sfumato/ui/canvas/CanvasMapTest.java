package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.Surface;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.job.ControlUnits;

/// How maps are made and how strongly masks are seen, without a window.
class CanvasMapTest {
    @TempDir
    Path folder;

    private CanvasStand stand;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    @Test
    void aThresholdMakesTheMapAnewAndGoesWithWhatGuides() {
        stand.open(128, 128);
        ControlModel control = stand.model.control();
        control.add();
        int id = stand.model.page().chosenProperty().get();
        Raster picture = stand.document().flattened();
        Raster usual = stand.document().raster(id);
        control.maps().high().valueProperty().setValue(900);
        control.maps().low().valueProperty().setValue(300);
        MapSettings lower = new MapSettings(300, 900);
        assertThat(stand.document().raster(id))
                .isEqualTo(ControlType.CANNY.map(picture, lower))
                .isNotEqualTo(usual);
        stand.model.page().undo();
        assertThat(stand.document().raster(id))
                .as("all of it is one step of undo")
                .isNotEqualTo(usual);
        stand.model.page().redo();
        control.modelProperty().set("canny-net");
        stand.model.generate();
        assertThat(stand.asked.getFirst().controls().getFirst().settings()).isEqualTo(lower);

        control.type().valueProperty().setValue(ControlType.TILE);
        control.maps().coarse().valueProperty().setValue(4);
        assertThat(stand.document().raster(id)).isEqualTo(ControlType.TILE.map(picture, new MapSettings(4, 0)));
        stand.model.files().close();
        stand.model.files().back();
        stand.model.layers().choose(id);
        assertThat(control.maps().coarse().value().doubleValue()).isEqualTo(4);
        assertThat(control.maps().of(ControlType.DEPTH)).isEmpty();
    }

    private ControlUnit asked() {
        stand.model.generate();
        return stand.asked.getLast().controls().getFirst();
    }

    /// What `--control type=inpaint,model=canny-net,image=…,mask=…` makes, but for how a picture of another size fits.
    private ControlUnit typed(Raster picture, Raster mask) {
        return new ControlUnit(
                ControlType.INPAINT,
                false,
                stand.sources.keep(ControlUnits.masked(picture, mask)),
                "canny-net",
                1,
                0,
                1,
                ControlMode.BALANCED,
                ResizeMode.STRETCH,
                MapSettings.NONE);
    }

    @Test
    void whatIsMaskedGuidesAsOnTheCommandLineAndIsAsItIsWhenAsked() {
        stand.open(128, 128);
        stand.drag(50, 50, 60, 50);
        ControlModel control = stand.model.control();
        control.add();
        int id = stand.model.page().chosenProperty().get();
        control.modelProperty().set("canny-net");
        control.type().valueProperty().setValue(ControlType.INPAINT);
        assertThat(stand.document().layer(id).pixels().isEmpty()).isTrue();
        Raster picture = stand.document().flattened();
        Raster mask = stand.document().mask();
        assertThat(ControlUnits.masked(picture, mask).argb(55, 50) >>> 24).isZero();
        assertThat(asked()).isEqualTo(typed(picture, mask));

        stand.model.repaint().invert().valueProperty().setValue(true);
        Raster turned = stand.sources.open(asked().picture());
        assertThat(turned.argb(55, 50)).isEqualTo(picture.argb(55, 50));
        assertThat(turned.argb(5, 5) >>> 24).isZero();

        stand.model.repaint().invert().valueProperty().setValue(false);
        stand.model
                .layers()
                .choose(stand.document().layers().stream()
                        .filter(each -> each.kind() == LayerKind.MASK)
                        .findFirst()
                        .orElseThrow()
                        .id());
        stand.drag(20, 100, 90, 100);
        assertThat(stand.document().mask()).isNotEqualTo(mask);
        assertThat(asked()).isEqualTo(typed(picture, stand.document().mask()));
        stand.model.layers().delete();
        assertThat(stand.sources.open(asked().picture())).isEqualTo(picture);
    }

    @Test
    void whatLiesOnALayerForInpaintingLiesOverThePicture() {
        stand.open(64, 64);
        ControlModel control = stand.model.control();
        control.add();
        int id = stand.model.page().chosenProperty().get();
        Raster edges = stand.document().raster(id);
        control.modelProperty().set("canny-net");
        control.type().valueProperty().setValue(ControlType.INPAINT);
        control.type().valueProperty().setValue(ControlType.CANNY);
        assertThat(stand.document().raster(id)).isEqualTo(edges);
        control.type().valueProperty().setValue(ControlType.INPAINT);
        stand.document().pixels(id).map(Surface.of(edges, 0, 0));
        assertThat(stand.sources.open(asked().picture())).isEqualTo(edges);
        control.make();
        assertThat(stand.sources.open(asked().picture()))
                .isEqualTo(stand.document().flattened());
    }

    @Test
    void aMapThatWaitsIsNotMadeOntoALayerOfAnotherCanvas() {
        stand.open(128, 128);
        ControlModel control = stand.model.control();
        control.add();
        int id = stand.model.page().chosenProperty().get();
        stand.during = () -> {
            stand.during = () -> {};
            control.make();
            stand.open(64, 64);
            stand.model.layers().add(LayerKind.PAINT);
        };
        control.make();
        Layer other = stand.document().layers().getLast();
        assertThat(other.id()).as("numbers begin anew in every canvas").isEqualTo(id);
        assertThat(other.pixels().isEmpty()).isTrue();
    }

    @Test
    void thresholdsInTheWrongOrderAreTakenInTheRightOne() {
        MapModel maps = new MapModel();
        maps.low().valueProperty().setValue(200);
        maps.high().valueProperty().setValue(90);
        assertThat(maps.settings(ControlType.CANNY)).isEqualTo(new MapSettings(90, 200));
    }

    @Test
    void masksAreSeenMoreOrLessAndMaskTheSame() {
        stand.open(64, 64);
        stand.model.layers().add(LayerKind.MASK);
        assertThat(stand.model.mask().chosenProperty().get()).isTrue();
        stand.drag(10, 10, 50, 50);
        Raster mask = stand.document().mask();
        int rgb = stand.model.mask().rgb();
        stand.model.mask().veilProperty().set(0.2);
        stand.model.mask().veilProperty().set(0.9);
        assertThat(stand.document().state().maskStyle()).isEqualTo(new MaskStyle(rgb, 0.9));
        assertThat(stand.document().mask()).isEqualTo(mask);
        stand.model.page().undo();
        assertThat(stand.model.mask().veilProperty().get()).isEqualTo(MaskStyle.USUAL.opacity());
        stand.model.layers().choose(stand.document().layers().getFirst().id());
        assertThat(stand.model.mask().chosenProperty().get()).isFalse();
    }
}
