package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.EarlierFilesPane;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// The LoRAs or embeddings as cards, to search and to put into the prompt with a click or Enter, or to take out of it
/// again. The arrows go from the search to the cards and from card to card.
final class CardsPane extends VBox {
    private static final int ACROSS = 3;
    private static final double ROW = 208;

    private final CardsModel model;
    private final Messages words;
    private final String id;
    private final TextField search = new TextField();
    private final ListView<List<AddOnCard>> list = new ListView<>();
    private final Label said = new Label();
    private final Label path = new Label();
    private final Button open;
    private final VBox empty;
    private final EarlierFilesPane earlier;
    private final List<Row> rows = new ArrayList<>();
    private int current;
    private Optional<AddOnCard> pressed = Optional.empty();

    /// @param id `loras` or `embeddings`: what the nodes' names and words begin with
    /// @param done closes what the cards lie in
    CardsPane(String id, CardsModel model, Messages words, Runnable done) {
        this.id = id;
        this.model = model;
        this.words = words;
        getStyleClass().add("addon-pane");
        search.setId(id + "-search");
        search.setPromptText(words.text(id + ".search"));
        search.setTooltip(new Tooltip(words.text(id + ".search")));
        search.setAccessibleText(words.text(id + ".search"));
        model.searchProperty().set("");
        search.textProperty().subscribe(text -> {
            current = 0;
            model.searchProperty().set(text);
        });
        search.addEventFilter(KeyEvent.KEY_PRESSED, this::inSearch);
        list.setId(id + "-list");
        list.setAccessibleText(words.text(id + ".title"));
        list.setFixedCellSize(ROW);
        list.setCellFactory(_ -> new Row());
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::inList);
        list.addEventFilter(MouseEvent.MOUSE_PRESSED, press -> pressed = at(press));
        list.addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
        list.addEventHandler(ContextMenuEvent.CONTEXT_MENU_REQUESTED, this::menu);
        list.focusedProperty().subscribe(this::mark);
        addEventFilter(
                KeyEvent.KEY_PRESSED,
                key -> { // lists keep Escape to themselves
                    if (key.getCode() == KeyCode.ESCAPE) {
                        leave(done);
                        key.consume();
                    }
                });
        said.setId(id + "-said");
        said.setWrapText(true);
        path.setId(id + "-folder");
        path.setWrapText(true);
        path.getStyleClass().add("path");
        open = new Button(words.text("cards.open"));
        open.setId(id + "-open");
        open.getStyleClass().add("small");
        open.setTooltip(new Tooltip(words.text("cards.open-tip")));
        open.setAccessibleText(words.text("cards.open"));
        open.setOnAction(_ -> model.openFolder());
        empty = new VBox(said, path, open);
        empty.getStyleClass().add("addon-empty");
        VBox cards = new VBox(search);
        cards.getStyleClass().add("addon-cards");
        model.intoNegative().ifPresent(negative -> cards.getChildren().add(into(negative)));
        cards.getChildren().add(new StackPane(list, empty));
        model.earlier().close();
        earlier = new EarlierFilesPane(model.earlier(), words);
        getChildren().add(new StackPane(cards, earlier)); // one over the other, so that nothing moves
        Follow.changes(this, model.cards(), this::fill);
        Follow.value(this, model.lookingProperty(), _ -> fill());
        Follow.value(this, model.folderProperty(), _ -> fill());
        Follow.value(this, model.earlier().shownProperty(), shown -> {
            boolean turned = cards.isVisible() == (shown != null);
            cards.setVisible(shown == null);
            if (turned && shown != null) {
                earlier.focus();
            } else if (turned) {
                list.requestFocus();
            }
        });
        model.look();
    }

    /// Which prompt a card goes into.
    private HBox into(BooleanProperty negative) {
        ToggleGroup both = new ToggleGroup();
        HBox row = new HBox();
        row.getStyleClass().add("addon-into");
        Label name = new Label(words.text("cards.into"));
        row.getChildren().add(name);
        for (boolean which : new boolean[] {false, true}) {
            ToggleButton choice = new ToggleButton(words.text(which ? "cards.into-negative" : "cards.into-prompt"));
            choice.setId(id + (which ? "-into-negative" : "-into-prompt"));
            choice.getStyleClass().add("small");
            choice.setTooltip(new Tooltip(words.text("cards.into-tip")));
            choice.setAccessibleText(name.getText() + " " + choice.getText());
            choice.setToggleGroup(both);
            choice.setSelected(negative.get() == which);
            choice.setOnAction(_ -> {
                choice.setSelected(true);
                negative.set(which);
            });
            row.getChildren().add(choice);
        }
        return row;
    }

    void focus() {
        search.requestFocus();
    }

    private void fill() {
        List<AddOnCard> cards = model.cards();
        List<List<AddOnCard>> wanted = new ArrayList<>();
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
        said.setText(words.text(looking ? "cards.looking" : none ? id + ".none" : id + ".unfound"));
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

    /// The list hears it, for a card may be drawn anew between the press and the release: what then lies there has no
    /// size yet. The card that was pressed counts, unless the mouse has gone to another.
    private void clicked(MouseEvent click) {
        if (click.getButton() == MouseButton.PRIMARY) {
            Optional<AddOnCard> now = at(click);
            Optional<AddOnCard> meant =
                    click.isStillSincePress() ? pressed.or(() -> now) : pressed.filter(card -> now.equals(pressed));
            meant.ifPresent(card -> {
                current = Math.max(0, model.cards().indexOf(card));
                model.toggle(card);
            });
        }
    }

    /// What a card offers beside a click: by the other button of the mouse, or by the keyboard for the one it is at.
    private void menu(ContextMenuEvent asked) {
        Optional<AddOnCard> card = asked.isKeyboardTrigger()
                ? model.cards().stream().skip(current).findFirst()
                : at(asked.getPickResult());
        card.ifPresent(meant -> {
            MenuItem versions =
                    new MenuItem(words.text("versions.menu"), new FontIcon(BootstrapIcons.ARROW_COUNTERCLOCKWISE));
            versions.setId("card-versions");
            versions.setOnAction(_ -> model.earlier().look(meant.entry().path()));
            new ContextMenu(versions).show(list, asked.getScreenX(), asked.getScreenY());
            asked.consume();
        });
    }

    /// Leaves what is open, first the file that is looked at.
    private void leave(Runnable done) {
        if (model.earlier().shownProperty().get() == null) {
            done.run();
        } else {
            model.earlier().close();
        }
    }

    private static Optional<AddOnCard> at(MouseEvent mouse) {
        return at(mouse.getPickResult());
    }

    private static Optional<AddOnCard> at(PickResult picked) {
        Node hit = picked.getIntersectedNode();
        while (hit != null && !(hit instanceof CardTile)) {
            hit = hit.getParent();
        }
        return hit instanceof CardTile tile ? Optional.of(tile.card()) : Optional.empty();
    }

    private void go(int to) {
        current = Math.clamp(to, 0, model.cards().size() - 1);
        list.scrollTo(Math.max(0, current / ACROSS - 1));
        list.setAccessibleText(CardTile.says(model.cards().get(current), words));
        mark();
    }

    private void mark() {
        rows.forEach(Row::mark);
    }

    private final class Row extends ListCell<List<AddOnCard>> {
        private final HBox tiles = new HBox();

        Row() {
            tiles.getStyleClass().add("addon-row");
            rows.add(this);
        }

        @Override
        protected void updateItem(@Nullable List<AddOnCard> row, boolean none) {
            super.updateItem(row, none);
            Follow.end(tiles);
            tiles.getChildren().clear();
            setGraphic(none ? null : tiles);
            if (row == null || none) {
                return;
            }
            for (int i = 0; i < row.size(); i++) {
                tiles.getChildren().add(new CardTile(row.get(i), model.preview(row.get(i)), words));
            }
            mark();
        }

        private void mark() {
            for (int i = 0; i < tiles.getChildren().size(); i++) {
                if (tiles.getChildren().get(i) instanceof CardTile tile) {
                    tile.current(list.isFocused() && getIndex() * ACROSS + i == current);
                }
            }
        }
    }
}
