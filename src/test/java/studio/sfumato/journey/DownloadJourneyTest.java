package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.download.DownloadQueue.State;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.HubShelves;
import studio.sfumato.download.Peer;
import studio.sfumato.download.Shelf;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.Look;

/// What an artist does to bring a model from a hub, which is a server of the test's own.
@Timeout(300)
class DownloadJourneyTest {
    private static final List<String> PARTS = List.of(
            "model_index.json", "scheduler", "text_encoder", "tokenizer", "unet", "vae", "sfumato.json", "words.txt");

    @TempDir
    Path folder;

    private final Peer peer = new Peer();
    private byte[] lora;
    private StudioRig rig;

    @BeforeEach
    void openTheWindow() throws TimeoutException, IOException {
        lora = Files.readAllBytes(Path.of("src/test/resources/golden/loras/loras/sd1-kohya.safetensors"));
        HubShelves shelves = new HubShelves(peer, "atelier/little-starter");
        for (String part : PARTS) {
            Path from = Path.of("models/starter", part);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    shelves.with(
                            Path.of("models/starter")
                                    .relativize(file)
                                    .toString()
                                    .replace('\\', '/'),
                            Files.readAllBytes(file));
                }
            }
        }
        shelves.with("soft clay v2 with a rather long name.safetensors", lora)
                .with("ink.safetensors", lora)
                .serve();
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(
                        SettingKey.MODEL_FOLDERS, folder.resolve("models").toString()));
        rig = StudioRig.open(
                folder, 1280, 800, Map.of("HF_ENDPOINT", peer.uri("/hub").toString()));
    }

    @AfterEach
    void closeTheWindow() throws TimeoutException {
        rig.close();
        peer.close();
    }

    private int offers() {
        return StudioRig.call(
                () -> rig.node("download-offers", ListView.class).getItems().size());
    }

    private boolean is(int entry, Class<? extends State> state) {
        return StudioRig.call(() -> rig.wiring().downloads().entries().size() > entry
                && state.isInstance(
                        rig.wiring().downloads().entries().get(entry).state()));
    }

    @Test
    void aWholeModelIsFoundChosenFetchedAndShown() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).push(KeyCode.CONTROL, KeyCode.D);
        assertThat(peer.asked()).isEmpty();
        rig.robot().write("atelier/little-starter", 0).push(KeyCode.ENTER);
        rig.await("three offers", () -> offers() == 3);
        assertThat(peer.asked()).hasSize(1);
        pictures("download-choose");

        rig.robot().clickOn("#download-offers").push(KeyCode.HOME).push(KeyCode.ENTER);
        rig.await("the model", () -> is(0, State.Done.class));
        rig.await("it in the list", () -> rig.models().contains("little-starter"));
        rig.await(
                "what is known about it",
                () -> rig.scene().lookup("#model-fact-name") instanceof Label name
                        && name.getText().equals("little-starter"));

        Shelf slow = peer.put("/far/away.safetensors", lora).hangsAfter(lora.length / 3);
        rig.robot().clickOn("#download-close");
        rig.robot()
                .clickOn("#download-what")
                .write(peer.uri("/far/away.safetensors").toString(), 0)
                .push(KeyCode.ENTER);
        rig.await("a part of it", () -> is(1, State.Running.class) && come(1) == lora.length / 3);
        pictures("download-running");
        rig.robot().clickOn("#download-pause");
        rig.await("the pause", () -> is(1, State.Paused.class));
        slow.now("\"one\"", lora);
        rig.robot().clickOn("#download-resume");
        rig.await("the rest", () -> is(1, State.Done.class));
        assertThat(folder.resolve("models/loras/away.safetensors")).hasBinaryContent(lora);

        rig.robot().clickOn("#download-what").write("atelier/no-such-model", 0).push(KeyCode.ENTER);
        rig.await("the reason", () -> !rig.wiring().downloads().notes().isEmpty());
        pictures("download-refused");
        rig.robot().clickOn("#download-what").push(KeyCode.ESCAPE);
        assertThat(StudioRig.call(() -> rig.wiring().downloads().openProperty().get()))
                .isFalse();
    }

    @Test
    void aTokenIsTypedUnseenOpensWhatIsNotForEverybodyAndIsForgotten() throws IOException {
        String listing = "/hub/api/models/atelier/behind/revision/main";
        new HubShelves(peer, "atelier/behind")
                .with("ink.safetensors", lora)
                .with("clay.safetensors", lora)
                .serve();
        peer.guard(listing, "Bearer hf_unseen");
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).push(KeyCode.CONTROL, KeyCode.D);
        rig.robot().write("atelier/behind", 0).push(KeyCode.ENTER);
        rig.await("the refusal", () -> rig.scene().lookup("#token-give") != null);
        rig.robot().clickOn("#token-give");
        rig.await(
                "the field for it",
                () -> rig.node("token-secret", PasswordField.class).isFocused()
                        && !rig.wiring().downloads().tokens().workingProperty().get());
        pictures("download-token-none");
        rig.robot().clickOn("#token-secret").write("hf_unseen", 0).push(KeyCode.ENTER);
        rig.await("the token", () -> kept() == 1 && rig.scene().lookup("#token-forget-0") != null);
        assertThat(typed()).isEmpty();
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(typed()).as("it does not come back").isEmpty();
        AppPaths paths = AppPaths.in(folder);
        assertThat(paths.tokens()).hasContent("huggingface = hf_unseen");
        assertThat(Files.readString(paths.settingsFile())).doesNotContain("hf_unseen");
        pictures("download-tokens");

        rig.robot().clickOn("#token-secret").push(KeyCode.ESCAPE);
        rig.await(
                "the address",
                () -> rig.node("download-what", TextField.class).isFocused()
                        && !rig.wiring().downloads().tokens().openProperty().get());
        rig.robot().push(KeyCode.ENTER);
        rig.await("what there is", () -> offers() == 2);
        assertThat(peer.asked(listing)).hasSize(2);

        rig.robot().clickOn("#download-tokens");
        rig.await(
                "the list",
                () -> rig.scene().lookup("#token-forget-0") != null
                        && !rig.wiring().downloads().tokens().workingProperty().get());
        rig.robot().clickOn("#token-forget-0");
        rig.await("nothing kept", () -> kept() == 0);
        assertThat(paths.tokens()).isEmptyFile();
    }

    @Test
    void aFileThatWantsATokenComesOnceOneIsGiven() {
        String files = new HubShelves(peer, "atelier/gated")
                .with("ink.safetensors", lora)
                .serve();
        peer.guard(files + "ink.safetensors", "Bearer hf_unseen");
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).push(KeyCode.CONTROL, KeyCode.D);
        rig.robot().write("atelier/gated", 0).push(KeyCode.ENTER);
        rig.await("the refusal", () -> is(0, State.Failed.class));
        rig.await(
                "the button for it",
                () -> rig.scene().lookup("#token-give") instanceof Button give && give.isVisible());
        pictures("download-token-wanted");
        rig.robot().clickOn("#token-give");
        rig.await(
                "the field for it",
                () -> rig.node("token-secret", PasswordField.class).isFocused()
                        && !rig.wiring().downloads().tokens().workingProperty().get());
        rig.robot().write("hf_unseen", 0).push(KeyCode.ENTER);
        rig.await("the token", () -> kept() == 1);
        rig.robot().push(KeyCode.ESCAPE).clickOn("#download-resume");
        rig.await("the file", () -> is(0, State.Done.class));
    }

    private int kept() {
        return rig.wiring().downloads().tokens().kept().size();
    }

    private String typed() {
        return StudioRig.call(
                () -> rig.node("token-secret", PasswordField.class).getText());
    }

    private long come(int entry) {
        return Downloader.come(StudioRig.call(
                () -> rig.wiring().downloads().entries().get(entry).order()));
    }

    private void pictures(String state) {
        for (Look look : List.of(Look.LIGHT, Look.DARK)) {
            StudioRig.call(() -> {
                rig.wiring().shell().lookProperty().set(look);
                return Screenshot.of(rig.scene(), state + "-1280x800-" + look.id());
            });
        }
        for (Locale language : List.of(Locale.GERMAN, Locale.JAPANESE)) {
            StudioRig.call(() -> {
                rig.wiring().shell().languageProperty().set(language);
                rig.scene().getRoot().applyCss();
                rig.scene().getRoot().layout();
                return Screenshot.of(rig.scene(), state + "-1280x800-" + language);
            });
        }
        StudioRig.call(() -> {
            rig.wiring().shell().languageProperty().set(Locale.ENGLISH);
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            return true;
        });
    }
}
