package studio.sfumato.ui.generate;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.Task;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Says that pictures are made from another, where they are, and lets that go.
final class SourceLine extends HBox {
    SourceLine(FormModel form, Messages words) {
        setId("source");
        getStyleClass().add("row");
        setAlignment(Pos.CENTER_LEFT);
        Label label = new Label("", new FontIcon(BootstrapIcons.IMAGE));
        label.setId("source-label");
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        Button forget = Icons.button("source-forget", BootstrapIcons.X, words.text("source.forget"));
        forget.setOnAction(_ -> form.taskProperty().set(new Task.TextToImage()));
        getChildren().addAll(label, forget);
        Follow.value(this, form.taskProperty(), task -> {
            setVisible(task.change().isPresent());
            setManaged(task.change().isPresent());
            label.setText(
                    switch (task) {
                        case Task.TextToImage _ -> "";
                        case Task.ImageToImage image -> words.text("source.whole", image.strength());
                        case Task.Inpaint part -> words.text("source.part", part.strength());
                    });
        });
    }
}
