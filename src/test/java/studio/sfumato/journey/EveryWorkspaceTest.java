package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.ui.common.Messages;

/// What holds in every workspace there is: a name and a word for each control in all languages, a way with the
/// keyboard, and nothing left behind when the language changes.
class EveryWorkspaceTest extends Journey {
    private List<String> workspaces() {
        return StudioRig.call(() -> rig.scene().getRoot().lookupAll(".rail-button").stream()
                .map(node -> node.getId().substring("rail-".length()))
                .toList());
    }

    private void enter(String workspace) {
        StudioRig.call(() -> {
            rig.wiring().shell().workspaceProperty().set(workspace);
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            return true;
        });
    }

    @Test
    void everyControlHasANameAndAWordInEveryLanguage() {
        List<String> workspaces = workspaces();
        assertThat(workspaces).contains("create", "gallery", "models", "settings");
        for (Locale language : Messages.LANGUAGES) {
            StudioRig.call(() -> {
                rig.wiring().shell().languageProperty().set(language);
                return true;
            });
            for (String workspace : workspaces) {
                enter(workspace);
                List<String> nameless =
                        StudioRig.call(() -> nameless(rig.scene().getRoot()));
                assertThat(nameless)
                        .as("controls without a name in %s, %s", workspace, language)
                        .isEmpty();
            }
        }
    }

    /// {@return the controls that a screen reader cannot name, or that show neither a word nor a tooltip}
    private static List<String> nameless(Node node) {
        List<String> found = new ArrayList<>();
        if (node instanceof Control control && node.isVisible() && isUsed(control)) {
            String said = control.getAccessibleText();
            boolean named = said != null && !said.isBlank();
            boolean labelled = control instanceof ButtonBase button
                    && button.getText() != null
                    && !button.getText().isBlank();
            boolean worded = control.getTooltip() != null
                    || labelled
                    || control instanceof ListView
                    || (control instanceof ButtonBase button && button.getGraphic() instanceof Pane);
            if (!(named || labelled) || !worded) {
                found.add(control.getClass().getSimpleName() + "#" + control.getId() + " " + control.getStyleClass());
            }
        }
        if (node instanceof Parent parent && node.isVisible() && !inside(node)) {
            parent.getChildrenUnmodifiable().forEach(child -> found.addAll(nameless(child)));
        }
        return found;
    }

    private static boolean isUsed(Control control) {
        return control instanceof ButtonBase
                || control instanceof ComboBoxBase
                || control instanceof TextInputControl
                || control instanceof Slider
                || control instanceof ListView;
    }

    /// The toolkit's own parts of a control are named with it.
    private static boolean inside(Node node) {
        return node instanceof ComboBoxBase || node instanceof TextInputControl || node instanceof Slider;
    }

    @Test
    void theKeyboardLeadsThroughTheRailAndTheFocusIsSeen() {
        List<String> workspaces = workspaces();
        for (int i = 0; i < workspaces.size(); i++) {
            rig.robot().push(KeyCode.CONTROL, KeyCode.getKeyCode(Integer.toString(i + 1)));
            String expected = workspaces.get(i);
            assertThat(StudioRig.call(
                            () -> rig.wiring().shell().workspaceProperty().get()))
                    .isEqualTo(expected);
            assertThat(StudioRig.call(() ->
                            rig.node("rail-" + expected, ToggleButton.class).isSelected()))
                    .isTrue();
            assertThat(StudioRig.call(() -> rig.scene().getFocusOwner()))
                    .as("something has the focus in " + expected)
                    .isNotNull();
            rig.robot().push(KeyCode.TAB);
            Node focused = StudioRig.call(() -> rig.scene().getFocusOwner());
            assertThat(focused).as("Tab in " + expected).isNotNull().isNotInstanceOf(Label.class);
            assertThat(focused.isFocusVisible() || focused instanceof TextInputControl)
                    .as("the focus is seen in %s on %s", expected, focused)
                    .isTrue();
        }
    }

    private static List<String> kept(List<WeakReference<Node>> views) {
        return views.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .map(view -> view.getClass().getSimpleName())
                .toList();
    }

    @Test
    void viewsOfAnotherLanguageAreLetGo() {
        List<WeakReference<Node>> left = new ArrayList<>();
        for (Locale language : List.of(Locale.GERMAN, Locale.FRENCH, Locale.GERMAN, Locale.ENGLISH)) {
            for (String workspace : workspaces()) {
                enter(workspace);
                StudioRig.call(() ->
                        left.add(new WeakReference<>(((BorderPane) rig.scene().getRoot()).getCenter())));
            }
            StudioRig.call(() -> left.add(new WeakReference<>(rig.scene().getRoot())));
            StudioRig.call(() -> {
                rig.wiring().shell().languageProperty().set(language);
                return true;
            });
        }
        enter("create");
        rig.await("the views of earlier languages to be forgotten", () -> {
            System.gc();
            return kept(left).size() <= 1; // the toolkit may still hold the one that last had the focus
        });
    }
}
