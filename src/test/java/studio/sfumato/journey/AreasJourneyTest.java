package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.tool.ToolKind;

/// An artist paints a map of what is where.
class AreasJourneyTest extends Journey {
    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    private Point2D at(double x, double y) {
        return StudioRig.call(() -> {
            Node view = rig.node("canvas", Node.class);
            Bounds bounds = view.localToScreen(view.getBoundsInLocal());
            return new Point2D(
                    bounds.getMinX() + canvas().sightProperty().get().viewX(x),
                    bounds.getMinY() + canvas().sightProperty().get().viewY(y));
        });
    }

    private int map(int x, int y) {
        return StudioRig.call(
                () -> canvas().page().layer().orElseThrow().pixels().argb(x, y));
    }

    private void pick(String name, int rgb) {
        StudioRig.call(() -> {
            TextField search = rig.node("scene-search", TextField.class);
            search.clear();
            search.requestFocus(); // it may lie below what is seen of the form
            return true;
        });
        rig.robot().write(name, 0).push(KeyCode.ENTER);
        rig.await(name, () -> canvas().tools().colourProperty().get() == rgb);
    }

    @Test
    void aMapIsPaintedByTheNamesOfWhatItShows() {
        StudioRig.call(() -> {
            canvas().page().open(CanvasDocument.of(Raster.filled(256, 256, 0x8899AA), "Picture"));
            rig.wiring().shell().workspaceProperty().set("canvas");
            return true;
        });
        rig.await("the canvas", () -> canvas().sightProperty().get().x() != 0);
        rig.robot().clickOn("#layer-add-control");
        rig.await("a map", () -> canvas().page().layer().orElseThrow().kind() == LayerKind.CONTROL);
        assertThat(StudioRig.call(() -> rig.node("scene-search", Node.class).isVisible()
                        && rig.node("scene-search", Node.class).getParent().isVisible()))
                .as("only maps of areas have names")
                .isFalse();
        StudioRig.call(() -> {
            canvas().control().type().valueProperty().setValue(ControlType.SEGMENTATION);
            rig.node("scene-clear", Button.class).fire();
            return true;
        });
        rig.await(
                "nothing on it",
                () -> canvas().page().layer().orElseThrow().pixels().isEmpty());
        pick("sky", 0x06E6E6);
        assertThat(canvas().tools().kindProperty().get()).isEqualTo(ToolKind.BRUSH);
        rig.robot().moveTo(at(40, 60)).press(MouseButton.PRIMARY);
        rig.robot().moveTo(at(120, 60)).moveTo(at(200, 60)).release(MouseButton.PRIMARY);
        rig.await("sky", () -> !canvas().page().layer().orElseThrow().pixels().isEmpty());
        assertThat(map(120, 60)).isEqualTo(0xFF06E6E6);
        rig.robot().push(KeyCode.G);
        rig.await("the bucket", () -> canvas().tools().kindProperty().get() == ToolKind.FILL);
        pick("grass", 0x04FA07);
        rig.robot().clickOn(at(128, 200));
        rig.await("grass", () -> canvas().page().layer().orElseThrow().pixels().argb(128, 200) == 0xFF04FA07);
        assertThat(map(120, 60)).as("the sky stays").isEqualTo(0xFF06E6E6);
        assertThat(map(5, 5)).as("all that was empty").isEqualTo(0xFF04FA07);
    }
}
