package studio.sfumato.ui.gallery;

import java.util.function.Function;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// Tells how far a batch is, with a button that stops it.
final class BatchRow extends HBox {
    private final Batch batch;
    private final Function<Batch.Progress, String> count;
    private final Label text = new Label();

    /// @param id what the row's parts are called: `id-progress` and `id-stop`
    /// @param count says how far it is
    BatchRow(String id, Batch batch, Messages words, Function<Batch.Progress, String> count) {
        this.batch = batch;
        this.count = count;
        text.setId(id + "-progress");
        text.setWrapText(true);
        text.setMaxWidth(Double.MAX_VALUE);
        setHgrow(text, Priority.ALWAYS);
        Button stop = Icons.button(id + "-stop", BootstrapIcons.X, words.text("cancel.button"));
        stop.setOnAction(_ -> batch.dismiss());
        getChildren().addAll(text, stop);
        getStyleClass().add("hand-row");
        Follow.value(this, batch.progressProperty(), _ -> refresh());
    }

    /// Says it again: something beside the batch's own progress has changed.
    void refresh() {
        Batch.Progress now = batch.progressProperty().get();
        Shown.set(this, now.total() > 0);
        text.setText(
                now.problems().isEmpty()
                        ? count.apply(now)
                        : count.apply(now) + "\n" + String.join("\n", now.problems()));
    }
}
