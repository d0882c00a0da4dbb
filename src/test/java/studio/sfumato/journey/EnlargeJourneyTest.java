package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.Candidate;
import studio.sfumato.ui.canvas.CanvasModel;

/// An artist makes what is on the canvas larger, with new detail, with the real engine and files.
class EnlargeJourneyTest extends Journey {
    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    private Raster flattened() {
        return StudioRig.call(() -> canvas().page().document().orElseThrow().flattened());
    }

    private boolean wide(int width) {
        return canvas().page().document().filter(open -> open.width() == width).isPresent();
    }

    @Test
    void aPictureIsMadeLargerWithNewDetailAndTheOneBeforeIsOneClickAway() {
        Raster fox = fox();
        rig.robot().clickOn("#intent-enlarge");
        rig.await(
                "the fields",
                () -> rig.node("enlarge-method", Node.class).isVisible()
                        && !canvas().grow().how().names().isEmpty());
        rig.robot().clickOn("#canvas-prompt").write("fur, a blue background", 0);
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(8);
            canvas().grow().how().methodProperty().set(SdUpscale.Method.MULTIDIFFUSION);
            return true;
        });
        assertThat(StudioRig.call(() -> rig.node("grow-becomes", Label.class).getText()))
                .isEqualTo("It becomes 256\u00a0×\u00a0256, in 9 tiles of 128\u00a0×\u00a0128");
        assertThat(StudioRig.call(
                        () -> rig.node("canvas-generate", Button.class).getText()))
                .isEqualTo("Enlarge to 256 × 256");
        ScreenshotsTest.show(rig, "canvas-enlarge-1280x800", List.of(Locale.GERMAN, Locale.JAPANESE));
        rig.robot().clickOn("#canvas-generate");
        rig.await(
                "the larger picture",
                () -> canvas().candidates().candidates().size() == 1
                        && canvas().candidates().lookingProperty().get());
        Candidate made = StudioRig.call(() -> canvas().candidates().candidates().getFirst());
        assertThat(made.request().task())
                .isInstanceOfSatisfying(
                        Task.Upscale.class,
                        task -> assertThat(task.how().method()).isEqualTo(SdUpscale.Method.MULTIDIFFUSION));
        assertThat(flattened()).as("looking changes nothing").isEqualTo(fox);
        ScreenshotsTest.show(rig, "canvas-enlarged-1280x800", List.of(Locale.GERMAN));
        rig.await("the end", () -> !rig.create().runningProperty().get());
        rig.robot().clickOn("#candidate-open");
        rig.await("a canvas of its own", () -> wide(256));
        assertThat(flattened()).isEqualTo(Png.read(made.file()).raster());
        rig.await("the way back", () -> rig.scene().lookup("#grow-back") != null);
        ScreenshotsTest.show(rig, "canvas-larger-1280x800", List.of(Locale.GERMAN));
        rig.robot().clickOn("#grow-back");
        rig.await("the canvas before", () -> wide(128));
        assertThat(flattened()).isEqualTo(fox);
    }

    @Test
    void makingLargerIsStoppedAndTheCanvasStaysAsItIs() {
        Raster fox = fox();
        rig.robot().clickOn("#intent-enlarge");
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(150);
            canvas().grow().how().strengthProperty().set(1);
            return true;
        });
        rig.robot().clickOn("#canvas-generate");
        rig.await(
                "some of it",
                () -> rig.scene().lookup("#candidate-progress") instanceof Label says
                        && says.getText().endsWith(" %"));
        StudioRig.call(() -> Screenshot.of(rig.scene(), "canvas-enlarging"));
        rig.robot().clickOn("#candidate-stop");
        rig.await("the end", () -> canvas().candidates().pendingProperty().get() == 0);
        assertThat(canvas().candidates().candidates()).isEmpty();
        assertThat(flattened()).isEqualTo(fox);
    }
}
