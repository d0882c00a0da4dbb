package studio.sfumato.ui.generate;

import java.util.List;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Popup;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Messages;

/// Offers what may come next under the caret. The arrow down goes into the list, Enter or Tab takes what
/// is chosen there; whoever goes on writing need not look at it.
final class CompletionPopup {
    private static final int ROW = 26;
    private static final int WIDTH = 240;

    private final TextArea area;
    private final CompletionModel model;
    private final ListView<CompletionModel.Completion> list = new ListView<>();
    private final Popup popup = new Popup();
    private String seen = "";

    CompletionPopup(TextArea area, CompletionModel model, Messages words) {
        this.area = area;
        this.model = model;
        list.setId("completions");
        list.setAccessibleText(words.text("completions.name"));
        list.setFocusTraversable(false);
        list.setFixedCellSize(ROW);
        list.setPrefWidth(WIDTH);
        list.setPlaceholder(new Label());
        list.setCellFactory(_ -> new Cell());
        StackPane frame = new StackPane(list);
        frame.getStyleClass().add("completions");
        popup.getContent().add(frame);
        popup.setAutoHide(true);
        popup.setHideOnEscape(false); // the key filter does it and lets nobody else hear
        area.addEventHandler(KeyEvent.KEY_RELEASED, _ -> offer());
        area.focusedProperty().subscribe(focused -> {
            if (!focused) {
                popup.hide();
            }
        });
    }

    /// When a key is let go, text and caret are where it has brought them.
    private void offer() {
        if (area.getText().equals(seen)) {
            return;
        }
        seen = area.getText();
        List<CompletionModel.Completion> found = model.at(seen, area.getCaretPosition());
        list.getItems().setAll(found);
        list.getSelectionModel().clearSelection();
        list.setPrefHeight(ROW * found.size() + 4.0);
        if (found.isEmpty() || !area.isFocused() || area.getScene() == null) {
            popup.hide();
        } else if (!popup.isShowing()) {
            Point2D place = area.getInputMethodRequests().getTextLocation(0);
            popup.show(area.getScene().getWindow(), place.getX(), place.getY() + 8);
        }
    }

    /// {@return whether the key was one for the list}
    boolean pressed(KeyEvent key) {
        if (!popup.isShowing() || key.isShortcutDown() || key.isAltDown()) {
            return false;
        }
        int chosen = list.getSelectionModel().getSelectedIndex();
        return switch (key.getCode()) {
            case DOWN -> choose(chosen + 1);
            case UP -> chosen >= 0 && choose(chosen - 1);
            case ENTER, TAB -> chosen >= 0 && take(list.getItems().get(chosen));
            case ESCAPE -> {
                popup.hide();
                yield true;
            }
            default -> false;
        };
    }

    private boolean choose(int index) {
        list.getSelectionModel()
                .clearAndSelect(Math.clamp(index, 0, list.getItems().size() - 1));
        return true;
    }

    private boolean take(CompletionModel.Completion completion) {
        area.replaceText(completion.from(), area.getCaretPosition(), completion.text());
        seen = area.getText();
        popup.hide();
        return true;
    }

    private final class Cell extends ListCell<CompletionModel.Completion> {
        Cell() {
            setOnMouseClicked(_ -> {
                if (getItem() != null) {
                    take(getItem());
                }
            });
        }

        @Override
        protected void updateItem(CompletionModel.@Nullable Completion completion, boolean empty) {
            super.updateItem(completion, empty);
            setText(completion == null || empty ? null : completion.name());
        }
    }
}
