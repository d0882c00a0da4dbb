package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.job.PoseJson;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.NumberField;

/// Somebody is put onto the canvas and posed, by mouse and by keys.
class PoseJourneyTest extends Journey {
    private @Nullable Path picked;

    @Override
    StudioRig open() throws TimeoutException, IOException {
        return StudioRig.open(folder, 1280, 800, new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                return Optional.empty();
            }

            @Override
            public void show(Path path) {}

            @Override
            public Optional<Path> pickNewFile(@Nullable Window owner, String title, Path suggested, String kind) {
                return Optional.ofNullable(picked);
            }

            @Override
            public Optional<Path> pickFile(@Nullable Window owner, String title, Path start, List<String> kinds) {
                return Optional.ofNullable(picked);
            }
        });
    }

    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    private Layer layer() {
        return StudioRig.call(() -> canvas().page().layer().orElseThrow());
    }

    private Point joint(Joint joint) {
        return layer().people().getLast().at(joint).orElseThrow();
    }

    private Point2D at(Point place) {
        return StudioRig.call(() -> {
            Node view = rig.node("canvas", Node.class);
            Bounds bounds = view.localToScreen(view.getBoundsInLocal());
            return new Point2D(
                    bounds.getMinX() + canvas().sightProperty().get().viewX(place.x()),
                    bounds.getMinY() + canvas().sightProperty().get().viewY(place.y()));
        });
    }

    /// {@return the words of what is worked on, which is one of the list}
    private String shownPoint() {
        @SuppressWarnings("unchecked")
        ComboBox<Integer> box = (ComboBox<Integer>) rig.node("pose-joint", ComboBox.class);
        assertThat(box.getItems()).contains(box.getValue());
        assertThat(box.getSelectionModel().getSelectedItem()).isEqualTo(box.getValue());
        return box.getConverter().toString(box.getValue());
    }

    @Test
    void somebodyIsPosedByMouseAndKeysWrittenReadAndUndone() throws IOException {
        StudioRig.call(() -> {
            rig.wiring().shell().workspaceProperty().set("canvas");
            canvas().page().open(CanvasDocument.of(Raster.filled(512, 512, 0x8899AA), "Picture"));
            return true;
        });
        rig.await(
                "the canvas",
                () -> canvas().sightProperty().get().x() != 0
                        && rig.node("canvas", Node.class).getBoundsInLocal().getWidth() > 0);
        rig.robot().clickOn("#tool-pose");
        rig.await("somebody", () -> canvas().pose().people().size() == 1);
        rig.await("handles", () -> rig.robot().lookup(".pose-corner").queryAll().size() == 4);
        Point wrist = joint(Joint.LEFT_WRIST);
        Point up = new Point(wrist.x() + 40, wrist.y() - 190);
        rig.robot()
                .moveTo(at(wrist))
                .press(MouseButton.PRIMARY)
                .moveTo(at(new Point(wrist.x() + 20, wrist.y() - 100)))
                .moveTo(at(up))
                .release(MouseButton.PRIMARY);
        rig.await(
                "the wrist up there",
                () -> canvas().page()
                        .layer()
                        .orElseThrow()
                        .people()
                        .getFirst()
                        .at(Joint.LEFT_WRIST)
                        .filter(at -> Math.hypot(at.x() - up.x(), at.y() - up.y()) < 4)
                        .isPresent());
        Point now = joint(Joint.LEFT_WRIST);
        rig.robot().push(KeyCode.SHIFT, KeyCode.RIGHT);
        rig.await("ten to the right", () -> joint(Joint.LEFT_WRIST).x() == now.x() + 10);
        rig.robot().push(KeyCode.PERIOD);
        rig.await("the next joint", () -> canvas().pose().hold().joint().equals(Optional.of(Joint.RIGHT_HIP)));
        assertThat(StudioRig.call(() -> rig.node("pose-joint", ComboBox.class).getValue()))
                .isEqualTo(Joint.RIGHT_HIP.number() + 1);
        rig.robot().push(KeyCode.DELETE);
        rig.await(
                "no hip", () -> layer().people().getFirst().at(Joint.RIGHT_HIP).isEmpty());
        StudioRig.call(() -> {
            rig.node("pose-left-hand", ToggleButton.class).fire();
            canvas().pose().hold().one(0, new Spot(PosePart.LEFT_HAND, 8));
            return true;
        });
        rig.robot().push(KeyCode.PERIOD);
        rig.await(
                "the next point",
                () -> canvas().pose().hold().spot().equals(Optional.of(new Spot(PosePart.LEFT_HAND, 9))));
        assertThat(StudioRig.call(this::shownPoint)).isEqualTo("Left hand, point 10");
        Point knuckle =
                layer().people().getFirst().part(PosePart.LEFT_HAND).get(9).orElseThrow();
        assertThat(StudioRig.call(() ->
                        rig.node("pose-x", NumberField.class).valueProperty().get()))
                .isEqualTo(Math.rint(knuckle.x()));
        StudioRig.call(() -> Screenshot.of(rig.scene(), "canvas-pose-journey"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        rig.await("no hand", () -> layer().people().getFirst().parts().isEmpty());
        Person posed = layer().people().getFirst();
        Path file = folder.resolve("posed.json");
        picked = file;
        StudioRig.call(() -> {
            rig.node("pose-export", javafx.scene.control.Button.class).fire();
            return true;
        });
        rig.await("the file", () -> Files.exists(file));
        assertThat(PoseJson.read(file).people()).containsExactly(posed);
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        rig.await(
                "the hip again",
                () -> layer().people().getFirst().at(Joint.RIGHT_HIP).isPresent());
        StudioRig.call(() -> {
            rig.node("pose-import", javafx.scene.control.Button.class).fire();
            return true;
        });
        rig.await("the file's pose", () -> layer().people().equals(List.of(posed)));
    }
}
