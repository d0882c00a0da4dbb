package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsWriter;

/// What an artist does with embeddings, by mouse, by keyboard and while typing.
class EmbeddingJourneyTest extends Journey {
    private static final int STARTER = 128;

    @Override
    StudioRig open() throws TimeoutException {
        word("clay-figure", 2, STARTER);
        word("soft-ink", 1, STARTER);
        word("wide", 1, 1024);
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(
                        SettingKey.MODEL_FOLDERS, folder.resolve("more").toString()));
        return StudioRig.open(folder, 1280, 1000);
    }

    private void word(String name, int vectors, int width) {
        Random random = new Random(3);
        new SafetensorsWriter()
                .add("emb_params", Tensor.zeros(Shape.of(vectors, width)).map(_ -> random.nextGaussian()))
                .write(folder.resolve("more/embeddings").resolve(name + ".safetensors"));
    }

    private void closeCards() {
        rig.robot().push(KeyCode.ESCAPE);
        rig.await(
                "the cards to go",
                () -> rig.robot().lookup("#embeddings-search").queryAll().isEmpty());
    }

    private String text(String id) {
        return StudioRig.call(() -> rig.node(id, TextInputControl.class).getText());
    }

    private int[] make(int pictures) {
        rig.robot().clickOn("#generate");
        rig.await("picture " + pictures, () -> rig.create().made().pictures().size() == pictures);
        return Png.read(newest()).raster().toArgb();
    }

    private Path newest() {
        return StudioRig.call(() -> rig.create().made().pictures().getFirst().file());
    }

    @Test
    void aCardPutsItsNameIntoThePromptThatWasWrittenLast() {
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set("5");
            rig.create().form().stepsProperty().set(4);
            return true;
        });
        rig.robot().clickOn("#prompt").write("a fox", 0);
        int[] plain = make(1);
        rig.robot().clickOn("#prompt").clickOn("#embeddings");
        awaitCards("embeddings", 3);
        rig.robot().clickOn("clay-figure");
        awaitText("prompt", "a fox, clay-figure");
        rig.robot().clickOn("wide");
        assertThat(text("prompt")).as("one for SD 2.x is of no use here").isEqualTo("a fox, clay-figure");
        rig.robot().clickOn("#embeddings-into-negative").clickOn("soft-ink");
        awaitText("negative", "soft-ink");
        closeCards();
        rig.await(
                "the count",
                () -> rig.node("prompt-count", Labeled.class).getText().startsWith("5 "));
        assertThat(make(2)).isNotEqualTo(plain);
        assertThat(PictureInfo.read(newest()).parameters())
                .satisfies(told -> assertThat(told.field("TI hashes")).startsWith("clay-figure: "))
                .satisfies(told -> assertThat(told.field("TI hashes")).contains("soft-ink: "));
    }

    @Test
    void cardsAreChosenWithTheKeyboardAlone() {
        rig.robot().clickOn("#negative");
        StudioRig.call(() -> {
            rig.node("embeddings", Node.class).requestFocus();
            return true;
        });
        rig.robot().push(KeyCode.SPACE);
        awaitCards("embeddings", 3);
        rig.robot().push(KeyCode.DOWN).push(KeyCode.RIGHT).push(KeyCode.ENTER);
        assertThat(text("negative")).isEqualTo("soft-ink");
        rig.await("its mark", () -> rig.create().embeddings().cards().get(1).used());
        rig.robot().push(KeyCode.SPACE);
        assertThat(text("negative")).isEmpty();
        closeCards();
        assertThat(StudioRig.call(() -> rig.scene().getFocusOwner().getId())).isEqualTo("embeddings");
    }

    @Test
    void namesCompleteWhileTypingAndAreColoured() {
        rig.await("the names", () -> rig.create().completions().embeddings().size() == 3);
        rig.robot().clickOn("#prompt").write("a fox cla", 0).push(KeyCode.DOWN).push(KeyCode.ENTER);
        assertThat(text("prompt")).isEqualTo("a fox clay-figure");
        rig.await(
                "the meaning beside the caret",
                () -> rig.node("prompt-meaning", Labeled.class).getText().equals("embedding, 2 tokens"));
        rig.await(
                "the colour",
                () -> rig.robot().lookup(".mark-embedding").queryAll().stream().anyMatch(Node::isVisible));
    }
}
