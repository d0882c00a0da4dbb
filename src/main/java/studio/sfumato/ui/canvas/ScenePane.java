package studio.sfumato.ui.canvas;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.control.SceneClass;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// What segmentation maps can show, each beside its colour, to paint with.
final class ScenePane extends VBox {
    private static final double SWATCH = 14;

    private final SceneModel model;
    private final ListView<SceneClass> list = new ListView<>();
    private boolean following;

    ScenePane(SceneModel model, Messages words) {
        this.model = model;
        getStyleClass().add("scene-pane");
        TextField search = new TextField();
        search.setId("scene-search");
        search.setPromptText(words.text("scene-search.tip"));
        search.setTooltip(new Tooltip(words.text("scene-search.tip")));
        search.setAccessibleText(words.text("scene-search.tip"));
        search.textProperty().bindBidirectional(model.searchProperty());
        list.setItems(model.found());
        list.setId("scene-list");
        list.setAccessibleText(words.text("scene.about"));
        list.setPlaceholder(new Label(words.text("scene.none")));
        list.setCellFactory(_ -> new Cell());
        list.getSelectionModel().selectedItemProperty().subscribe((_, _) -> pick());
        list.setOnMouseClicked(_ -> pick()); // also the one that is chosen already
        search.setOnAction(_ -> {
            list.getSelectionModel().selectFirst();
            pick();
        });
        Follow.value(this, model.colourProperty(), rgb -> follow(rgb.intValue()));
        Button clear = new Controls(words).button("scene-clear", model::clear);
        clear.setMaxWidth(Double.MAX_VALUE);
        getChildren().addAll(Labels.quiet(words.text("scene.about")), search, list, clear);
    }

    private void pick() {
        SceneClass picked = list.getSelectionModel().getSelectedItem();
        if (!following && picked != null) {
            model.pick(picked);
        }
    }

    /// Chooses what has the colour that one paints with, unless what is chosen has it.
    private void follow(int rgb) {
        SceneClass chosen = list.getSelectionModel().getSelectedItem();
        if (chosen == null || chosen.rgb() != rgb) {
            following = true;
            list.getSelectionModel().clearSelection();
            model.picked().ifPresent(picked -> {
                list.getSelectionModel().select(picked);
                list.scrollTo(picked);
            });
            following = false;
        }
    }

    private static final class Cell extends ListCell<SceneClass> {
        @Override
        protected void updateItem(@Nullable SceneClass item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setText(null);
                setGraphic(null);
            } else {
                setText(item.name());
                setGraphic(new Rectangle(SWATCH, SWATCH, Color.web(String.format("#%06X", item.rgb()))));
            }
        }
    }
}
