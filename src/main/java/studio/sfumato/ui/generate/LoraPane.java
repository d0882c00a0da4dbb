package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// The LoRAs as cards, to search and to put into the prompt with a click or Enter, or to take out of it again. The
/// arrows go from the search to the cards and from card to card.
final class LoraPane extends VBox {
    private static final int ACROSS = 3;
    private static final double ROW = 208;

    private final LoraModel model;
    private final Messages words;
    private final TextField search = new TextField();
    private final ListView<List<LoraCard>> list = new ListView<>();
    private final Label said = new Label();
    private final Label path = new Label();
    private final Button open;
    private final VBox empty;
    private final List<Row> rows = new ArrayList<>();
    private int current;

    /// @param done closes what the cards lie in
    LoraPane(LoraModel model, Messages words, Runnable done) {
        this.model = model;
        this.words = words;
        getStyleClass().add("lora-pane");
        search.setId("loras-search");
        search.setPromptText(words.text("loras.search"));
        search.setTooltip(new Tooltip(words.text("loras.search")));
        search.setAccessibleText(words.text("loras.search"));
        model.searchProperty().set("");
        search.textProperty().subscribe(text -> {
            current = 0;
            model.searchProperty().set(text);
        });
        search.addEventFilter(KeyEvent.KEY_PRESSED, this::inSearch);
        list.setId("loras-list");
        list.setAccessibleText(words.text("loras.title"));
        list.setFixedCellSize(ROW);
        list.setCellFactory(_ -> new Row());
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::inList);
        list.focusedProperty().subscribe(this::mark);
        addEventFilter(
                KeyEvent.KEY_PRESSED,
                key -> { // lists keep Escape to themselves
                    if (key.getCode() == KeyCode.ESCAPE) {
                        done.run();
                        key.consume();
                    }
                });
        said.setId("loras-said");
        said.setWrapText(true);
        path.setId("loras-folder");
        path.setWrapText(true);
        path.getStyleClass().add("path");
        open = new Button(words.text("loras.open"));
        open.setId("loras-open");
        open.getStyleClass().add("small");
        open.setTooltip(new Tooltip(words.text("loras.open-tip")));
        open.setAccessibleText(words.text("loras.open"));
        open.setOnAction(_ -> model.openFolder());
        empty = new VBox(said, path, open);
        empty.getStyleClass().add("lora-empty");
        getChildren().addAll(search, new StackPane(list, empty));
        Follow.changes(this, model.cards(), this::fill);
        Follow.value(this, model.lookingProperty(), _ -> fill());
        Follow.value(this, model.folderProperty(), _ -> fill());
        model.look();
    }

    void focus() {
        search.requestFocus();
    }

    private void fill() {
        List<LoraCard> cards = model.cards();
        List<List<LoraCard>> wanted = new ArrayList<>();
        for (int i = 0; i < cards.size(); i += ACROSS) {
            wanted.add(List.copyOf(cards.subList(i, Math.min(cards.size(), i + ACROSS))));
        }
        current = Math.clamp(current, 0, Math.max(0, cards.size() - 1));
        while (list.getItems().size() > wanted.size()) {
            list.getItems().removeLast();
        }
        for (int i = 0; i < wanted.size(); i++) { // a row that stays keeps its place and its pictures
            if (i == list.getItems().size()) {
                list.getItems().add(wanted.get(i));
            } else if (!list.getItems().get(i).equals(wanted.get(i))) {
                list.getItems().set(i, wanted.get(i));
            }
        }
        boolean none = model.none();
        boolean looking = none && model.lookingProperty().get();
        Path place = model.folderProperty().get();
        list.setVisible(!cards.isEmpty());
        empty.setVisible(cards.isEmpty());
        said.setText(words.text(looking ? "loras.looking" : none ? "loras.none" : "loras.unfound"));
        path.setText(place == null ? "" : place.toString());
        for (Region node : List.<Region>of(path, open)) {
            node.setVisible(none && !looking && place != null);
            node.setManaged(node.isVisible());
        }
    }

    private void inSearch(KeyEvent key) {
        if (key.getCode() == KeyCode.DOWN && !model.cards().isEmpty()) {
            list.requestFocus();
            go(0);
            key.consume();
        } else if (key.getCode() == KeyCode.ENTER
                && !search.getText().isBlank()
                && !model.cards().isEmpty()) {
            model.toggle(model.cards().getFirst());
            key.consume();
        }
    }

    private void inList(KeyEvent key) {
        int last = model.cards().size() - 1;
        if (last < 0 || key.isShortcutDown() || key.isAltDown()) {
            return;
        }
        switch (key.getCode()) {
            case LEFT -> go(current - 1);
            case RIGHT -> go(current + 1);
            case DOWN -> go(current + ACROSS <= last ? current + ACROSS : last);
            case UP -> {
                if (current < ACROSS) {
                    search.requestFocus();
                } else {
                    go(current - ACROSS);
                }
            }
            case HOME -> go(0);
            case END -> go(last);
            case ENTER, SPACE -> model.toggle(model.cards().get(current));
            default -> {
                return;
            }
        }
        key.consume();
    }

    private void go(int to) {
        current = Math.clamp(to, 0, model.cards().size() - 1);
        list.scrollTo(Math.max(0, current / ACROSS - 1));
        list.setAccessibleText(LoraTile.says(model.cards().get(current), words));
        mark();
    }

    private void mark() {
        rows.forEach(Row::mark);
    }

    private final class Row extends ListCell<List<LoraCard>> {
        private final HBox tiles = new HBox();

        Row() {
            tiles.getStyleClass().add("lora-row");
            rows.add(this);
        }

        @Override
        protected void updateItem(@Nullable List<LoraCard> row, boolean none) {
            super.updateItem(row, none);
            Follow.end(tiles);
            tiles.getChildren().clear();
            setGraphic(none ? null : tiles);
            if (row == null || none) {
                return;
            }
            for (int i = 0; i < row.size(); i++) {
                tiles.getChildren().add(tile(row.get(i), getIndex() * ACROSS + i));
            }
            mark();
        }

        private void mark() {
            for (int i = 0; i < tiles.getChildren().size(); i++) {
                if (tiles.getChildren().get(i) instanceof LoraTile tile) {
                    tile.current(list.isFocused() && getIndex() * ACROSS + i == current);
                }
            }
        }

        private LoraTile tile(LoraCard card, int index) {
            LoraTile tile = new LoraTile(card, model.preview(card), words);
            tile.setOnMouseClicked(click -> {
                if (click.getButton() == MouseButton.PRIMARY) {
                    current = index;
                    model.toggle(card);
                }
            });
            return tile;
        }
    }
}
