package studio.sfumato.ui.generate;

import javafx.collections.FXCollections;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Messages;

/// The prompts before this one, to search and to take again.
final class HistoryPane extends VBox {
    private final PromptModel prompt;
    private final Runnable done;
    private final TextField search = new TextField();
    private final ListView<String> list = new ListView<>();

    HistoryPane(PromptModel prompt, Messages words, Runnable done) {
        this.prompt = prompt;
        this.done = done;
        getStyleClass().add("history-pane");
        search.setId("history-search");
        search.setPromptText(words.text("history.search"));
        search.setTooltip(new Tooltip(words.text("history.search")));
        search.setAccessibleText(words.text("history.search"));
        list.setId("history-list");
        list.setAccessibleText(words.text("history.name"));
        list.setPlaceholder(new Label(words.text("history.empty")));
        list.setCellFactory(_ -> new Cell());
        search.textProperty()
                .subscribe(text -> list.setItems(
                        FXCollections.observableList(prompt.history().find(text))));
        search.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.DOWN) {
                list.requestFocus();
                list.getSelectionModel().selectFirst();
            } else if (key.getCode() == KeyCode.ENTER && !list.getItems().isEmpty()) {
                take(list.getItems().getFirst());
            }
        });
        list.setOnKeyPressed(key -> {
            String chosen = list.getSelectionModel().getSelectedItem();
            if (key.getCode() == KeyCode.ENTER && chosen != null) {
                take(chosen);
            }
        });
        getChildren().addAll(search, list);
    }

    void focus() {
        search.requestFocus();
    }

    private void take(String entry) {
        prompt.textProperty().set(entry);
        done.run();
    }

    private final class Cell extends ListCell<String> {
        Cell() {
            setWrapText(true);
            prefWidthProperty().bind(list.widthProperty().subtract(24));
            setOnMouseClicked(_ -> {
                if (getItem() != null) {
                    take(getItem());
                }
            });
        }

        @Override
        protected void updateItem(@Nullable String entry, boolean empty) {
            super.updateItem(entry, empty);
            setText(empty ? null : entry);
        }
    }
}
