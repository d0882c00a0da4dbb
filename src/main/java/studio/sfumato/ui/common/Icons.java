package studio.sfumato.ui.common;

import javafx.beans.value.ObservableValue;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/// Buttons that show a sign instead of a word; the word is in the tooltip and for screen readers.
public final class Icons {
    private Icons() {}

    /// {@return a button with the sign `icon`}
    ///
    /// @param id its id in the scene
    /// @param says what it does
    public static Button button(String id, Ikon icon, String says) {
        Button button = new Button("", new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().add("icon-button");
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
        button.setAccessibleRole(AccessibleRole.BUTTON);
        return button;
    }

    /// {@return the same, which cannot be pressed while `off`}
    public static Button button(String id, Ikon icon, String says, ObservableValue<Boolean> off) {
        Button button = button(id, icon, says);
        button.disableProperty().bind(off);
        return button;
    }
}
