package studio.sfumato.ui.gallery;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.generate.DetailModel;
import studio.sfumato.ui.generate.FieldNodes;

/// Asks how the chosen pictures are to be made larger, and tells how far it is.
final class EnlargePane extends VBox {
    private static final List<Integer> SCALES = List.of(2, 3, 4);

    private final GalleryModel model;
    private final Messages words;
    private final Node wish;

    EnlargePane(GalleryModel model, Messages words) {
        this.model = model;
        this.words = words;
        wish = wish();
        Shown.set(wish, false);
        BatchRow progress = new BatchRow("enlarge", model.enlarge().batch(), words, this::count);
        Follow.value(this, model.enlarge().tilesProperty(), _ -> progress.refresh());
        getChildren().addAll(wish, progress);
        setId("enlarge");
        Follow.value(this, model.chosen().countProperty(), count -> {
            if (count.intValue() == 0) {
                Shown.set(wish, false);
            }
        });
    }

    /// Asks how.
    void open() {
        model.enlarge().batch().forget();
        model.enlarge().look();
        Shown.set(wish, !wish.isVisible());
    }

    private Node wish() {
        VBox both = new VBox(sizes(), detail());
        both.getStyleClass().add("hand-rows");
        return both;
    }

    /// What is to be seen, and how far it is changed, while new detail is wanted.
    private Node detail() {
        TextField prompt = new TextField();
        prompt.setId("enlarge-prompt");
        prompt.setPromptText(words.text("enlarge-prompt.hint"));
        prompt.setTooltip(new Tooltip(words.text("enlarge-prompt.tip")));
        prompt.setAccessibleText(words.text("enlarge-prompt.tip"));
        prompt.textProperty().bindBidirectional(model.enlarge().promptProperty());
        HBox.setHgrow(prompt, Priority.ALWAYS);
        HBox told = new HBox(prompt);
        told.getStyleClass().add("hand-row");
        FieldNodes nodes = new FieldNodes(words);
        DetailModel how = model.enlarge().how();
        HBox fields = new HBox(
                nodes.node(how.strength()),
                nodes.chosen(how.method()),
                nodes.node(how.tile()),
                nodes.node(how.overlap()));
        fields.getStyleClass().add("hand-row");
        VBox all = new VBox(told, fields);
        all.getStyleClass().add("hand-rows");
        Follow.value(this, model.enlarge().detailProperty(), on -> Shown.set(all, on));
        return all;
    }

    private Node sizes() {
        DetailModel how = model.enlarge().how();
        ComboBox<String> upscaler = new ComboBox<>(how.names());
        upscaler.setId("enlarge-upscaler");
        upscaler.setMaxWidth(Double.MAX_VALUE);
        upscaler.setTooltip(new Tooltip(words.text("enlarge.upscaler-tip")));
        upscaler.setAccessibleText(words.text("enlarge.upscaler-tip"));
        upscaler.valueProperty().bindBidirectional(how.upscalerProperty());
        HBox.setHgrow(upscaler, Priority.ALWAYS);
        HBox row = new HBox(upscaler);
        ToggleGroup either = new ToggleGroup();
        for (int scale : SCALES) {
            ToggleButton times = new ToggleButton(scale + "×");
            times.setId("enlarge-" + scale);
            times.setToggleGroup(either);
            times.setMinWidth(USE_PREF_SIZE);
            times.setTooltip(new Tooltip(words.text("enlarge.scale-tip", scale)));
            times.setAccessibleText(words.text("enlarge.scale-tip", scale));
            times.setOnAction(_ -> how.scaleProperty().set(scale));
            Follow.value(this, how.scaleProperty(), now -> times.setSelected(now.doubleValue() == scale));
            row.getChildren().add(times);
        }
        either.selectedToggleProperty().subscribe((before, now) -> {
            if (now == null && before != null) {
                before.setSelected(true);
            }
        });
        CheckBox detail = new CheckBox(words.text("enlarge-detail.button"));
        detail.setId("enlarge-detail");
        detail.setMinWidth(USE_PREF_SIZE);
        detail.setTooltip(new Tooltip(words.text("enlarge-detail.tip")));
        detail.selectedProperty().bindBidirectional(model.enlarge().detailProperty());
        row.getChildren().add(detail);
        Button go = new Button(words.text("enlarge.button"));
        go.setId("enlarge-go");
        go.getStyleClass().add("generate");
        go.setMinWidth(USE_PREF_SIZE);
        go.setTooltip(new Tooltip(words.text("enlarge.tip")));
        go.setOnAction(_ -> {
            Shown.set(wish, false);
            model.enlarge().start(model.chosen().ids());
        });
        row.getChildren().add(go);
        row.getStyleClass().add("hand-row");
        return row;
    }

    private String count(Batch.Progress now) {
        if (model.enlarge().queued()) {
            return words.text("enlarge.queued", now.done(), now.total());
        }
        EnlargeModel.Tiles tiles = model.enlarge().tilesProperty().get();
        return now.running()
                ? words.text("enlarge.progress", now.done() + 1, now.total(), tiles.done(), tiles.total())
                : words.text("enlarge.done", now.done(), now.total());
    }
}
