package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.image.control.SceneClass;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.Intent;
import studio.sfumato.ui.canvas.Sight;
import studio.sfumato.ui.canvas.SoftModel;
import studio.sfumato.ui.canvas.tool.PoseHold.Spot;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.generate.FormField;

/// Takes pictures of the canvas in both looks and all languages, and finds words that are cut off.
class CanvasScreenshotsTest {
    private static final int ROOMY = 1900;

    @TempDir
    Path folder;

    private final String home = System.getProperty("user.home");

    /// The pictures end up in the documentation, where the folder of a test run has no place.
    @BeforeEach
    void moveHome() {
        System.setProperty("user.home", folder.toString());
    }

    @AfterEach
    void comeBack() {
        System.setProperty("user.home", home);
    }

    @ParameterizedTest
    @CsvSource({"1280, 800", "1920, 1080"})
    void theCanvasHasItsPicturesAndNothingIsCutOff(int width, int height) throws TimeoutException {
        String size = width + "x" + height;
        List<Locale> languages = width < ROOMY ? Messages.LANGUAGES : List.of();
        try (StudioRig rig = StudioRig.open(folder, width, height)) {
            ScreenshotsTest.enter(rig, "canvas");
            ScreenshotsTest.show(rig, "canvas-empty-" + size, languages);
            ScreenshotsTest.enter(rig, "create");
            StudioRig.call(() -> {
                rig.create().form().seedProperty().set("7");
                rig.create().generate("a fox on a blue background");
                return true;
            });
            rig.await(
                    "a picture",
                    () -> !rig.create().runningProperty().get()
                            && rig.create().made().chosenProperty().get() != null);
            Path small = StudioRig.call(
                    () -> rig.create().made().chosenProperty().get().file());
            Path large = folder.resolve("fox.png");
            Png.write(large, Resampler.LANCZOS.resize(Png.read(small).raster(), 384, 384), List.of());
            CanvasModel canvas = rig.wiring().canvas();
            StudioRig.call(() -> {
                canvas.files().open(large);
                return true;
            });
            ScreenshotsTest.enter(rig, "canvas");
            rig.await("the document", () -> canvas.page().document().isPresent());
            StudioRig.call(() -> {
                CanvasDocument open = canvas.page().document().orElseThrow();
                int paint = open.addLayer(LayerKind.PAINT, "Sketch");
                stroke(open, paint, Brush.round(26, 0.5, 0xF2C14E), 130, 92, 190, 60, 250, 92);
                int mask = open.addLayer(LayerKind.MASK, "Mask");
                stroke(open, mask, Brush.round(90, 0.8, 0), 120, 90, 190, 70, 262, 90);
                rig.create().form().stepsProperty().set(8);
                canvas.repaint().prompt().textProperty().set("a golden crown");
                canvas.generate();
                return true;
            });
            rig.await(
                    "four candidates",
                    () -> canvas.candidates().candidates().size() == 4
                            && canvas.candidates().pendingProperty().get() == 0);
            StudioRig.call(() -> {
                canvas.candidates().choose(-1);
                return true;
            });
            rig.await("the frame", () -> canvas.seen().exactProperty().get());
            ScreenshotsTest.show(rig, "canvas-" + size, languages);
            if (width < ROOMY) {
                softly(rig, languages);
            }
            StudioRig.call(() -> {
                canvas.candidates().forget();
                canvas.repaint().mean(Intent.EXTEND);
                canvas.ask().extend().rightProperty().set(128);
                canvas.ask().extend().topProperty().set(64);
                canvas.zoom(0.6, 400, 300);
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-extend-" + size, languages);
            StudioRig.call(() -> {
                canvas.repaint().mean(Intent.REPLACE);
                canvas.fit();
                canvas.control().add();
                return true;
            });
            rig.await(
                    "the map",
                    () -> !canvas.page().layer().orElseThrow().pixels().bounds().isEmpty());
            StudioRig.call(() -> {
                canvas.layers().opacityProperty().set(0.6);
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-control-" + size, languages, () -> bottom(rig));
            StudioRig.call(() -> {
                canvas.control().type().valueProperty().setValue(ControlType.SEGMENTATION);
                canvas.scene().pick(SceneClass.find("person").getFirst());
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-areas-" + size, languages, () -> bottom(rig));
            if (width < ROOMY) {
                for (String question : List.of("canvas-size", "picture-size")) {
                    for (Locale language : languages) {
                        sized(rig, question, language);
                    }
                }
            }
            StudioRig.call(() -> {
                canvas.layers().delete();
                canvas.pose().add();
                canvas.pose().add();
                canvas.pose().hold().jointProperty().set(Joint.LEFT_WRIST);
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-pose-" + size, languages, () -> bottom(rig));
            StudioRig.call(() -> {
                canvas.pose().turn(PosePart.FACE);
                canvas.pose().turn(PosePart.LEFT_HAND);
                canvas.pose().turn(PosePart.RIGHT_HAND);
                Point wrist = canvas.pose()
                        .person()
                        .orElseThrow()
                        .at(Joint.LEFT_WRIST)
                        .orElseThrow();
                canvas.pose().hold().spotProperty().set(new Spot(PosePart.LEFT_HAND, 8));
                Sight sight = canvas.sightProperty().get();
                canvas.zoom(3, sight.viewX(wrist.x()), sight.viewY(wrist.y()));
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-hand-" + size, languages, () -> bottom(rig));
            StudioRig.call(() -> {
                canvas.fit();
                return true;
            });
            ScreenshotsTest.show(rig, "canvas-whole-" + size, List.of(), () -> bottom(rig));
        }
    }

    /// Shows what is folded away, with all that soft inpainting can be told, none of it as usual.
    private static void softly(StudioRig rig, List<Locale> languages) throws TimeoutException {
        SoftModel soft = rig.wiring().canvas().repaint().soft();
        StudioRig.call(() -> {
            soft.on().valueProperty().setValue(true);
            soft.settings().forEach(each -> each.valueProperty().setValue(1.25));
            soft.settings().get(3).valueProperty().setValue(0.75);
            return true;
        });
        ScreenshotsTest.show(rig, "canvas-soft-1280x800", languages, () -> {
            fold(rig, true);
            down(rig, 1);
        });
        StudioRig.call(() -> {
            fold(rig, false);
            soft.on().reset();
            soft.settings().forEach(FormField::reset);
            return true;
        });
    }

    private static void fold(StudioRig rig, boolean open) {
        if (rig.scene().lookup("#canvas-more") instanceof ToggleButton more) {
            more.setSelected(open);
        }
    }

    private static void bottom(StudioRig rig) {
        down(rig, 0.75);
    }

    private static void down(StudioRig rig, double share) {
        if (rig.scene().lookup(".canvas-space .panel .asked-scroll") instanceof ScrollPane scroll) {
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            scroll.setVvalue(share);
            rig.scene().getRoot().layout();
        }
    }

    private static void stroke(CanvasDocument open, int layer, Brush brush, double... way) {
        Stroke stroke = open.begin(layer, brush);
        for (int i = 0; i < way.length; i += 2) {
            stroke.to(way[i], way[i + 1], 1);
        }
        stroke.end();
    }

    /// The questions for a size are windows of their own.
    private static void sized(StudioRig rig, String question, Locale language) {
        StudioRig.call(() -> {
            rig.wiring().shell().languageProperty().set(language);
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            rig.node("canvas-files", MenuButton.class).getItems().stream()
                    .filter(item -> (question + "-item").equals(item.getId()))
                    .forEach(MenuItem::fire);
            rig.wiring().canvas().size().widthProperty().set("1001");
            return true;
        });
        rig.await(
                "the question",
                () -> rig.robot().lookup("#size-width").tryQuery().isPresent());
        List<String> cut = StudioRig.call(() -> {
            Scene scene = rig.robot().lookup("#size-width").query().getScene();
            scene.getRoot().applyCss();
            scene.getRoot().layout();
            Screenshot.of(scene, question + "-" + language);
            return Shown.cutOff(scene.getRoot());
        });
        assertThat(cut).as("words cut off in %s, %s", question, language).isEmpty();
        rig.robot().push(KeyCode.ESCAPE);
        rig.await(
                "it is gone", () -> rig.robot().lookup("#size-width").tryQuery().isEmpty());
    }
}
