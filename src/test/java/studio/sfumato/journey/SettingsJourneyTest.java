package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Look;

/// What an artist sets in the window, and that it counts, is kept and comes back.
class SettingsJourneyTest {
    @TempDir
    Path folder;

    private @Nullable StudioRig opened;

    private StudioRig open() throws TimeoutException {
        StudioRig rig = StudioRig.open(folder, 1280, 800, new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                return Optional.of(folder.resolve("art"));
            }

            @Override
            public void show(Path path) {
                throw new AssertionError("nothing is to be shown");
            }
        });
        opened = rig;
        return rig;
    }

    @AfterEach
    void close() throws TimeoutException {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void picturesGoWhereAndAreCalledWhatIsSetFromTheNextOneOn() throws Exception {
        StudioRig rig = open();
        rig.robot().clickOn("#rail-settings").clickOn("#pick-output");
        rig.robot()
                .clickOn("#setting-file-name")
                .push(KeyCode.CONTROL, KeyCode.A)
                .write("[model_name]-[stepps]", 0);
        assertThat(rig.says("name-example")).endsWith("00001-Starter-[stepps].png");
        assertThat(rig.says("problem-file-name")).isEqualTo("[stepps] is no token and stays in the name as it is.");
        rig.robot().push(KeyCode.CONTROL, KeyCode.A).write("[model_name]-[steps]", 0);
        assertThat(StudioRig.call(
                        () -> rig.node("problem-file-name", Node.class).isVisible()))
                .isFalse();
        rig.robot().clickOn("#setting-sub-folders");
        rig.robot().push(KeyCode.CONTROL, KeyCode.A).push(KeyCode.DELETE);
        assertThat(rig.says("name-example"))
                .isEqualTo(folder.resolve("art/00001-Starter-20.png").toString());

        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT1);
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(2);
            rig.create().generate("a fox");
            return true;
        });
        rig.await("the picture", () -> rig.create().made().pictures().size() == 1);
        assertThat(folder.resolve("art/00001-Starter-2.png")).exists();
        assertThat(rig.says("status-folder")).endsWith("art");

        rig.robot().clickOn("#rail-settings").clickOn("#reset-file-name");
        assertThat(text(rig, "setting-file-name")).isEqualTo("[seed]");
    }

    @Test
    void lookAndLanguageChangeAtOnceAndAreThereAgainAtTheNextStart() throws Exception {
        StudioRig rig = open();
        rig.robot().clickOn("#rail-settings").clickOn("#section-window").clickOn("#look-light");
        assertThat(rig.wiring().shell().lookProperty().get()).isEqualTo(Look.LIGHT);
        StudioRig.call(() -> {
            ComboBox<?> box = rig.node("setting-language", ComboBox.class);
            box.getSelectionModel().select(2);
            return true;
        });
        assertThat(rig.wiring().shell().languageProperty().get()).isEqualTo(Locale.GERMAN);
        rig.await(
                "the section in German",
                () -> rig.node("section-window", Labeled.class).getText().equals("Fenster"));
        assertThat(StudioRig.call(() -> rig.node("look-light", Node.class).isVisible()))
                .isTrue();
        rig.close();
        opened = null;
        assertThat(new SettingsStore(folder.resolve("settings.json"))
                        .load()
                        .settings()
                        .values())
                .containsEntry(SettingKey.THEME, "light")
                .containsEntry(SettingKey.LANGUAGE, "de");
    }

    @Test
    void whatWasSetBeforeComesBackWithOneClick() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("settings.json"), "{\"theme\": \"light\", \"file-name\": \"[cfg]\"}");
        StudioRig rig = open();
        rig.robot().clickOn("#rail-settings").clickOn("#section-window").clickOn("#look-dark");
        rig.robot().clickOn("#section-earlier");
        rig.await("what was set before", () -> rig.scene().lookup("#earlier-0") != null);
        rig.robot().clickOn("#earlier-0");
        rig.await("the way back", () -> rig.wiring().shell().lookProperty().get() == Look.LIGHT);
        rig.await(
                "what was set until then",
                () -> rig.scene().lookup("#earlier-0") != null && rig.scene().lookup("#earlier-1") == null);
        rig.close();
        opened = null;
        assertThat(new SettingsStore(folder.resolve("settings.json"))
                        .load()
                        .settings()
                        .values())
                .containsEntry(SettingKey.THEME, "light")
                .containsEntry(SettingKey.FILE_NAME, "[cfg]");
    }

    @Test
    void everySettingIsThereWithItsWayBackAndEveryKeyIsListed() throws Exception {
        StudioRig rig = open();
        rig.robot()
                .clickOn("#rail-settings")
                .clickOn("#section-engine")
                .clickOn("#section-window")
                .clickOn("#section-keys");
        StudioRig.call(() -> assertThat(Arrays.stream(SettingKey.values())).allSatisfy(key -> {
            assertThat(rig.scene().lookup("#reset-" + key.id()))
                    .as("the way back of " + key.id())
                    .isNotNull();
        }));
        assertThat(StudioRig.call(() ->
                        rig.node("settings-keys", Node.class).lookupAll(".keys").size()))
                .isGreaterThan(8);
    }

    @Test
    void aKeyIsChangedNamedUsedRefusedKeptAndSetBack() throws Exception {
        StudioRig rig = open();
        rig.robot().clickOn("#rail-settings").clickOn("#section-keys").clickOn("#key-create-film");
        assertThat(rig.says("key-create-film")).startsWith("Press the new keys");
        rig.robot().push(KeyCode.CONTROL, KeyCode.ENTER);
        assertThat(rig.says("key-problem-create-film")).isEqualTo("Ctrl+Enter is taken: Make the picture");
        assertThat(rig.says("key-create-film")).isEqualTo("Ctrl+T");
        rig.robot().clickOn("#key-create-film").push(KeyCode.ESCAPE);
        assertThat(rig.says("key-create-film")).isEqualTo("Ctrl+T");
        rig.robot().clickOn("#key-create-generate").push(KeyCode.CONTROL, KeyCode.G);
        assertThat(rig.says("key-create-generate")).isEqualTo("Ctrl+G");
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT1);
        StudioRig.call(() -> {
            assertThat(rig.node("generate", Button.class).getTooltip().getText())
                    .isEqualTo("Make the picture (Ctrl+G)");
            rig.create().form().stepsProperty().set(2);
            rig.create().prompt().textProperty().set("a fox");
            return true;
        });
        rig.robot().clickOn("#prompt").push(KeyCode.CONTROL, KeyCode.G);
        rig.await("the picture", () -> rig.create().made().pictures().size() == 1);
        rig.close();
        opened = null;
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("\"create.generate\"");

        StudioRig again = open();
        again.robot().clickOn("#rail-settings").clickOn("#section-keys");
        assertThat(again.says("key-create-generate")).isEqualTo("Ctrl+G");
        again.robot().clickOn("#reset-key-create-generate");
        assertThat(again.says("key-create-generate")).isEqualTo("Ctrl+Enter");
        again.close();
        opened = null;
        assertThat(Files.readString(folder.resolve("settings.json"))).doesNotContain("create.generate");
    }

    @Test
    void aKeyInTheFileThatCannotBeIsSaidAndTheUsualOneStays() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("settings.json"), "{\"shortcuts\": {\"create.film\": \"Shortcut+Enter\"}}");
        StudioRig rig = open();
        assertThat(StudioRig.call(() -> rig.create().notes().getFirst().message()))
                .isEqualTo(
                        "the shortcut of create.film cannot be 'Shortcut+Enter', which does something else; the usual"
                                + " one is used");
        rig.robot().clickOn("#rail-settings").clickOn("#section-keys");
        assertThat(rig.says("key-create-film")).isEqualTo("Ctrl+T");
    }

    @Test
    void aBrokenFileIsKeptAsideAndSaidInTheWindow() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("settings.json"), "{\"threads\": 1,, }");
        StudioRig rig = open();
        assertThat(StudioRig.call(() -> rig.create().notes().getFirst().message()))
                .contains("is not JSON; the usual settings are used, and the file is kept as settings.json.broken-");
        assertThat(StudioRig.call(() -> rig.node("notes", Node.class).isVisible()))
                .isTrue();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("settings.json.broken-")))
                    .singleElement()
                    .satisfies(kept -> assertThat(read(kept)).isEqualTo("{\"threads\": 1,, }"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String text(StudioRig rig, String id) {
        return StudioRig.call(() -> rig.node(id, TextField.class).getText());
    }
}
