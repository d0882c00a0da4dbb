package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.generate.VaryModel;

/// From a picture to a grid of variations, on from the best of them, and back, with the real engine.
class VaryJourneyTest extends Journey {
    private VaryModel vary() {
        return rig.create().vary();
    }

    private void awaitGrid(int place, int count) {
        rig.await(
                "grid " + (place + 1),
                () -> vary().placeProperty().get() == place
                        && vary().grid().orElseThrow().cells().size() == count
                        && vary().grid().orElseThrow().pending() == 0
                        && !rig.create().runningProperty().get());
    }

    private void awaitFocus(String id) {
        rig.await("the focus of " + id, () -> {
            Node focused = rig.scene().getFocusOwner();
            return focused != null && id.equals(focused.getId());
        });
    }

    @Test
    void fromAPictureToItsVariationsOnFromThePickedOneAndBack() {
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(4);
            rig.create().form().seedProperty().set("7");
            rig.create().generate("a fox on a blue background");
            return true;
        });
        rig.await(
                "the picture",
                () -> !rig.create().runningProperty().get()
                        && rig.create().made().pictures().size() == 1);
        rig.robot().clickOn("#vary");
        awaitFocus("vary-make");
        ScreenshotsTest.show(rig, "vary-empty-1280x800", Messages.LANGUAGES);
        rig.await("the button again", () -> rig.scene().lookup("#vary-make") != null);
        rig.robot().clickOn("#vary-make");
        awaitGrid(0, 4);

        rig.robot().clickOn("#vary-2");
        rig.await("the second", () -> vary().chosenProperty().get() == 1);
        rig.robot().push(KeyCode.DOWN);
        rig.await("the fourth", () -> vary().chosenProperty().get() == 3);
        rig.robot().clickOn("#vary-count-9");
        rig.robot().clickOn("#vary-walk");
        awaitGrid(1, 9);
        StudioRig.call(() -> {
            vary().choose(4);
            return true;
        });
        ScreenshotsTest.show(rig, "vary-1280x800", Messages.LANGUAGES);

        rig.await("the picked one", () -> vary().spot().isPresent());
        Path file = StudioRig.call(
                () -> Objects.requireNonNull(vary().spot().orElseThrow().file()));
        PictureParameters told = PictureInfo.read(file).parameters();
        assertThat(told).isNotNull();
        assertThat(told.field("Variation path")).matches("\\d+:0\\.25");
        rig.await("the button", () -> rig.scene().lookup("#vary-open") != null);
        rig.robot().clickOn("#vary-open");
        rig.await(
                "the picture alone",
                () -> !vary().openProperty().get()
                        && rig.create().made().chosenProperty().get() != null
                        && rig.create().made().chosenProperty().get().file().equals(file));

        StudioRig.call(() -> {
            rig.create().vary().openProperty().set(true);
            return true;
        });
        awaitFocus("vary-make");
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the picture", () -> !vary().openProperty().get());
    }
}
