package studio.sfumato.ui.queue;

import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Says what was left when the program ended last time, and offers to go on with it.
public final class HeldBar extends HBox {
    private boolean put;

    /// A bar that is there while something was left, until it is closed.
    public HeldBar(QueueModel model, Messages words) {
        setId("held");
        getStyleClass().addAll("note", "notice");
        setAccessibleRole(AccessibleRole.TEXT);
        Label says = new Label();
        says.setId("held-says");
        says.setWrapText(true);
        says.setMaxWidth(Double.MAX_VALUE);
        setHgrow(says, Priority.ALWAYS);
        Button on = new Button(words.text("held.button"));
        on.setId("held-resume");
        on.getStyleClass().add("small");
        on.setMinWidth(USE_PREF_SIZE);
        on.setTooltip(new Tooltip(words.text("held.tip")));
        on.setAccessibleText(words.text("held.tip"));
        on.setOnAction(_ -> model.resumeHeld());
        Button close = Icons.button("close-held", BootstrapIcons.X, words.text("note.close"));
        close.setOnAction(_ -> {
            put = true;
            setVisible(false);
        });
        getChildren().addAll(new FontIcon(BootstrapIcons.CLOCK_HISTORY), says, on, close);
        managedProperty().bind(visibleProperty());
        Follow.value(this, model.countsProperty(), counts -> {
            setVisible(counts.held() > 0 && !put);
            String text = words.text("held.says", counts.held());
            says.setText(text);
            setAccessibleText(text);
        });
    }
}
