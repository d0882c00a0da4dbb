package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What an artist does to make one model of two, with the keyboard.
class MergeJourneyTest extends Journey {
    private Path art;

    @Override
    StudioRig open() throws TimeoutException, IOException {
        art = Files.createDirectories(folder.resolve("art"));
        TinyCheckpoint.of("sd1-fp16").write(art.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-diffusers-names").write(art.resolve("real.safetensors"));
        return StudioRig.open(folder, 1280, 800, new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                return Optional.of(art);
            }

            @Override
            public void show(Path path) {}
        });
    }

    @Test
    void twoModelsBecomeOneThatIsListedAndCanPaint() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        choose("dream");
        rig.robot().push(KeyCode.CONTROL, KeyCode.M);
        rig.await("the wish", () -> rig.node("merge", Node.class).isVisible());
        assertThat(StudioRig.call(() -> rig.node("merge-go", Node.class).isDisabled()))
                .isTrue();
        assertThat(StudioRig.call(() -> rig.node("merge-b", Node.class).isFocused()))
                .isTrue();
        assertThat(StudioRig.call(
                        () -> rig.node("merge-blocks", Node.class).getParent().isVisible()))
                .as("with A alone there is nothing to weigh")
                .isFalse();
        StudioRig.call(() -> {
            ComboBox<?> b = rig.node("merge-b", ComboBox.class);
            b.getSelectionModel().select(1);
            return true;
        });
        rig.await(
                "a name",
                () -> rig.node("merge-name", TextField.class).getText().equals("dream-real"));
        rig.await("where", () -> rig.node("merge-where", Label.class).getText().endsWith("art"));
        rig.robot().clickOn("#merge-blocks");
        rig.await("the blocks", () -> rig.scene().lookup("#merge-out11") != null);
        rig.robot().clickOn("#merge-blocks").clickOn("#merge-go");
        rig.await(
                "the new model",
                () -> rig.models().size() == 4
                        && "dream-real"
                                .equals(rig.node("model-title", Label.class).getText()));

        assertThat(rig.models()).contains("dream-real");
        assertThat(art.resolve("dream-real.safetensors")).exists();
        assertThat(art.resolve("dream-real.safetensors.part")).doesNotExist();
        assertThat(StudioRig.call(() -> rig.node("merge", Node.class).isVisible()))
                .isFalse();
        rig.robot().clickOn("#model-use");
        rig.await(
                "it in Create", () -> rig.create().form().modelProperty().get().equals("dream-real"));
    }

    @Test
    void aLoraThatDoesNotFitIsToldAndOneModelIsCopiedWithAnotherVae() throws IOException {
        Files.createDirectories(art.resolve("loras"));
        Files.copy(
                Path.of("src/test/resources/golden/loras/loras/sdxl-old.safetensors"),
                art.resolve("loras/large.safetensors"));
        TinyCheckpoint.of("vae").write(art.resolve("vae/painted.safetensors"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        choose("dream");
        rig.robot().push(KeyCode.CONTROL, KeyCode.M);
        rig.await(
                "the LoRAs",
                () -> !rig.node("merge-lora", ComboBox.class).getItems().isEmpty());
        StudioRig.call(() -> {
            rig.node("merge-lora", ComboBox.class).getSelectionModel().select(0);
            rig.node("merge-lora-add", ButtonBase.class).fire();
            return true;
        });
        rig.await(
                "that it does not fit",
                () -> rig.node("merge-lora-fits-0", Label.class).getText().contains("0 of"));
        assertThat(StudioRig.call(() -> rig.node("merge-go", Node.class).isDisabled()))
                .isTrue();
        StudioRig.call(() -> {
            rig.node("merge-lora-remove-0", ButtonBase.class).fire();
            rig.node("merge-vae", ComboBox.class).getSelectionModel().select(1);
            rig.node("merge-name", TextField.class).setText("repainted");
            return true;
        });
        rig.await("that it can begin", () -> !rig.node("merge-go", Node.class).isDisabled());
        StudioRig.call(() -> {
            rig.node("merge-go", ButtonBase.class).fire();
            return true;
        });
        rig.await("the copy", () -> rig.models().contains("repainted"));
        assertThat(art.resolve("repainted.safetensors")).exists();
    }

    @Test
    void whatCannotBeMergedIsSaidAndEscapeLeavesIt() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        choose("starter");
        rig.robot().clickOn("#model-merge");
        rig.await("the wish", () -> rig.node("merge", Node.class).isVisible());
        StudioRig.call(() -> {
            rig.node("merge-b", ComboBox.class).getSelectionModel().select(0);
            return true;
        });
        rig.robot().clickOn("#merge-go");
        rig.await("the refusal", () -> rig.scene().lookup(".models .note.serious .note-message") != null);
        assertThat(StudioRig.call(() -> ((Label) rig.scene().lookup(".models .note.serious .note-message")).getText()))
                .contains("starter cannot be written as a single file");
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the details again", () -> !rig.node("merge", Node.class).isVisible());
        assertThat(rig.says("model-title")).isEqualTo("Starter");
    }

    private void choose(String name) {
        StudioRig.call(() -> {
            ListView<?> list = rig.node("models-list", ListView.class);
            for (int i = 0; i < list.getItems().size(); i++) {
                if (((ModelEntry) list.getItems().get(i)).name().equals(name)) {
                    list.getSelectionModel().select(i);
                }
            }
            return true;
        });
        rig.await(name, () -> rig.node("model-fact-name", Label.class).getText().equals(name));
    }
}
