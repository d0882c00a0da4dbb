package studio.sfumato.ui.queue;

import javafx.animation.PauseTransition;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// Offers for a short while to undo what was done to a job.
public final class UndoBar extends HBox {
    private static final Duration OFFERED = Duration.seconds(8);

    private final QueueModel model;
    private final Messages words;
    private final Label says = new Label();
    private final PauseTransition wait = new PauseTransition(OFFERED);

    /// A bar that is there while something can be undone.
    public UndoBar(QueueModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("undo-bar");
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        setAccessibleRole(AccessibleRole.TEXT);
        Button undo = new Button(words.text("undo.button"));
        undo.setId("undo");
        undo.getStyleClass().add("small");
        undo.setTooltip(new Tooltip(words.text("undo.tip")));
        undo.setAccessibleText(words.text("undo.tip"));
        undo.setOnAction(_ -> model.undo());
        getChildren().addAll(says, undo);
        managedProperty().bind(visibleProperty());
        Follow.value(this, model.undoProperty(), this::offer);
    }

    private void offer(@Nullable Undo undo) {
        setVisible(undo != null);
        wait.stop();
        if (undo == null) {
            return;
        }
        String text = words.text(undo.removed() ? "undo.removed" : "undo.cancelled");
        says.setText(text);
        setAccessibleText(text);
        wait.setOnFinished(_ -> model.forget(undo));
        wait.playFromStart();
    }
}
