package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.Intent;

/// An artist finds in the gallery how a picture was painted over, and goes on with that on the canvas.
class RepaintJourneyTest extends Journey {
    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    private boolean visible(String id) {
        Node node = rig.scene().lookup("#" + id);
        return node != null && node.isVisible();
    }

    @Test
    void howAPictureWasPaintedOverComesBackFromTheGallery() {
        fox();
        Inpainting how = StudioRig.call(() -> {
            CanvasDocument open = canvas().page().document().orElseThrow();
            int mask = open.addLayer(LayerKind.MASK, "mask");
            Stroke stroke = open.begin(mask, Brush.round(40, 1, 0));
            stroke.to(64, 64, 1);
            stroke.end();
            rig.create().form().stepsProperty().set(4);
            canvas().repaint().mean(Intent.FILL);
            canvas().repaint().blur().read("9");
            canvas().repaint().matchColours().read("true");
            canvas().repaint().strength().read("0.62");
            canvas().repaint().count().read("1");
            canvas().repaint().seedProperty().set("4711");
            canvas().repaint().prompt().textProperty().set("a golden crown");
            return canvas().repaint().inpainting();
        });
        rig.robot().clickOn("#canvas-generate");
        rig.await(
                "a candidate",
                () -> canvas().candidates().candidates().size() == 1
                        && canvas().candidates().pendingProperty().get() == 0
                        && !rig.create().runningProperty().get());
        StudioRig.call(() -> {
            canvas().repaint().mean(Intent.BACKGROUND);
            canvas().repaint().matchColours().read("false");
            canvas().repaint().prompt().textProperty().set("a forest");
            canvas().repaint().seedProperty().set("");
            return true;
        });
        rig.robot().clickOn("#rail-gallery");
        rig.await(
                "two cards",
                () -> rig.scene().getRoot().lookupAll(".picture-card").stream()
                                .filter(card -> card.isVisible() && card.getAccessibleText() != null)
                                .count()
                        == 2);
        rig.robot().push(KeyCode.HOME);
        rig.await(
                "what made it",
                () -> visible("gallery-use") && rig.says("detail-prompt").equals("a golden crown"));
        rig.robot().clickOn("#gallery-use");
        rig.await("Create", () -> visible("generate"));
        rig.robot().clickOn("#rail-canvas");
        rig.await("the canvas", () -> visible("canvas-generate"));
        assertThat(StudioRig.call(() -> canvas().repaint().inpainting())).isEqualTo(how);
        assertThat(StudioRig.call(() -> canvas().repaint().change())).isEqualTo(0.62);
        assertThat(StudioRig.call(
                        () -> canvas().repaint().prompt().textProperty().get()))
                .isEqualTo("a golden crown");
        assertThat(StudioRig.call(() -> canvas().repaint().seedProperty().get()))
                .isEqualTo("4711");
    }
}
