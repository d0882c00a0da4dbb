package studio.sfumato.ui.common;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/// Labels that say more than a name.
public final class Labels {
    private Labels() {}

    /// {@return quiet words in as many lines as they need: none is cut}
    public static Label quiet(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("quiet");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
