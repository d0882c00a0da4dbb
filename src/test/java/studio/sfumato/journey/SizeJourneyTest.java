package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.ui.canvas.CanvasModel;

/// An artist types what size the canvas is to have.
class SizeJourneyTest extends Journey {
    private final Raster picture =
            Raster.opaque(256, 192, new Random(8).ints(256L * 192).toArray());

    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    @BeforeEach
    void layThePicture() {
        StudioRig.call(() -> {
            canvas().page().open(CanvasDocument.of(picture, "Picture"));
            rig.wiring().shell().workspaceProperty().set("canvas");
            return true;
        });
        rig.await(
                "the canvas",
                () -> canvas().sightProperty().get().x() != 0
                        && rig.node("canvas", Node.class).isFocused());
    }

    private CanvasDocument document() {
        return canvas().page().document().orElseThrow();
    }

    private void ask(String item) {
        rig.robot().clickOn("#canvas-files").clickOn("#" + item);
        rig.await(
                "the question", () -> there("size-width") && field("size-width").isFocused());
    }

    private boolean there(String id) {
        return rig.robot().lookup("#" + id).tryQuery().isPresent();
    }

    private TextField field(String id) {
        return rig.robot().lookup("#" + id).queryAs(TextField.class);
    }

    private void type(String id, String text) {
        rig.robot().clickOn("#" + id).push(KeyCode.CONTROL, KeyCode.A).write(text, 0);
        rig.await(text, () -> field(id).getText().equals(text));
    }

    private String says() {
        return StudioRig.call(
                () -> rig.robot().lookup("#size-says").queryAs(Label.class).getText());
    }

    @Test
    void aSizeIsTypedRefusedTypedAgainAndTakenBack() {
        ask("canvas-size-item");
        type("size-width", "33000");
        assertThat(says()).startsWith("Width must be a whole number from 1 to 32768, not “33000”");
        assertThat(StudioRig.call(() ->
                        rig.robot().lookup("#size-go").queryAs(Button.class).isDisabled()))
                .isTrue();
        type("size-width", "321");
        assertThat(says()).startsWith("256 × 192 becomes 321 × 192.").contains("multiples of 8");
        type("size-width", "320");
        assertThat(says()).isEqualTo("256 × 192 becomes 320 × 192.");
        rig.robot().clickOn("#size-anchor-5");
        StudioRig.call(() -> Screenshot.of(field("size-width").getScene(), "canvas-size"));
        rig.robot().clickOn("#size-go");
        rig.await("a wider canvas", () -> document().width() == 320);
        Raster wider = StudioRig.call(() -> document().flattened());
        assertThat(wider.argb(64, 0)).as("the right side stays").isEqualTo(picture.argb(0, 0));
        assertThat(wider.argb(319, 191)).isEqualTo(picture.argb(255, 191));
        assertThat(wider.argb(10, 10) >>> 24).as("new space is empty").isZero();
        rig.await("the question answered", () -> !there("size-width"));
        rig.robot().clickOn("#canvas-undo");
        rig.await("the size before", () -> document().width() == 256);
        assertThat(StudioRig.call(() -> document().flattened())).isEqualTo(picture);
    }

    @Test
    void allOfThePictureIsScaledByEnter() {
        ask("picture-size-item");
        type("size-width", "128");
        rig.await("the other side", () -> field("size-height").getText().equals("96"));
        StudioRig.call(() -> Screenshot.of(field("size-width").getScene(), "picture-size"));
        rig.robot().push(KeyCode.ENTER);
        rig.await("a smaller picture", () -> document().width() == 128);
        assertThat(StudioRig.call(() -> document().flattened())).isEqualTo(Resampler.LANCZOS.resize(picture, 128, 96));
        rig.await("the question answered", () -> !there("size-width"));
    }
}
