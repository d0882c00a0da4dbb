package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.generate.MadePicture;
import studio.sfumato.weights.KeptChoices;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A VAE that is chosen for a model: with every model it is that model's own choice, over a restart too.
class VaeJourneyTest extends Journey {
    private final Path starter = Path.of("models/starter").toAbsolutePath();
    private Path dream;
    private Path soft;

    @Override
    StudioRig open() throws TimeoutException, IOException {
        Path more = Files.createDirectories(folder.resolve("more/in"));
        dream = TinyCheckpoint.of("sd1-fp16").write(more.resolve("dream.safetensors"));
        soft = TinyCheckpoint.of("vae")
                .write(Files.createDirectories(folder.resolve("more/vae")).resolve("soft.safetensors"));
        settings()
                .update(all -> all.with(
                        SettingKey.MODEL_FOLDERS, folder.resolve("more").toString()));
        return again();
    }

    private StudioRig again() throws TimeoutException {
        return StudioRig.open(folder, 1280, 1000);
    }

    private SettingsStore settings() {
        return new SettingsStore(AppPaths.in(folder).settingsFile());
    }

    private void chooseVae(String vae) {
        StudioRig.call(() -> {
            rig.create().draft().advancedOpenProperty().set(true);
            return true;
        });
        rig.await("the VAE", () -> box().getItems().contains(vae));
        StudioRig.call(() -> {
            box().getSelectionModel().select(box().getItems().indexOf(vae));
            return true;
        });
    }

    private ComboBox<?> box() {
        return rig.node("vae", ComboBox.class);
    }

    private String vae() {
        return StudioRig.call(() -> rig.create().form().vaeProperty().get());
    }

    @Test
    void itIsChosenOnceComesBackWithItsModelAndIsWhatPicturesAreMadeWith() throws Exception {
        chooseModel("in/dream");
        chooseVae("soft");
        chooseModel("starter");
        assertThat(vae()).isEmpty();
        assertThat(StudioRig.call(() -> box().getValue())).isEqualTo("");
        chooseVae("own");
        chooseModel("in/dream");
        assertThat(vae()).isEqualTo("soft");
        chooseModel("starter");
        rig.close();
        assertThat(settings().load().settings().vaes())
                .as("as the command line keeps it")
                .isEqualTo(KeptChoices.NONE.with(dream, "soft").with(starter, "own"));

        rig = again();
        assertThat(vae()).isEqualTo("own");
        chooseModel("in/dream");
        rig.await("what it likes", () -> {
            var opened = rig.create().shelf().inUseProperty().get();
            return opened != null && opened.title().equals("dream");
        });
        assertThat(StudioRig.call(() -> box().getValue())).isEqualTo("soft");
        MadePicture with = make("a fox", 1);
        assertThat(with.request().vae()).isEqualTo("soft");
        assertThat(PictureInfo.read(with.file()).parameters().field("VAE")).isEqualTo("soft");

        chooseVae("");
        MadePicture without = make("a fox", 2);
        assertThat(PictureInfo.read(without.file()).parameters().field("VAE")).isNull();
        assertThat(Files.mismatch(with.file(), without.file())).isNotEqualTo(-1);
        chooseModel("starter");
        chooseModel("in/dream");
        assertThat(vae()).as("forgotten").isEmpty();

        StudioRig.call(() -> {
            rig.create().use(with);
            return true;
        });
        assertThat(vae()).isEqualTo("soft");
        rig.close();
        assertThat(settings().load().settings().vaes()).isEqualTo(KeptChoices.NONE.with(starter, "own"));
    }

    private MadePicture make(String prompt, int already) {
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(1);
            rig.create().form().seedProperty().set("7");
            rig.create().form().widthProperty().set(64);
            rig.create().form().heightProperty().set(64);
            rig.create().generate(prompt);
            return true;
        });
        rig.await(
                () -> "picture " + already + "; " + rig.create().notes(),
                () -> rig.create().made().pictures().size() == already);
        return StudioRig.call(() -> rig.create().made().pictures().getFirst());
    }

    @Test
    void aModelThatHasNoneIsGivenOneInModelsAndPaints() throws Exception {
        Path bare = TinyCheckpoint.of("sd1-without-vae").write(folder.resolve("more/in/bare.safetensors"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).push(KeyCode.F5);
        rig.await("the model", () -> rig.models().contains("in/bare"));
        rig.robot().clickOn("#models-search").write("bare", 0).push(KeyCode.DOWN);
        rig.await("what can be done", () -> rig.scene().lookup("#model-vae") != null);
        assertThat(rig.says("model-problem")).contains("bare has no VAE");
        give("model-vae", "soft");
        rig.await(
                "that it can be used", () -> !rig.node("model-use", Node.class).isDisabled());
        ScreenshotsTest.press(rig, "model-use");
        rig.await("its VAE in Create", () -> vae().equals("soft"));
        assertThat(make("a fox", 1).request().model()).isEqualTo("in/bare");
        rig.close();
        assertThat(settings().load().settings().vaes()).isEqualTo(KeptChoices.NONE.with(bare, "soft"));
    }

    @Test
    void aUNetAloneIsGivenATextEncoderTooAndItsPictureIsMadeAgainByWhatIsKeptInIt() throws Exception {
        Path alone = TinyCheckpoint.of("sd1-fp16")
                .without("first_stage_model.")
                .without("cond_stage_model.")
                .write(folder.resolve("more/in/alone.safetensors"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT5).push(KeyCode.F5);
        rig.await("the model", () -> rig.models().contains("in/alone"));
        rig.robot().clickOn("#models-search").write("alone", 0).push(KeyCode.DOWN);
        rig.await("what can be done", () -> rig.scene().lookup("#model-text") != null);
        assertThat(rig.says("model-problem")).contains("alone.safetensors has no text encoder");
        give("model-vae", "soft");
        rig.await(
                "that it has a VAE",
                () -> settings().load().settings().vaes().of(alone).equals("soft"));
        rig.await("what can be done", () -> rig.scene().lookup("#model-text") != null);
        assertThat(StudioRig.call(() -> List.<Object>copyOf(
                        rig.node("model-text", ComboBox.class).getItems())))
                .as("not itself")
                .containsExactlyInAnyOrder("starter", "in/dream");
        give("model-text", "in/dream");
        rig.await(
                "that it can be used", () -> !rig.node("model-use", Node.class).isDisabled());
        ScreenshotsTest.press(rig, "model-use");
        rig.await("its VAE in Create", () -> vae().equals("soft"));
        MadePicture made = make("a fox", 1);
        assertThat(made.request().textEncoder()).isEqualTo("in/dream");
        assertThat(PictureInfo.read(made.file()).parameters().field("Text encoder"))
                .isEqualTo("dream");

        chooseModel("in/dream");
        chooseVae("soft");
        MadePicture whole = make("a fox", 2);
        assertThat(whole.request().textEncoder()).isEmpty();
        assertThat(Png.read(made.file()).raster())
                .isEqualTo(Png.read(whole.file()).raster());

        StudioRig.call(() -> {
            rig.create().use(made);
            return true;
        });
        assertThat(make("a fox", 3).request().textEncoder()).isEqualTo("in/dream");
        rig.close();
        assertThat(settings().load().settings().texts()).isEqualTo(KeptChoices.NONE.with(alone, "in/dream"));
    }

    private void give(String box, String name) {
        StudioRig.call(() -> {
            ComboBox<?> offered = rig.node(box, ComboBox.class);
            offered.getSelectionModel().select(offered.getItems().indexOf(name));
            return true;
        });
    }

    @Test
    void oneThatIsGoneIsToldByNameAndAnotherCanBeChosen() throws Exception {
        chooseModel("in/dream");
        chooseVae("soft");
        rig.close();
        Files.delete(soft);
        rig = again();
        rig.await("the models", () -> rig.create().shelf().entries().size() == 2);
        assertThat(vae()).isEqualTo("soft");
        StudioRig.call(() -> {
            rig.create().generate("a fox");
            return true;
        });
        rig.await("what is wrong", () -> !rig.create().notes().isEmpty());
        assertThat(StudioRig.call(() -> rig.create().notes().getLast().message()))
                .contains("there is no VAE 'soft'");
        chooseVae("own");
        assertThat(make("a fox", 1).request().vae()).isEqualTo("own");
    }
}
