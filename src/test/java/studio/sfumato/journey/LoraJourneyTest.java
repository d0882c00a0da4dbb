package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StarterLora;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.generate.ProgressModel;

/// What an artist does with LoRAs, by mouse, by keyboard and while typing.
class LoraJourneyTest extends Journey {
    private final AtomicReference<@Nullable Path> shown = new AtomicReference<>();
    private Path loras;

    @Override
    StudioRig open() throws TimeoutException, IOException {
        loras = Files.createDirectories(folder.resolve("more/loras"));
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(
                        SettingKey.MODEL_FOLDERS, folder.resolve("more").toString()));
        return StudioRig.open(folder, 1280, 1000, new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                return Optional.empty();
            }

            @Override
            public void show(Path path) {
                shown.set(path);
            }

            @Override
            public Optional<Path> pickFile(@Nullable Window owner, String title, Path start, List<String> kinds) {
                return kinds.equals(List.of("safetensors"))
                        ? Optional.of(loras.resolve("ink.safetensors"))
                        : Optional.empty();
            }
        });
    }

    private void putThree() throws IOException {
        StarterLora.write(loras.resolve("clay.safetensors"), 1, 1);
        StarterLora.write(loras.resolve("ink.safetensors"), 2, 1);
        Files.copy(
                Path.of("src/test/resources/golden/loras/loras/sdxl-old.safetensors"),
                loras.resolve("large.safetensors"));
    }

    private void openCards(int count) {
        rig.robot().clickOn("#loras");
        rig.await(
                "the cards",
                () -> !rig.create().loras().lookingProperty().get()
                        && !rig.robot().lookup("#loras-search").queryAll().isEmpty());
        awaitCards("loras", count);
    }

    private Set<Node> cards() {
        return StudioRig.call(() -> rig.robot().lookup(".addon-card").queryAll().stream()
                .filter(Node::isVisible)
                .collect(Collectors.toSet()));
    }

    private void awaitClosed() {
        rig.await(
                "the cards to go",
                () -> rig.robot().lookup("#loras-search").queryAll().isEmpty());
    }

    private String prompt() {
        return StudioRig.call(() -> rig.node("prompt", TextInputControl.class).getText());
    }

    private int[] make(int pictures) {
        rig.robot().clickOn("#generate");
        rig.await("picture " + pictures, () -> rig.create().made().pictures().size() == pictures);
        return Png.read(StudioRig.call(
                        () -> rig.create().made().pictures().getFirst().file()))
                .raster()
                .toArgb();
    }

    @Test
    void aCardPutsItsTagIntoThePromptAndThePictureChanges() throws IOException {
        putThree();
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set("5");
            rig.create().form().stepsProperty().set(4);
            return true;
        });
        rig.robot().clickOn("#prompt").write("a fox", 0);
        int[] plain = make(1);
        openCards(3);
        assertThat(cards())
                .hasSize(3)
                .allSatisfy(card -> assertThat(card.getAccessibleText()).isNotBlank());
        rig.robot().clickOn("clay");
        awaitText("prompt", "a fox <lora:clay:1>");
        rig.robot().clickOn("large");
        assertThat(prompt()).as("one for SDXL is of no use here").isEqualTo("a fox <lora:clay:1>");
        assertThat(StudioRig.call(() -> rig.robot().lookup("large").query().getParent()))
                .extracting(Node::getAccessibleText)
                .isEqualTo("large, For SDXL; the model in use is SD 1.x");
        rig.robot().push(KeyCode.ESCAPE);
        awaitClosed();
        assertThat(make(2)).isNotEqualTo(plain);

        openCards(3);
        rig.robot().clickOn("clay");
        awaitText("prompt", "a fox");
        rig.robot().push(KeyCode.ESCAPE);
        assertThat(make(3)).isEqualTo(plain);
    }

    @Test
    void aClickCountsForTheCardThatWasPressedWhereItIsDrawnAnewBeforeTheRelease() throws IOException {
        putThree();
        openCards(3);

        StudioRig.call(() -> {
            Node card = rig.robot().lookup("clay").query().getParent();
            Node list = rig.robot().lookup("#loras-list").query();
            Event.fireEvent(card, mouse(MouseEvent.MOUSE_PRESSED, card, true));
            Event.fireEvent(list, mouse(MouseEvent.MOUSE_CLICKED, list, true));
            return true;
        });

        assertThat(prompt()).isEqualTo("<lora:clay:1>");
    }

    @Test
    void aCardThatTheMouseLeavesBeforeTheReleaseIsNotChosenNorIsTheOneItGoesTo() throws IOException {
        putThree();
        openCards(3);

        StudioRig.call(() -> {
            Node clay = rig.robot().lookup("clay").query().getParent();
            Node ink = rig.robot().lookup("ink").query().getParent();
            Node list = rig.robot().lookup("#loras-list").query();
            Event.fireEvent(clay, mouse(MouseEvent.MOUSE_PRESSED, clay, true));
            Event.fireEvent(list, mouse(MouseEvent.MOUSE_CLICKED, ink, false));
            return true;
        });
        assertThat(prompt()).isEmpty();

        StudioRig.call(() -> {
            Node ink = rig.robot().lookup("ink").query().getParent();
            Event.fireEvent(ink, mouse(MouseEvent.MOUSE_PRESSED, ink, true));
            Event.fireEvent(ink, mouse(MouseEvent.MOUSE_CLICKED, ink, false));
            return true;
        });
        assertThat(prompt()).as("a hand that is not still").isEqualTo("<lora:ink:1>");
    }

    private static MouseEvent mouse(EventType<MouseEvent> type, Node hit, boolean still) {
        boolean none = false;
        PickResult found = new PickResult(hit, 0, 0);
        boolean left = true;
        return new MouseEvent(
                type,
                0,
                0,
                0,
                0,
                MouseButton.PRIMARY,
                1,
                none,
                none,
                none,
                none,
                left,
                none,
                none,
                none,
                none,
                still,
                found);
    }

    @Test
    void cardsAreChosenWithTheKeyboardAlone() throws IOException {
        putThree();
        StudioRig.call(() -> {
            rig.node("loras", Node.class).requestFocus();
            return true;
        });
        rig.robot().push(KeyCode.SPACE);
        awaitCards("loras", 3);
        rig.robot().push(KeyCode.DOWN).push(KeyCode.RIGHT).push(KeyCode.ENTER);
        assertThat(prompt()).isEqualTo("<lora:ink:1>");
        rig.robot().push(KeyCode.LEFT).push(KeyCode.SPACE);
        assertThat(prompt()).isEqualTo("<lora:ink:1> <lora:clay:1>");
        rig.robot().push(KeyCode.UP).write("ink", 0);
        assertThat(StudioRig.call(() -> rig.create().loras().cards().size())).isEqualTo(1);
        rig.robot().push(KeyCode.ENTER);
        assertThat(prompt()).isEqualTo("<lora:clay:1>");
        rig.robot().push(KeyCode.ESCAPE);
        awaitClosed();
        assertThat(StudioRig.call(() -> rig.scene().getFocusOwner().getId())).isEqualTo("loras");
    }

    @Test
    void aFileOfACardIsReplacedAndTheOneBeforeComesBackWithOneClick() throws IOException {
        putThree();
        Path clay = loras.resolve("clay.safetensors");
        byte[] first = Files.readAllBytes(clay);
        byte[] ink = Files.readAllBytes(loras.resolve("ink.safetensors"));
        openCards(3);
        StudioRig.call(() -> {
            Node clayCard = rig.robot().lookup("clay").query().getParent();
            Point2D at = clayCard.localToScreen(20, 20);
            Event.fireEvent( // Monocle makes none of the mouse's other button
                    rig.robot().lookup("#loras-list").query(),
                    new ContextMenuEvent(
                            ContextMenuEvent.CONTEXT_MENU_REQUESTED,
                            0,
                            0,
                            at.getX(),
                            at.getY(),
                            false,
                            new PickResult(clayCard, 0, 0)));
            return true;
        });
        rig.robot().clickOn("#card-versions");
        rig.await("the versions", () -> isThere("#versions-replace"));
        assertThat(text("#versions-title")).isEqualTo("clay.safetensors");
        rig.robot().clickOn("#versions-replace");
        rig.await("the one before", () -> isThere("#version-0"));
        assertThat(clay).hasBinaryContent(ink);
        rig.await("its hash", () -> text("#versions-now").contains(" · "));
        String now = text("#versions-now");
        rig.robot().clickOn("#version-0");
        rig.await(
                "the return",
                () -> text("#versions-now").contains(" · ")
                        && !text("#versions-now").equals(now));
        assertThat(clay).hasBinaryContent(first);
        assertThat(StudioRig.call(() -> isThere("#version-0")))
                .as("the other is kept")
                .isTrue();
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the cards", () -> !isThere("#versions-title"));
        assertThat(cards()).hasSize(3);
        rig.robot().push(KeyCode.ESCAPE);
        awaitClosed();
    }

    private boolean isThere(String id) {
        return rig.robot().lookup(id).queryAll().stream().anyMatch(node -> node.isVisible() && shows(node));
    }

    private static boolean shows(Node node) {
        return node.getParent() == null || (node.getParent().isVisible() && shows(node.getParent()));
    }

    private String text(String id) {
        return StudioRig.call(() -> rig.robot().lookup(id).queryLabeled().getText());
    }

    @Test
    void escapeClosesTheCardsAndThePictureGoesOn() throws IOException {
        putThree();
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(400);
            rig.create().generate("a fox");
            return true;
        });
        rig.await(
                "the second step",
                () -> rig.create().progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now
                        && now.step() >= 2);
        openCards(3);
        rig.robot().push(KeyCode.DOWN).push(KeyCode.ESCAPE);
        awaitClosed();
        assertThat(StudioRig.call(() -> rig.create().runningProperty().get())).isTrue();
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the end", () -> !rig.create().runningProperty().get());
    }

    @Test
    void namesCompleteWhileTyping() throws IOException {
        putThree();
        StudioRig.call(() -> {
            rig.create().loras().lookForNames();
            return true;
        });
        rig.await("the names", () -> rig.create().completions().loras().size() == 3);
        rig.robot().clickOn("#prompt").write("a fox ", 0);
        StudioRig.call(() -> {
            TextInputControl prompt = rig.node("prompt", TextInputControl.class);
            prompt.appendText("<lora:c"); // no key of the robot's types a bracket
            return true;
        });
        rig.robot().write("l", 0).push(KeyCode.DOWN).push(KeyCode.ENTER);
        assertThat(prompt()).isEqualTo("a fox <lora:clay:1>");
    }

    @Test
    void withoutAnyTheCardsSayWhereTheyGoAndOpenThatFolder() throws IOException {
        openCards(0);
        assertThat(StudioRig.call(
                        () -> rig.robot().lookup("#loras-folder").queryLabeled().getText()))
                .isEqualTo(loras.toString());
        rig.robot().clickOn("#loras-open");
        rig.await("the file manager", () -> shown.get() != null);
        assertThat(shown.get()).isEqualTo(loras);
        rig.robot().push(KeyCode.ESCAPE);
        putThree();
        openCards(3);
        assertThat(cards()).as("read anew").hasSize(3);
        rig.robot().write("nothing such", 0);
        assertThat(StudioRig.call(
                        () -> rig.robot().lookup("#loras-said").queryLabeled().getText()))
                .isEqualTo("No LoRA has all these words.");
        assertThat(List.copyOf(cards())).isEmpty();
    }
}
