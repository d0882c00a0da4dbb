package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Takes pictures of what is known about a model in one file, in both looks and all languages.
class ModelScreenshotsTest {
    @TempDir
    Path folder;

    @Test
    void aModelHasItsPictureItsWordsAndItsHashes() throws TimeoutException, IOException {
        Path models = Files.createDirectory(folder.resolve("more"));
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        Files.copy(Path.of("models/starter/training/samples.png"), models.resolve("dream.preview.png"));
        Files.writeString(
                models.resolve("dream.civitai.info"),
                "{\"model\": {\"name\": \"Dream of oil and water\"},"
                        + " \"trainedWords\": [\"oil on canvas\", \"drmstyle\", \"soft morning light\"]}");
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(SettingKey.MODEL_FOLDERS, models.toString()));
        try (StudioRig rig = StudioRig.open(folder, 1280, 800)) {
            ScreenshotsTest.enter(rig, "models");
            rig.await("two models", () -> rig.models().size() == 2);
            StudioRig.call(() -> {
                ListView<?> list = rig.node("models-list", ListView.class);
                list.getSelectionModel().select(rig.models().indexOf("dream"));
                return true;
            });
            rig.await("its picture", () -> rig.scene().lookup("#model-preview").isVisible());
            ScreenshotsTest.show(rig, "model-notes-1280x800", Messages.LANGUAGES);
            StudioRig.call(() -> {
                rig.node("model-predicts", ComboBox.class).getSelectionModel().selectLast();
                return true;
            });
            rig.await("the word", () -> rig.says("model-predicts-from").contains("dream.sfumato.json"));
            ScreenshotsTest.show(
                    rig,
                    "model-predicts-1280x800",
                    Messages.LANGUAGES,
                    () -> ((ScrollPane) rig.scene().lookup(".details-scroll")).setVvalue(0.5));
            ScreenshotsTest.press(rig, "model-hash");
            rig.await("its hashes", () -> rig.scene().lookup("#model-hash-legacy") != null);
            assertThat(rig.says("model-hash-sha256")).startsWith(rig.says("model-hash-brief"));
            ScreenshotsTest.show(
                    rig,
                    "model-hashes-1280x800",
                    Messages.LANGUAGES,
                    () -> ((ScrollPane) rig.scene().lookup(".details-scroll")).setVvalue(0.8));
        }
    }

    @Test
    void aModelWithoutAVaeSaysSoAndOffersThose() throws TimeoutException, IOException {
        Path models = Files.createDirectory(folder.resolve("more"));
        TinyCheckpoint.of("sd1-without-vae").write(models.resolve("bare.safetensors"));
        TinyCheckpoint.of("vae")
                .write(Files.createDirectory(models.resolve("vae")).resolve("soft.safetensors"));
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(SettingKey.MODEL_FOLDERS, models.toString()));
        try (StudioRig rig = StudioRig.open(folder, 1280, 800)) {
            ScreenshotsTest.enter(rig, "models");
            rig.await("two models", () -> rig.models().size() == 2);
            StudioRig.call(() -> {
                ListView<?> list = rig.node("models-list", ListView.class);
                list.getSelectionModel().select(rig.models().indexOf("bare"));
                return true;
            });
            rig.await("the VAEs", () -> rig.scene().lookup("#model-vae") != null);
            assertThat(rig.says("model-problem")).contains("bare has no VAE");
            ScreenshotsTest.show(rig, "model-vae-1280x800", Messages.LANGUAGES);
        }
    }

    @Test
    void aUNetAloneIsOfferedVaesAndTextEncoders() throws TimeoutException, IOException {
        Path models = Files.createDirectory(folder.resolve("more"));
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-without-vae").without("cond_stage_model.").write(models.resolve("bare.safetensors"));
        TinyCheckpoint.of("vae")
                .write(Files.createDirectory(models.resolve("vae")).resolve("soft.safetensors"));
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(SettingKey.MODEL_FOLDERS, models.toString()));
        try (StudioRig rig = StudioRig.open(folder, 1280, 800)) {
            ScreenshotsTest.enter(rig, "models");
            rig.await("three models", () -> rig.models().size() == 3);
            StudioRig.call(() -> {
                ListView<?> list = rig.node("models-list", ListView.class);
                list.getSelectionModel().select(rig.models().indexOf("bare"));
                return true;
            });
            rig.await("the text encoders", () -> rig.scene().lookup("#model-text") != null);
            assertThat(rig.says("model-problem")).contains("bare.safetensors has no text encoder");
            ScreenshotsTest.show(rig, "model-text-1280x800", Messages.LANGUAGES);
        }
    }
}
