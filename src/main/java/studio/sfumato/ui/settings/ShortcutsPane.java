package studio.sfumato.ui.settings;

import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shortcut;

/// Every key that does something in the window, by where it does it.
final class ShortcutsPane extends VBox {
    private final Messages words;

    ShortcutsPane(List<SettingsWorkspace.Keys> all, Messages words) {
        this.words = words;
        setId("settings-keys");
        getStyleClass().addAll("section-pane", "shortcuts");
        for (SettingsWorkspace.Keys place : all) {
            Label title = new Label(words.text("rail." + place.place()));
            title.getStyleClass().add("section-title");
            VBox lines = new VBox();
            lines.getStyleClass().add("keys-list");
            place.shortcuts().forEach(shortcut -> lines.getChildren().add(line(shortcut)));
            getChildren().addAll(title, lines);
        }
    }

    private Node line(Shortcut shortcut) {
        String shown = shortcut.shown(words);
        String does = words.text("shortcut." + shortcut.id());
        Label keys = new Label(shown);
        keys.getStyleClass().add("keys");
        HBox place = new HBox(keys);
        place.getStyleClass().add("keys-place");
        Label text = new Label(does);
        text.setWrapText(true);
        HBox line = new HBox(place, text);
        line.getStyleClass().add("keys-line");
        line.setAccessibleRole(AccessibleRole.TEXT);
        line.setAccessibleText(shown + ": " + does);
        return line;
    }
}
