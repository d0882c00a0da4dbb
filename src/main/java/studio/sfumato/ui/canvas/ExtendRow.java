package studio.sfumato.ui.canvas;

import javafx.beans.property.IntegerProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.generate.FieldNodes;

/// How far the picture is to go on beyond each of its edges; there while that is the intent.
final class ExtendRow extends VBox {
    private final Messages words;

    ExtendRow(CanvasModel model, Messages words) {
        this.words = words;
        getStyleClass().add("extend");
        ExtendModel extend = model.ask().extend();
        GridPane sides = new GridPane();
        sides.getStyleClass().add("group-fields");
        sides.addRow(0, side("extend-left", extend.leftProperty()), side("extend-right", extend.rightProperty()));
        sides.addRow(1, side("extend-top", extend.topProperty()), side("extend-bottom", extend.bottomProperty()));
        Label about = Labels.quiet(words.text("extend.about"));
        Node begins = new FieldNodes(words).chosen(extend.fill());
        Controls controls = new Controls(words);
        Button go = controls.button("extend-go", () -> extend.extend(() -> {}));
        ProgressBar bar = new ProgressBar();
        bar.setId("extend-progress");
        bar.setAccessibleText(words.text("extend-progress.tip"));
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        HBox busy = new HBox(bar, controls.button("extend-stop", extend::cancel));
        busy.getStyleClass().add("row");
        Follow.value(this, extend.progressProperty(), now -> bar.setProgress(now.doubleValue()));
        Follow.value(this, extend.busyProperty(), at -> {
            Shown.set(busy, at);
            Shown.set(go, !at);
        });
        getChildren().addAll(about, sides, begins, go, busy);
        Follow.value(this, model.repaint().intentProperty(), _ -> Shown.set(this, model.extending()));
        Follow.value(this, model.grow().onProperty(), _ -> Shown.set(this, model.extending()));
    }

    private Node side(String id, IntegerProperty value) {
        NumberField field = new NumberField(new NumberField.Range(0, ExtendModel.MOST, ExtendModel.GRID, 0));
        field.setId(id);
        field.setMaxWidth(Double.MAX_VALUE);
        field.setTooltip(new Tooltip(words.text(id + ".tip")));
        field.setAccessibleText(words.text(id + ".name"));
        field.valueProperty().bindBidirectional(value);
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        VBox both = new VBox(name, field);
        both.getStyleClass().add("field");
        GridPane.setHgrow(both, Priority.ALWAYS);
        return both;
    }
}
