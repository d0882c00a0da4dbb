package studio.sfumato.ui.common;

import javafx.beans.value.ObservableValue;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/// Buttons that show a sign, instead of a word or beside it; what they do is in the tooltip and for screen readers.
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

    /// {@return a button with the sign `icon` and a word beside it}
    ///
    /// @param id its id in the scene; its word is `id.button`, what it does `id.tip`
    public static Button worded(String id, Ikon icon, Messages words) {
        Button button = new Button(words.text(id + ".button"), new FontIcon(icon));
        button.setId(id);
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".tip"));
        return button;
    }
}
