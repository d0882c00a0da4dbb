package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.ui.common.ZoomPane;

/// A texture laid side by side in Create, in the gallery and on the canvas.
class RepeatJourneyTest extends Journey {
    private List<ImageView> seen(String id) {
        return StudioRig.call(() -> rig.node(id, ZoomPane.class).getChildrenUnmodifiable().stream()
                .filter(node -> node.isVisible() && node instanceof ImageView view && view.getImage() != null)
                .map(ImageView.class::cast)
                .toList());
    }

    private void make(String across, String down) {
        StudioRig.call(() -> {
            rig.create().form().field("tiling-x").orElseThrow().read(across);
            rig.create().form().field("tiling-y").orElseThrow().read(down);
            rig.create().form().stepsProperty().set(6);
            rig.create().form().seedProperty().set("3");
            int before = rig.create().made().pictures().size();
            rig.create().generate("a slice of pizza on a navy background");
            return before;
        });
    }

    private void awaitPictures(int count) {
        rig.await(
                "picture " + count,
                () -> !rig.create().runningProperty().get()
                        && rig.create().made().pictures().size() == count);
    }

    @Test
    void aTextureIsLaidSideBySideInTheDirectionsItRepeatsIn() {
        make("true", "false");
        awaitPictures(1);
        rig.robot().push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.T);
        rig.await("three", () -> seen("picture-repeated").size() == 3);
        List<ImageView> three = seen("picture-repeated");
        Image one = three.getFirst().getImage();
        assertThat(three).as("the pixels are there once").allMatch(view -> view.getImage() == one);

        make("true", "true");
        awaitPictures(2);
        rig.await("nine", () -> seen("picture-repeated").size() == 9);
        ScreenshotsTest.show(rig, "repeat-create-1280x800", List.of(Locale.GERMAN, Locale.ENGLISH));
        rig.await("the button", () -> rig.scene().lookup("#repeat") != null);
        rig.robot().clickOn("#repeat");
        rig.await(
                "one again", () -> rig.node("picture", javafx.scene.Node.class).isVisible());

        rig.robot().clickOn("#rail-gallery");
        rig.await(
                "both",
                () -> rig.scene().getRoot().lookupAll(".picture-card").stream()
                                .filter(card -> card.isVisible() && card.getAccessibleText() != null)
                                .count()
                        == 2);
        rig.robot().push(KeyCode.HOME).push(KeyCode.ENTER);
        rig.await("the picture", () -> seen("viewer-picture").size() == 1);
        rig.robot().push(KeyCode.T);
        rig.await("nine of it", () -> seen("viewer-picture").size() == 9);
        rig.robot().push(KeyCode.RIGHT);
        rig.await("three of the one before", () -> seen("viewer-picture").size() == 3);
        rig.robot().push(KeyCode.T);
        rig.await("one of it", () -> seen("viewer-picture").size() == 1);

        StudioRig.call(() -> {
            rig.create().toCanvas();
            return true;
        });
        rig.await("the document", () -> rig.wiring().canvas().page().document().isPresent());
        rig.robot().push(KeyCode.T);
        rig.await(
                "the canvas side by side",
                () -> rig.wiring().canvas().repeatedProperty().get());
        double scale =
                StudioRig.call(() -> rig.wiring().canvas().sightProperty().get().scale());
        ScreenshotsTest.show(rig, "repeat-canvas-1280x800", List.of());
        rig.await("the focus", () -> rig.scene().getFocusOwner() != null);
        rig.robot().push(KeyCode.T);
        rig.await(
                "the canvas alone, larger",
                () -> rig.wiring().canvas().sightProperty().get().scale() > scale);
    }
}
