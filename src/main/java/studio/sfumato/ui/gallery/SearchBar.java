package studio.sfumato.ui.gallery;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Note;

/// The field for what is looked for, how many were found, and how large they are shown.
final class SearchBar extends VBox {
    private final Messages words;
    private final TextField field = new TextField();
    private final Label count = new Label();

    SearchBar(GalleryModel model, PictureGrid grid, Messages words) {
        this.words = words;
        getStyleClass().add("search-bar");
        field.setId("search");
        field.setPromptText(words.text("search.hint"));
        field.setAccessibleText(words.text("search.name"));
        field.setTooltip(new Tooltip(words.text("search.tip")));
        field.setText(model.queryProperty().get());
        field.textProperty().subscribe((_, text) -> model.queryProperty().set(text));
        Follow.value(this, model.queryProperty(), text -> {
            if (!field.getText().equals(text)) {
                field.setText(text);
                field.end();
            }
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.DOWN || key.getCode() == KeyCode.ENTER) {
                grid.requestFocus();
                key.consume();
            } else if (key.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                field.clear();
                key.consume();
            }
        });
        HBox.setHgrow(field, Priority.ALWAYS);
        count.setId("found");
        count.getStyleClass().add("found");
        count.setMinWidth(USE_PREF_SIZE);
        FontIcon glass = new FontIcon(BootstrapIcons.SEARCH);
        Button clear = Icons.button(
                "search-clear",
                BootstrapIcons.X,
                words.text("search.clear"),
                field.textProperty().isEmpty());
        clear.setOnAction(_ -> {
            field.clear();
            field.requestFocus();
        });
        clear.visibleProperty().bind(field.textProperty().isNotEmpty());
        clear.managedProperty().bind(clear.visibleProperty());
        HBox box = new HBox(glass, field, count, clear);
        box.getStyleClass().add("search-box");
        HBox.setHgrow(box, Priority.ALWAYS);
        HBox row = new HBox(box, size(grid));
        row.getStyleClass().add("search-row");
        Label wrong = new Label();
        wrong.setId("search-wrong");
        wrong.getStyleClass().add("problem");
        wrong.setWrapText(true);
        getChildren().addAll(row, wrong);
        Follow.value(this, model.foundProperty(), this::show);
        Follow.value(this, model.wrongProperty(), note -> {
            wrong.setText(text(note));
            wrong.setVisible(note != null);
            wrong.setManaged(note != null);
        });
    }

    private static String text(@Nullable Note note) {
        return note == null ? "" : note.hint() == null ? note.message() : note.message() + ". " + note.hint();
    }

    private Slider size(PictureGrid grid) {
        Slider slider = new Slider(96, 256, 168);
        slider.setId("card-size");
        slider.setAccessibleText(words.text("grid.size"));
        slider.setTooltip(new Tooltip(words.text("grid.size")));
        slider.setPrefWidth(110);
        slider.setMinWidth(80);
        slider.valueProperty().bindBidirectional(grid.cardSideProperty());
        return slider;
    }

    private void show(Found found) {
        count.setVisible(found != Found.NONE);
        count.setText(
                found.text().isBlank()
                        ? words.text("search.all", found.size())
                        : words.text("search.found", found.size(), Math.ceil(found.millis())));
        if (!found.whole()) {
            count.setText(words.text("search.more", found.size()));
        }
    }

    /// Lets the next key be typed into the field.
    void focus() {
        field.requestFocus();
        field.selectAll();
    }
}
