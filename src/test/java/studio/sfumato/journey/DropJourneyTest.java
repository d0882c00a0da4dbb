package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A file of weights that is dropped on the window: what it is stands in Models at once, and what is a model paints.
class DropJourneyTest extends Journey {
    /// What a drop calls.
    private void drop(Path... files) {
        StudioRig.call(() -> {
            rig.wiring().take(List.of(files));
            return true;
        });
    }

    private Path download(String name) throws IOException {
        return Files.createDirectories(folder.resolve("Downloads")).resolve(name);
    }

    private String inUse() {
        ShelfModel.Opened model = rig.create().shelf().inUseProperty().get();
        return model == null ? "" : model.title();
    }

    private void awaitFact(String id, String text) {
        rig.await(
                id + ": " + text,
                () -> rig.scene().lookup("#model-fact-" + id) instanceof Label label
                        && label.getText().equals(text));
    }

    @Test
    void aCheckpointIsShownWithItsFamilyAndPaints() throws IOException {
        drop(TinyCheckpoint.of("sd1-fp16").write(download("dream.safetensors")));
        rig.await("the model", () -> rig.models().contains("dream"));
        assertThat(StudioRig.call(() -> rig.wiring().shell().workspaceProperty().get()))
                .isEqualTo("models");
        assertThat(rig.says("model-title")).isEqualTo("dream");
        assertThat(StudioRig.call(() -> rig.node("model-problem", Node.class).isVisible()))
                .isFalse();
        awaitFact("family", "SD 1.x");
        awaitFact("precision", "fp16");

        StudioRig.call(() -> {
            rig.node("model-use", Button.class).fire(); // what is read of the model meanwhile moves it
            return true;
        });
        rig.await(
                "dream in Create",
                () -> rig.wiring().shell().workspaceProperty().get().equals("create") && inUse().equals("dream"));
        StudioRig.call(() -> {
            rig.create().form().widthProperty().set(64);
            rig.create().form().heightProperty().set(64);
            rig.create().form().stepsProperty().set(1);
            return true;
        });
        rig.robot().clickOn("#prompt").write("a fox", 0).push(KeyCode.CONTROL, KeyCode.ENTER);
        rig.await(
                () -> "a picture; " + rig.create().notes(),
                () -> rig.create().made().pictures().size() == 1);
        GenerationRequest made =
                StudioRig.call(() -> rig.create().made().pictures().getFirst().request());
        assertThat(made.model()).isEqualTo("dream");
        assertThat(made.size()).hasToString("64x64");
    }

    @Test
    void oneThatLacksATensorIsToldByTheFilesNameForItAndPaintsNothing() throws IOException {
        String key = "model.diffusion_model.out.0.bias";
        drop(TinyCheckpoint.of("sd1-fp16").without(key).write(download("lacking.safetensors")));
        rig.await("the model", () -> rig.models().contains("lacking"));
        rig.await(
                "what it lacks",
                () -> rig.scene().lookup("#model-problem") instanceof Label label
                        && label.getText()
                                .equals("It cannot be used: lacking.safetensors has no tensor '" + key + "'"));
        assertThat(StudioRig.call(() -> rig.node("model-use", Node.class).isDisabled()))
                .isTrue();
    }

    @Test
    void oneThatWasCutOffIsToldByNameAndPaintsNothing() throws IOException {
        Path whole = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("whole.bin"));
        byte[] bytes = Files.readAllBytes(whole);
        Path torn = Files.write(download("torn.safetensors"), Arrays.copyOf(bytes, bytes.length / 2));
        drop(torn);
        rig.await("the model", () -> rig.models().contains("torn"));
        assertThat(rig.says("model-title")).isEqualTo("torn");
        assertThat(rig.says("model-problem")).contains("torn.safetensors");
        for (String id : List.of("model-use", "model-usual", "model-merge")) {
            assertThat(StudioRig.call(() -> rig.node(id, Node.class).isDisabled()))
                    .as(id)
                    .isTrue();
        }
        assertThat(StudioRig.call(() -> rig.create().shelf().entries().size())).isEqualTo(1);

        TinyCheckpoint.of("sd1-fp16").write(torn);
        drop(torn);
        rig.await("the whole file", () -> rig.create().shelf().entries().size() == 2);
        assertThat(StudioRig.call(() -> rig.node("model-use", Node.class).isDisabled()))
                .as("it came again, whole")
                .isFalse();
    }

    @Test
    void whatIsNoFileOfWeightsOrIsGoneIsToldByName() throws IOException {
        Path junk = Files.writeString(download("notes.safetensors"), "not a file of weights at all");
        drop(junk);
        rig.await("the file", () -> rig.models().contains("notes"));
        assertThat(rig.says("model-problem")).contains("notes.safetensors");
        drop(folder.resolve("gone.safetensors"));
        rig.await(
                "what is missing", () -> rig.node("models-refused", Node.class).isVisible());
        assertThat(StudioRig.call(() -> ((Label) rig.scene().lookup("#models-refused .label")).getText()))
                .contains("gone.safetensors");
    }
}
