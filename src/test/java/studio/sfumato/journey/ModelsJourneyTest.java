package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.generate.ShelfModel;

/// What an artist does in the workspace Models, with real folders.
class ModelsJourneyTest extends Journey {
    private final AtomicReference<@Nullable Path> shown = new AtomicReference<>();
    private Path picked;

    @Override
    StudioRig open() throws TimeoutException, IOException {
        picked = Files.createDirectories(folder.resolve("ComfyUI/models/diffusers"))
                .getParent()
                .getParent();
        Path own = Files.createDirectory(folder.resolve("ComfyUI/models/diffusers/twin"));
        copyStarter(own);
        Files.copy(Path.of("models/starter/training/samples.png"), own.resolveSibling("twin.preview.png"));
        Files.writeString(own.resolveSibling("twin.civitai.info"), "{\"trainedWords\": [\"oil\", \"soft light\"]}");
        Files.createDirectories(folder.resolve("ComfyUI/models/diffusers/torn"));
        Files.writeString(folder.resolve("ComfyUI/models/diffusers/torn/model_index.json"), "{\"unet\": ");
        return StudioRig.open(folder, 1280, 800, new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                return Optional.of(picked);
            }

            @Override
            public void show(Path path) {
                shown.set(path);
            }
        });
    }

    /// Copies the starter model's parts, and gives the twin a name of its own.
    private static void copyStarter(Path to) throws IOException {
        Path starter = Path.of("models/starter").toAbsolutePath();
        for (String part : List.of("model_index.json", "scheduler", "text_encoder", "tokenizer", "unet", "vae")) {
            copy(starter.resolve(part), to.resolve(part));
        }
        Files.writeString(
                to.resolve("sfumato.json"), "{\"name\": \"Twin\", \"size\": \"128x128\", \"steps\": 4, \"cfg\": 4}");
        Files.writeString(to.resolve("README.md"), "---\nlicense: cc0-1.0\n---\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    @Test
    void aFolderOfAnotherProgramIsUsedInPlaceAndAModelOfItPaints() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5);
        assertThat(rig.models()).containsExactly("starter");
        assertThat(rig.says("model-title")).isEqualTo("Starter");

        rig.robot().clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        assertThat(rig.models()).containsExactly("torn", "twin", "starter");
        assertThat(rig.says("model-title")).isEqualTo("torn");
        assertThat(rig.says("model-problem")).contains("model_index.json is not valid JSON");
        assertThat(StudioRig.call(() -> rig.node("model-use", Node.class).isDisabled()))
                .isTrue();

        rig.robot().clickOn("#models-search").write("twin", 0);
        assertThat(rig.models()).containsExactly("twin");
        rig.robot().push(KeyCode.DOWN);
        rig.await(
                "what Twin likes",
                () -> rig.scene().lookup("#model-fact-steps") instanceof Label steps
                        && steps.getText().equals("4 · 4"));
        assertThat(rig.says("model-fact-licence")).isEqualTo("cc0-1.0");
        assertThat(rig.says("model-fact-triggers")).isEqualTo("oil, soft light");
        rig.await("its picture", () -> rig.scene().lookup("#model-preview").isVisible());
        ScreenshotsTest.press(rig, "model-copy-triggers"); // rows move as more is known
        assertThat(StudioRig.call(() -> Clipboard.getSystemClipboard().getString()))
                .isEqualTo("oil, soft light");
        ScreenshotsTest.press(rig, "model-hash");
        rig.await("the hashes", () -> rig.scene().lookup("#model-copy-brief") != null);
        ScreenshotsTest.press(rig, "model-copy-brief");
        assertThat(StudioRig.call(() -> Clipboard.getSystemClipboard().getString()))
                .isEqualTo(rig.says("model-hash-brief"))
                .isEqualTo(rig.says("model-hash-sha256").substring(0, 10));

        ScreenshotsTest.press(rig, "model-usual");
        ScreenshotsTest.press(rig, "model-open");
        assertThat(shown.get()).isEqualTo(picked.resolve("models/diffusers/twin"));
        assertThat(StudioRig.call(() -> rig.node("model-usual", Node.class).isDisabled()))
                .isTrue();

        rig.robot().clickOn("#models-list").push(KeyCode.ENTER);
        rig.await(
                "Twin in Create",
                () -> rig.wiring().shell().workspaceProperty().get().equals("create")
                        && rig.create().form().stepsProperty().get() == 4);
        rig.robot().clickOn("#prompt").write("a fox", 0).push(KeyCode.CONTROL, KeyCode.ENTER);
        rig.await("a picture by Twin", () -> rig.create().made().pictures().size() == 1);
        assertThat(rig.create().made().pictures().getFirst().request().model()).isEqualTo("twin");
    }

    @Test
    void theUsersWordOnWhatAModelPredictsIsKeptBesideItAndPaints() throws IOException {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        StudioRig.call(() -> {
            rig.node("models-list", ListView.class)
                    .getSelectionModel()
                    .select(rig.models().indexOf("twin"));
            return true;
        });
        rig.await("what Twin predicts", () -> rig.scene().lookup("#model-predicts") != null);
        assertThat(rig.says("model-predicts-from")).isEqualTo("by the folder’s scheduler");
        StudioRig.call(() -> {
            rig.create().chooseModel("twin");
            return true;
        });
        rig.await("Twin in use", () -> inUse().equals("Twin"));
        Raster told = paint(1);

        StudioRig.call(() -> {
            rig.node("model-predicts", ComboBox.class).requestFocus();
            return true;
        });
        rig.robot().push(KeyCode.DOWN);
        Path own = picked.resolve("models/diffusers/twin/sfumato.json");
        rig.await("the word", () -> Files.readString(own).contains("\"prediction\" : \"epsilon\""));
        rig.await("whose word it is", () -> rig.says("model-predicts-from").equals("by you, in sfumato.json"));
        assertThat(Files.readString(own)).contains("\"name\" : \"Twin\"", "\"size\" : \"128x128\"");
        assertThat(StudioRig.call(() -> rig.node("model-predicts", Node.class).isFocused()))
                .as("keys go on there")
                .isTrue();
        assertThat(paint(2)).isNotEqualTo(told);

        rig.robot().push(KeyCode.UP);
        rig.await("no word", () -> !Files.readString(own).contains("prediction"));
        rig.await("the folder's", () -> rig.says("model-predicts-from").equals("by the folder’s scheduler"));
        assertThat(paint(3)).isEqualTo(told);
    }

    /// {@return the picture that is made now, the window's `count`-th, always of one seed}
    private Raster paint(int count) {
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(2);
            rig.create().form().seedProperty().set("7");
            rig.create().generate("a fox");
            return true;
        });
        rig.await(
                "a picture",
                () -> rig.create().made().pictures().size() == count
                        && !rig.create().runningProperty().get());
        return Png.read(rig.create().made().pictures().getFirst().file()).raster();
    }

    @Test
    void aModelWhoseFolderIsDeletedWhileTheWindowRunsFailsWithItsNameAndTheOthersPaint() throws IOException {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        StudioRig.call(() -> {
            rig.create().chooseModel("twin");
            return true;
        });
        rig.await("Twin in use", () -> inUse().equals("Twin"));
        delete(picked);
        StudioRig.call(() -> {
            rig.create().generate("a fox");
            return true;
        });
        rig.await(
                "the failure", () -> rig.create().queue().countsProperty().get().failed() == 1);
        assertThat(StudioRig.call(() -> rig.create().notes().getLast().message()))
                .contains("twin");
        rig.robot().push(KeyCode.F5);
        rig.await("one model", () -> rig.models().equals(List.of("starter")));
        StudioRig.call(() -> {
            rig.create().chooseModel("starter");
            return true;
        });
        rig.await("the starter in use", () -> inUse().equals("Starter"));
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(2);
            rig.create().generate("a fox");
            return true;
        });
        rig.await("a picture", () -> rig.create().made().pictures().size() == 1);
    }

    private String inUse() {
        ShelfModel.Opened model = rig.create().shelf().inUseProperty().get();
        return model == null ? "" : model.title();
    }

    private static void delete(Path all) throws IOException {
        try (Stream<Path> files = Files.walk(all)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aFolderIsTakenAwayAndTheSearchIsClearedWithTheKeyboard() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).clickOn("#models-add");
        rig.await("three models", () -> rig.models().size() == 3);
        rig.robot().push(KeyCode.CONTROL, KeyCode.F).write("nothing like it", 0);
        assertThat(StudioRig.call(() -> rig.node("models-empty", Node.class).isVisible()))
                .isTrue();
        rig.robot().push(KeyCode.ESCAPE);
        assertThat(rig.models()).hasSize(3);
        rig.await("the folder", () -> rig.scene().lookup("#models-remove") != null); // counted in the background
        rig.robot().clickOn("#models-remove");
        rig.await("one model", () -> rig.models().size() == 1);
        assertThat(Files.exists(picked.resolve("models/diffusers/twin/sfumato.json")))
                .isTrue();
    }
}
