package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.file.CanvasFile;
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

    /// Open, paint a mask, type, make candidates, accept, undo, redo, save, be killed, be restored.
    @Test
    void aPartIsPaintedAnewAndNothingElseAndAllOfItSurvivesBeingKilled(@TempDir Path after)
            throws IOException, TimeoutException {
        Raster fox = fox();
        drag(50, 40, 70, 44);
        rig.await("a mask", () -> canvas().page().maskedProperty().get());
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(6);
            canvas().repaint().count().read("2");
            return true;
        });
        rig.robot().clickOn("#canvas-prompt").write("a golden crown", 0);
        rig.robot().clickOn("#canvas-generate");
        rig.await(
                "two candidates",
                () -> canvas().candidates().candidates().size() == 2
                        && canvas().candidates().pendingProperty().get() == 0);
        rig.await("its pixels", () -> canvas().candidates().lookingProperty().get());
        StudioRig.call(() -> Screenshot.of(rig.scene(), "canvas-candidates"));
        rig.robot().clickOn("#candidate-accept");
        rig.await(
                "a layer",
                () -> canvas().page().document().orElseThrow().layers().size() == 3);
        Raster made = flattened();
        assertThat(made).isNotEqualTo(fox);
        assertThat(changedOutside(fox, made))
                .as("pixels that changed far from the mask")
                .isZero();
        assertThat(made)
                .isEqualTo(Png.read(StudioRig.call(() ->
                                canvas().candidates().candidates().getFirst().file()))
                        .raster());

        rig.robot().clickOn("#canvas-undo");
        rig.await(
                "the picture as it was",
                () -> canvas().page().document().orElseThrow().layers().size() == 2);
        assertThat(flattened()).isEqualTo(fox);
        rig.robot().clickOn("#canvas-redo");
        rig.await(
                "the layer again",
                () -> canvas().page().document().orElseThrow().layers().size() == 3);
        Path file = folder.resolve("crown.sfumato");
        StudioRig.call(() -> {
            canvas().files().export(file);
            return true;
        });
        rig.await("the file", () -> Files.exists(file));
        assertThat(new Compositor(CanvasFile.read(file).state()).flattened()).isEqualTo(made);

        assertThat(StudioRig.call(() -> canvas().files().mayLeave()))
                .as("the last edit is on the disk")
                .isTrue();
        assertThat(journalled()).isPositive();
        copy(folder, after); // what a disk holds at the moment of a kill
        try (StudioRig next = StudioRig.open(after, 1280, 800)) {
            next.robot().clickOn("#rail-canvas");
            next.await(
                    "the canvas as it was",
                    () -> next.wiring().canvas().page().document().isPresent());
            CanvasModel again = next.wiring().canvas();
            assertThat(StudioRig.call(
                            () -> again.page().document().orElseThrow().flattened()))
                    .isEqualTo(made);
            assertThat(StudioRig.call(
                            () -> again.repaint().prompt().textProperty().get()))
                    .isEqualTo("a golden crown");
            next.robot().clickOn("#canvas-undo");
            next.await(
                    "the picture",
                    () -> again.page().document().orElseThrow().layers().size() == 2);
            assertThat(StudioRig.call(
                            () -> again.page().document().orElseThrow().flattened()))
                    .isEqualTo(fox);
        }
    }

    /// {@return how many pixels differ that are more than the brush and its feathering away from the stroke}
    private static int changedOutside(Raster before, Raster after) {
        int changed = 0;
        for (int y = 0; y < before.height(); y++) {
            for (int x = 0; x < before.width(); x++) {
                boolean far = Math.hypot(x - Math.clamp(x, 50, 70), y - 42) > 24 + 2 + 15;
                changed += far && before.argb(x, y) != after.argb(x, y) ? 1 : 0;
            }
        }
        return changed;
    }

    private long journalled() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("canvas"))) {
            return files.filter(
                            each -> each.endsWith("journal") && each.toFile().length() > 0)
                    .count();
        }
    }

    /// What is half written beside its place may be gone before it is copied.
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(each).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.REPLACE_EXISTING);
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException finished) {
                    return visitFileFailed(each, finished);
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
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
        rig.await(
                "the first and its pixels",
                () -> canvas().candidates().chosenProperty().get() == 0
                        && canvas().candidates().lookingProperty().get());
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
