package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;

/// What an artist sets in the form: by mouse, by keyboard, and over a restart.
class FormJourneyTest extends Journey {
    @Override
    StudioRig open() throws TimeoutException {
        return StudioRig.open(folder, 1280, 1000);
    }

    private void show(String id) {
        StudioRig.call(() -> {
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout(); // what was folded out has its place only then
            rig.node(id, Control.class).requestFocus();
            ScrollPane scroll = (ScrollPane) rig.scene().lookup(".asked-scroll");
            Node content = scroll.getContent();
            double y = content.sceneToLocal(rig.node(id, Node.class).localToScene(0, 0))
                    .getY();
            scroll.setVvalue(
                    Math.clamp((y - 200) / (content.getBoundsInLocal().getHeight() - scroll.getHeight()), 0, 1));
            return true;
        });
    }

    private boolean disabled(String id) {
        return StudioRig.call(() -> rig.node(id, Node.class).isDisabled());
    }

    @Test
    void theFoldOpensIsUsedAndEverythingIsThereAfterARestart() throws TimeoutException {
        assertThat(StudioRig.call(() -> rig.scene().lookup("#freeu"))).isNull();
        rig.robot().write("a fox", 0);
        show("advanced");
        rig.robot().clickOn("#advanced");
        assertThat(disabled("option-sigmaChurn")).as("DPM++ 2M adds no noise").isTrue();
        show("freeu");
        assertThat(disabled("freeu-b1")).isTrue();
        rig.robot().clickOn("#freeu");
        assertThat(disabled("freeu-b1")).isFalse();
        show("freeu-b1");
        rig.robot().push(KeyCode.CONTROL, KeyCode.A).write("1.75", 0).push(KeyCode.ENTER);
        assertThat(rig.says("advanced-changed")).isEqualTo("2 changed");
        rig.close();

        rig = StudioRig.open(folder, 1280, 1000);
        assertThat(StudioRig.call(
                        () -> rig.node("prompt", TextInputControl.class).getText()))
                .isEqualTo("a fox");
        assertThat(StudioRig.call(() -> rig.node("freeu", CheckBox.class).isSelected()))
                .isTrue();
        rig.robot().push(KeyCode.CONTROL, KeyCode.ENTER);
        rig.await("the picture", () -> !rig.create().made().pictures().isEmpty());
        GenerationRequest made =
                StudioRig.call(() -> rig.create().made().pictures().getFirst().request());
        assertThat(made.guidance().freeU())
                .hasValueSatisfying(free -> assertThat(free.b1()).isEqualTo(1.75));

        show("freeu-b1");
        rig.robot().clickOn("#freeu-b1-back");
        assertThat(StudioRig.call(
                        () -> rig.node("freeu-b1", TextInputControl.class).getText()))
                .isEqualTo("1.30");
        show("advanced");
        rig.robot().clickOn("#advanced-reset");
        assertThat(disabled("freeu-b1")).isTrue();
        assertThat(StudioRig.call(
                        () -> rig.node("advanced-changed", Label.class).isVisible()))
                .isFalse();
    }

    @Test
    void aVaeIsChosenFromThoseInTheFoldersAndOneThatIsGoneStaysInTheList() throws Exception {
        rig.close();
        Path more = folder.resolve("more");
        Files.createDirectories(more.resolve("vae"));
        Files.writeString(more.resolve("vae/soft colours.safetensors"), "read when it is used");
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(SettingKey.MODEL_FOLDERS, more.toString()));
        rig = StudioRig.open(folder, 1280, 1000);
        show("advanced");
        rig.robot().clickOn("#advanced");
        rig.await("the VAE", () -> vaes().contains("soft colours"));
        assertThat(StudioRig.call(this::vaes)).containsExactly("", "own", "soft colours");
        StudioRig.call(() -> {
            rig.node("vae", ComboBox.class).getSelectionModel().select(2);
            return true;
        });
        assertThat(StudioRig.call(() -> rig.create().form().vaeProperty().get()))
                .isEqualTo("soft colours");
        StudioRig.call(() -> {
            rig.create().form().vaeProperty().set("/gone/x.pt");
            return true;
        });
        assertThat(StudioRig.call(this::vaes)).containsExactly("", "own", "soft colours", "/gone/x.pt");
        assertThat(StudioRig.call(() -> rig.node("vae", ComboBox.class).getValue()))
                .isEqualTo("/gone/x.pt");
        StudioRig.call(() -> {
            rig.node("vae-back", Button.class).fire();
            return true;
        });
        assertThat(StudioRig.call(this::vaes)).containsExactly("", "own", "soft colours");
        assertThat(StudioRig.call(() -> rig.node("vae", ComboBox.class).getValue()))
                .isEqualTo("");
        assertThat(StudioRig.call(() -> rig.create().form().vaeProperty().get()))
                .isEmpty();
    }

    private List<String> vaes() {
        ComboBox<?> box = rig.node("vae", ComboBox.class);
        return box.getItems().stream().map(String::valueOf).toList();
    }

    @Test
    void sizesSeedsAndHintsAnswerToTheMouse() {
        show("lock-ratio");
        rig.robot()
                .push(KeyCode.SPACE)
                .clickOn("#width")
                .push(KeyCode.CONTROL, KeyCode.A)
                .write("256", 0);
        rig.robot().push(KeyCode.TAB);
        assertThat(text("height")).isEqualTo("256");
        rig.robot().clickOn("#size-presets").clickOn("#size-96x160");
        assertThat(text("width")).isEqualTo("96");
        assertThat(text("height")).isEqualTo("160");

        rig.robot().clickOn("#seed-lock");
        assertThat(text("seed")).isNotEmpty();
        rig.robot().clickOn("#seed-lock");
        assertThat(text("seed")).isEmpty();

        rig.robot()
                .clickOn("#steps")
                .push(KeyCode.CONTROL, KeyCode.A)
                .write("33", 0)
                .push(KeyCode.ENTER);
        rig.robot().clickOn("#steps-back");
        assertThat(text("steps")).isEqualTo("20");
        StudioRig.call(() -> {
            rig.create().form().cfgProperty().set(7.25);
            return true;
        });
        rig.robot().clickOn("#cfg").push(KeyCode.TAB);
        assertThat(text("cfg")).as("never rounded by looking at it").isEqualTo("7.25");
    }

    @Test
    void promptsBeforeComeBackWithAltAndTheArrows() {
        StudioRig.call(() -> {
            rig.create().prompt().history().entries().setAll("a cat", "a dog");
            return true;
        });
        rig.robot().clickOn("#prompt").write("a f", 0).push(KeyCode.ALT, KeyCode.UP);
        assertThat(text("prompt")).isEqualTo("a cat");
        rig.robot().push(KeyCode.ALT, KeyCode.UP);
        assertThat(text("prompt")).isEqualTo("a dog");
        rig.robot().push(KeyCode.ALT, KeyCode.DOWN).push(KeyCode.ALT, KeyCode.DOWN);
        assertThat(text("prompt")).isEqualTo("a f");
    }

    @Test
    void thePromptShowsWhatIsMoreThanWordsAndSaysWhatItDoes() {
        rig.robot().clickOn("#prompt");
        StudioRig.call(() -> {
            rig.create()
                    .prompt()
                    .textProperty()
                    .set("a (fox:1.3) on a [red|blue] boat, <lora:clay:0.6>\n{soft|hard} light BREAK (open # note");
            rig.node("prompt", TextInputControl.class).positionCaret(5);
            return true;
        });
        assertThat(rig.says("prompt-meaning")).isEqualTo("weight 1.3");
        StudioRig.call(() -> Screenshot.of(rig.scene(), "prompt"));
        assertThat(StudioRig.call(() -> rig.scene().getRoot().lookupAll(".marks").stream()
                        .flatMap(marks -> ((Parent) marks).getChildrenUnmodifiable().stream())
                        .filter(Node::isVisible)
                        .map(layer -> layer.getStyleClass().getFirst())
                        .toList()))
                .containsExactlyInAnyOrder(
                        "mark-weight",
                        "mark-change",
                        "mark-tag",
                        "mark-choice",
                        "mark-keyword",
                        "mark-alone",
                        "mark-comment");
        StudioRig.call(() -> {
            rig.node("prompt", TextInputControl.class).positionCaret(2);
            return true;
        });
        assertThat(rig.says("prompt-meaning")).isEqualTo("weight 1.3");
        rig.robot().push(KeyCode.CONTROL, KeyCode.A).write("a fox", 0);
        assertThat(rig.says("prompt-meaning")).isEmpty();
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(text("prompt")).isNotEqualTo("a fox");
    }

    @Test
    void wordsAreOfferedAndTakenWithTheKeyboard() {
        StudioRig.call(() -> {
            rig.create().prompt().history().entries().setAll("a lighthouse");
            rig.create().completions().lists().setAll("animal");
            return true;
        });
        rig.robot().clickOn("#prompt").write("a lig", 0);
        rig.robot().push(KeyCode.DOWN).push(KeyCode.ENTER);
        assertThat(text("prompt")).isEqualTo("a lighthouse");
        rig.robot().write(" __a", 0).push(KeyCode.DOWN).push(KeyCode.TAB);
        assertThat(text("prompt")).isEqualTo("a lighthouse __animal__");
        rig.robot().write(" lig", 0).push(KeyCode.ESCAPE).push(KeyCode.TAB);
        assertThat(StudioRig.call(() -> rig.scene().getFocusOwner().getId())).isEqualTo("negative");
        assertThat(text("prompt")).isEqualTo("a lighthouse __animal__ lig");
    }

    @Test
    void stylesAreMadeChosenAndStandAroundThePrompt() {
        rig.robot().clickOn("#prompt").write("a fox", 0).clickOn("#styles").clickOn("#style-new");
        rig.robot().clickOn("#style-name").push(KeyCode.CONTROL, KeyCode.A).write("Clay", 0);
        rig.robot().clickOn("#style-positive").push(KeyCode.CONTROL, KeyCode.A).write("made of clay", 0);
        rig.robot().clickOn("#style-keep");
        StudioRig.call(
                () -> Screenshot.of(rig.robot().lookup("#styles-list").query().getScene(), "styles"));
        rig.robot().clickOn("Clay").push(KeyCode.ESCAPE);
        assertThat(StudioRig.call(() -> List.copyOf(rig.create().styles().chosen())))
                .containsExactly("Clay");
        rig.robot().clickOn("#generate");
        rig.await("the picture", () -> !rig.create().made().pictures().isEmpty());
        assertThat(StudioRig.call(
                                () -> rig.create().made().pictures().getFirst().request())
                        .prompt()
                        .positive())
                .isEqualTo("a fox, made of clay");
        assertThat(text("prompt")).isEqualTo("a fox");
        StudioRig.call(() -> {
            rig.create().prompt().textProperty().set("");
            return true;
        });
        rig.robot().clickOn("#history").write("fox", 0).push(KeyCode.ENTER);
        assertThat(text("prompt")).isEqualTo("a fox");
    }

    @Test
    void everyControlOfCreateSaysWhatItIsAndTabReachesIt() {
        StudioRig.call(() -> {
            rig.create().draft().advancedOpenProperty().set(true);
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            return true;
        });
        List<Control> controls = StudioRig.call(() -> controls(rig.scene().getRoot()));
        assertThat(controls).hasSizeGreaterThan(70);
        assertThat(controls.stream()
                        .filter(control -> control.getAccessibleText() == null
                                || control.getAccessibleText().isBlank()))
                .as("controls that don't say what they are")
                .isEmpty();
        List<String> reached = new ArrayList<>();
        rig.robot().clickOn("#prompt");
        for (int i = 0; i < 30; i++) {
            reached.add(StudioRig.call(() -> rig.scene().getFocusOwner().getId()));
            rig.robot().push(KeyCode.TAB);
        }
        assertThat(reached)
                .containsSubsequence(
                        "prompt",
                        "negative",
                        "model",
                        "width",
                        "height",
                        "steps",
                        "cfg",
                        "sampler",
                        "schedule",
                        "seed",
                        "count",
                        "clip-skip",
                        "advanced");
    }

    private static List<Control> controls(Parent root) {
        List<Control> found = new ArrayList<>();
        for (Node node : root.getChildrenUnmodifiable()) {
            if (node instanceof Control control
                    && control.isFocusTraversable()
                    && !(control instanceof ScrollBar)
                    && !(control instanceof ScrollPane)) {
                found.add(control);
            } else if (node instanceof Parent parent && node.isVisible()) {
                found.addAll(controls(parent));
            }
        }
        return found;
    }

    private String text(String id) {
        return StudioRig.call(() -> rig.node(id, TextInputControl.class).getText());
    }
}
