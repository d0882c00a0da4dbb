package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;

/// What an artist does with the pictures that were made, with the real engine, index and files.
class GalleryJourneyTest {
    @TempDir
    Path folder;

    private StudioRig rig;

    @BeforeEach
    void openTheWindow() throws TimeoutException {
        rig = StudioRig.open(folder, 1280, 800);
    }

    @AfterEach
    void closeTheWindow() throws TimeoutException {
        rig.close();
    }

    @Test
    void whatIsMadeIsInTheGalleryAndFoundAgain() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT2);
        rig.await("the empty gallery", () -> visible("empty"));
        rig.robot().clickOn("#empty-create");
        make("a fox on a blue background", "7");
        make("a sunflower on a teal background", "8");

        rig.robot().clickOn("#rail-gallery");
        rig.await("two cards with pictures", () -> cards() == 2);
        assertThat(rig.says("found")).isEqualTo("2 pictures");

        rig.robot().push(KeyCode.CONTROL, KeyCode.F).write("fo", 0);
        rig.await("the fox", () -> rig.says("found").startsWith("1 found"));
        rig.robot().write("zz", 0);
        rig.await("nothing", () -> visible("nothing"));
        rig.robot().clickOn("#nothing-clear");
        rig.await("both", () -> rig.says("found").equals("2 pictures"));
        rig.robot().write("rating:x", 0);
        rig.await("the explanation", () -> rig.says("search-wrong").contains("rating: must be a number"));
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("both again", () -> !visible("search-wrong"));
        assertThat(StudioRig.call(() -> rig.node("search", TextField.class).getText()))
                .isEmpty();
    }

    private void make(String prompt, String seed) {
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set(seed);
            rig.create().form().stepsProperty().set(4);
            rig.create().generate(prompt);
            return true;
        });
        rig.await("the picture", () -> !rig.create().runningProperty().get());
    }

    private boolean visible(String id) {
        Node node = rig.scene().lookup("#" + id);
        return node != null && node.isVisible();
    }

    private long cards() {
        return rig.scene().getRoot().lookupAll(".picture-card").stream()
                .filter(card -> card.isVisible() && card.getAccessibleText() != null)
                .count();
    }
}
