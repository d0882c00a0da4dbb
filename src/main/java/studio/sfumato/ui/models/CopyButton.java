package studio.sfumato.ui.models;

import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Icons;

/// A button that puts a text on the clipboard, and a tick on itself once it has.
final class CopyButton {
    /// Larger than the line it stands in, and in the middle of it.
    private static final Insets OVER = new Insets(-4, 0, -4, 0);

    private CopyButton() {}

    /// {@return a button for `text`}
    ///
    /// @param id its id in the scene
    /// @param says what it copies
    static Button of(String id, String says, String text) {
        Button copy = Icons.button(id, BootstrapIcons.CLIPBOARD, says);
        copy.getStyleClass().add("copy");
        copy.setMinWidth(Button.USE_PREF_SIZE);
        HBox.setMargin(copy, OVER);
        copy.setOnAction(_ -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(text);
            if (Clipboard.getSystemClipboard().setContent(content)) {
                copy.setGraphic(new FontIcon(BootstrapIcons.CHECK2));
            }
        });
        return copy;
    }
}
