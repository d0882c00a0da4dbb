package studio.sfumato.ui.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.KeyNames;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Messages;

/// Every key that does something in the window, by where it does it. One that stands on a button can be changed.
final class ShortcutsPane extends VBox {
    private static final PseudoClass LISTENING = PseudoClass.getPseudoClass("listening");

    private final Messages words;
    private final Keymap keys;

    ShortcutsPane(Messages words) {
        this.words = words;
        this.keys = words.keys();
        setId("settings-keys");
        getStyleClass().addAll("section-pane", "shortcuts");
        getChildren().add(head());
        Map<String, VBox> places = new LinkedHashMap<>();
        for (KeyAction action : KeyAction.values()) {
            places.computeIfAbsent(action.place(), this::place)
                    .getChildren()
                    .add(action.rule() == KeyAction.Rule.FIXED ? fixed(action) : new Line(action));
        }
    }

    private Node head() {
        Label about = new Label(words.text("shortcuts.about"));
        about.getStyleClass().add("quiet");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button reset =
                new Button(words.text("shortcuts.reset.button"), new FontIcon(BootstrapIcons.ARROW_COUNTERCLOCKWISE));
        reset.setId("shortcuts-reset");
        reset.getStyleClass().add("small");
        reset.setMinWidth(USE_PREF_SIZE);
        reset.setTooltip(new Tooltip(words.text("shortcuts.reset.tip")));
        reset.setAccessibleText(words.text("shortcuts.reset.tip"));
        reset.setOnAction(_ -> keys.resetAll());
        Follow.value(this, keys.chosenProperty(), chosen -> reset.setDisable(chosen.isEmpty()));
        HBox head = new HBox(about, gap, reset);
        head.getStyleClass().add("keys-head");
        return head;
    }

    private VBox place(String id) {
        Label title = new Label(words.text("rail." + id));
        title.getStyleClass().add("section-title");
        VBox lines = new VBox();
        lines.getStyleClass().add("keys-list");
        getChildren().addAll(title, lines);
        return lines;
    }

    private Node fixed(KeyAction action) {
        Label shown = new Label(words.shown(action));
        shown.getStyleClass().add("keys");
        HBox line = line(shown, does(action));
        line.setAccessibleRole(AccessibleRole.TEXT);
        line.setAccessibleText(words.shown(action) + ": " + does(action));
        return line;
    }

    private String does(KeyAction action) {
        return words.text("shortcut." + action.id());
    }

    private static HBox line(Node keys, String does) {
        HBox place = new HBox(keys);
        place.getStyleClass().add("keys-place");
        Label text = new Label(does);
        text.setWrapText(true);
        HBox line = new HBox(place, text);
        line.getStyleClass().add("keys-line");
        return line;
    }

    /// An action whose key can be changed: its button waits for the new one once it is pressed.
    private final class Line extends VBox {
        private final KeyAction action;
        private final Button change = new Button();
        private final Label problem = new Label();
        private boolean listening;

        Line(KeyAction action) {
            this.action = action;
            String id = action.id().replace('.', '-');
            change.setId("key-" + id);
            change.getStyleClass().addAll("keys", "keys-change");
            change.setTooltip(new Tooltip(words.text("shortcuts.change.tip")));
            change.setOnAction(_ -> listen(true));
            change.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
            change.focusedProperty().subscribe(focused -> {
                if (!focused) {
                    listen(false);
                }
            });
            problem.setId("key-problem-" + id);
            problem.getStyleClass().add("problem");
            problem.setWrapText(true);
            Button back =
                    Icons.button("reset-key-" + id, BootstrapIcons.ARROW_COUNTERCLOCKWISE, words.text("setting.reset"));
            back.setAccessibleText(words.text("setting.reset") + ": " + does(action));
            back.setOnAction(_ -> tell(keys.reset(action), action.usual().getFirst()));
            HBox line = line(change, does(action));
            Region gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            line.getChildren().addAll(gap, back);
            getChildren().addAll(line, problem);
            Follow.value(this, keys.chosenProperty(), chosen -> {
                back.setVisible(chosen.containsKey(action));
                tell(Optional.empty(), action.usual().getFirst());
                listen(false);
            });
        }

        private void listen(boolean now) {
            listening = now;
            change.pseudoClassStateChanged(LISTENING, now);
            String shown = now ? words.text("shortcuts.press") : words.shown(action);
            change.setText(shown);
            change.setAccessibleText(
                    now ? shown : shown + ": " + does(action) + ". " + words.text("shortcuts.change.tip"));
            if (now) {
                tell(Optional.empty(), action.usual().getFirst());
            }
        }

        private void pressed(KeyEvent key) {
            if (!listening || key.getCode().isModifierKey()) {
                return;
            }
            key.consume();
            boolean away = key.getCode() == KeyCode.TAB || key.getCode() == KeyCode.ESCAPE;
            listen(false);
            if (!away && key.getCode() != KeyCode.UNDEFINED) {
                KeyCombination pressed = KeyNames.pressed(key);
                tell(keys.choose(action, pressed), pressed);
            }
        }

        private void tell(Optional<Keymap.Refusal> refusal, KeyCombination asked) {
            String name = words.shown(asked);
            problem.setText(refusal.map(reason -> switch (reason) {
                        case Keymap.Refusal.Taken taken -> words.text("shortcuts.taken", name, does(taken.by()));
                        case Keymap.Refusal.Typed _ -> words.text("shortcuts.typed", name);
                        case Keymap.Refusal.Needed _ -> words.text("shortcuts.needed", name);
                    })
                    .orElse(""));
            problem.setVisible(refusal.isPresent());
            problem.setManaged(refusal.isPresent());
        }
    }
}
