package studio.sfumato.ui.models;

import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Says what something is that was dropped and holds no model, until it is closed.
final class RefusalBar extends HBox {
    private final Messages words;
    private final Label text = new Label();

    RefusalBar(ModelsModel model, Messages words) {
        this.words = words;
        setId("models-refused");
        getStyleClass().addAll("note", "serious");
        text.setWrapText(true);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button close = Icons.button("close-refused", BootstrapIcons.X, words.text("note.close"));
        close.setOnAction(_ -> model.refusedProperty().set(null));
        getChildren().addAll(new FontIcon(BootstrapIcons.EXCLAMATION_TRIANGLE), text, close);
        managedProperty().bind(visibleProperty());
        Follow.value(this, model.refusedProperty(), this::show);
    }

    private void show(ModelsModel.@Nullable Dropped refused) {
        setVisible(refused != null);
        if (refused != null) {
            text.setText(words.text(
                    "models.refused." + refused.kind().name().toLowerCase(Locale.ROOT),
                    Printable.of(String.valueOf(refused.path().getFileName()))));
        }
    }
}
