package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.tool.ToolKind;

/// What an artist does on the canvas, with the real engine and files.
class CanvasJourneyTest extends Journey {
    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    /// Makes a picture in Create and sends it to the canvas.
    private Raster fox() {
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set("7");
            rig.create().form().stepsProperty().set(8);
            rig.create().generate("a fox on a blue background");
            return true;
        });
        rig.await(
                "the picture",
                () -> !rig.create().runningProperty().get()
                        && rig.create().made().chosenProperty().get() != null);
        Path file =
                StudioRig.call(() -> rig.create().made().chosenProperty().get().file());
        rig.robot().push(KeyCode.CONTROL, KeyCode.E);
        rig.await(
                "the canvas with it",
                () -> rig.wiring().shell().workspaceProperty().get().equals("canvas")
                        && canvas().page().document().isPresent()
                        && canvas().sightProperty().get().x() != 0);
        return Png.read(file).raster();
    }

    /// {@return the place on the screen of a place in the document}
    private Point2D at(double x, double y) {
        return StudioRig.call(() -> {
            Node view = rig.node("canvas", Node.class);
            Bounds bounds = view.localToScreen(view.getBoundsInLocal());
            return new Point2D(
                    bounds.getMinX() + canvas().sightProperty().get().viewX(x),
                    bounds.getMinY() + canvas().sightProperty().get().viewY(y));
        });
    }

    private void drag(double x0, double y0, double x1, double y1) {
        rig.robot()
                .moveTo(at(x0, y0))
                .press(MouseButton.PRIMARY)
                .moveTo(at((x0 + x1) / 2, (y0 + y1) / 2))
                .moveTo(at(x1, y1))
                .release(MouseButton.PRIMARY);
    }

    private Raster flattened() {
        return StudioRig.call(() -> canvas().page().document().orElseThrow().flattened());
    }

    private List<LayerKind> layers() {
        return StudioRig.call(() -> canvas().page().document().orElseThrow().layers().stream()
                .map(each -> each.kind())
                .toList());
    }

    @Test
    void aMaskIsPaintedUndoneAndPaintedAgainAndThePictureStaysAsItIs() {
        Raster fox = fox();
        assertThat(flattened()).isEqualTo(fox);
        assertThat(layers()).containsExactly(LayerKind.PICTURE);
        drag(40, 40, 90, 60);
        rig.await("a mask", () -> canvas().page().maskedProperty().get());
        assertThat(layers()).containsExactly(LayerKind.PICTURE, LayerKind.MASK);
        assertThat(StudioRig.call(
                        () -> canvas().page().document().orElseThrow().mask().argb(64, 50)))
                .isEqualTo(0xFFFFFFFF);
        assertThat(flattened()).as("a mask is no part of the picture").isEqualTo(fox);
        rig.await(
                "what the model sees", () -> rig.node("canvas-seen", Node.class).isVisible());
        StudioRig.call(() -> Screenshot.of(rig.scene(), "canvas-journey"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        rig.await("no mask", () -> !canvas().page().maskedProperty().get());
        rig.robot().push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        rig.await("the mask again", () -> canvas().page().maskedProperty().get());
    }

    @Test
    void aPictureIsMadeIntoOthersAndOneIsAcceptedAndTakenBack() {
        Raster fox = fox();
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(6);
            canvas().repaint().count().read("2");
            canvas().repaint().strength().read("0.6");
            canvas().repaint().prompt().textProperty().set("a lion on a blue background");
            return true;
        });
        rig.robot().clickOn("#canvas-generate");
        rig.await("two candidates", () -> canvas().candidates().candidates().size() == 2);
        rig.await(
                "the end",
                () -> canvas().candidates().pendingProperty().get() == 0
                        && !rig.create().runningProperty().get());
        rig.robot().clickOn("#candidate-2");
        rig.await("the second", () -> canvas().candidates().chosenProperty().get() == 1);
        rig.robot().push(KeyCode.LEFT);
        rig.await("the first", () -> canvas().candidates().chosenProperty().get() == 0);
        assertThat(flattened()).as("looking changes nothing").isEqualTo(fox);
        rig.robot().clickOn("#candidate-accept");
        rig.await(
                "a layer",
                () -> canvas().page().document().orElseThrow().layers().size() == 2);
        Path made = StudioRig.call(
                () -> canvas().candidates().candidates().getFirst().file());
        assertThat(flattened()).isEqualTo(Png.read(made).raster());
        rig.robot().clickOn("#canvas").push(KeyCode.CONTROL, KeyCode.Z);
    }

    @Test
    void keysHoldToolsAndSetTheBrush() {
        fox();
        rig.robot().push(KeyCode.E);
        rig.await("the eraser", () -> canvas().tools().kindProperty().get() == ToolKind.ERASER);
        rig.robot().push(KeyCode.L);
        rig.await("the lasso", () -> canvas().tools().kindProperty().get() == ToolKind.LASSO);
        rig.robot().push(KeyCode.B);
        double size = StudioRig.call(() -> canvas().tools().sizeProperty().get());
        rig.robot().push(KeyCode.CLOSE_BRACKET);
        rig.await("a larger brush", () -> canvas().tools().sizeProperty().get() > size);
        rig.robot().push(KeyCode.OPEN_BRACKET).push(KeyCode.OPEN_BRACKET);
        rig.await("a smaller one", () -> canvas().tools().sizeProperty().get() < size);
    }
}
