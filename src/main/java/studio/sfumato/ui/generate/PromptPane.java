package studio.sfumato.ui.generate;

import javafx.css.PseudoClass;
import javafx.scene.TraversalDirection;
import javafx.scene.control.IndexRange;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// A prompt with its name and its count of tokens. Ctrl+Up and Ctrl+Down weigh what is selected; Tab goes on to the
/// next
/// field, as a prompt has no use for it.
final class PromptPane extends VBox {
    private static final PseudoClass INVALID = PseudoClass.getPseudoClass("invalid");

    private final TextArea text = new TextArea();
    private final PromptModel model;

    /// @param id `prompt` or `negative`: the field's id, and where its words are
    PromptPane(String id, PromptModel model, Messages words) {
        this.model = model;
        getStyleClass().add("prompt-pane");
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setMnemonicParsing(true);
        name.setLabelFor(text);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label count = new Label();
        count.setId(id + "-count");
        count.getStyleClass().add("count");
        Runnable counted = () -> count.setText(words.text(
                "tokens.count",
                model.tokensProperty().get(),
                model.roomProperty().get()));
        Follow.changes(this, model.tokensProperty(), counted);
        Follow.changes(this, model.roomProperty(), counted);
        counted.run();
        count.setTooltip(new Tooltip(words.text("tokens.tip")));
        text.setId(id);
        text.setWrapText(true);
        text.setPromptText(words.text(id + ".hint"));
        text.setTooltip(new Tooltip(words.text(id + ".tip")));
        text.setAccessibleText(words.text(id + ".name").replace("_", ""));
        text.textProperty().bindBidirectional(model.textProperty());
        text.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        Label problem = new Label();
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.textProperty().bind(model.problemProperty());
        problem.visibleProperty().bind(model.problemProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        Follow.value(this, model.problemProperty(), wrong -> text.pseudoClassStateChanged(INVALID, !wrong.isEmpty()));
        getChildren().addAll(new HBox(name, gap, count), text, problem);
    }

    /// Makes it as high as `rows` lines.
    void rows(int rows) {
        text.setPrefRowCount(rows);
    }

    void focus() {
        text.requestFocus();
    }

    private void key(KeyEvent key) {
        if (key.isShortcutDown() && (key.getCode() == KeyCode.UP || key.getCode() == KeyCode.DOWN)) {
            weigh(key.getCode() == KeyCode.UP ? 1 : -1);
            key.consume();
        } else if (key.isAltDown() && (key.getCode() == KeyCode.UP || key.getCode() == KeyCode.DOWN)) {
            if (key.getCode() == KeyCode.UP) {
                model.older();
            } else {
                model.newer();
            }
            text.end();
            key.consume();
        } else if (key.getCode() == KeyCode.TAB && !key.isShortcutDown() && !key.isAltDown()) {
            if (key.isShiftDown()) {
                text.requestFocusTraversal(TraversalDirection.PREVIOUS);
            } else {
                text.requestFocusTraversal(TraversalDirection.NEXT);
            }
            key.consume();
        }
    }

    private void weigh(int tenths) {
        IndexRange selection = text.getSelection();
        PromptWeight old = new PromptWeight(text.getText(), selection.getStart(), selection.getEnd());
        PromptWeight changed = old.changed(tenths);
        if (!changed.text().equals(old.text())) {
            text.replaceText(
                    0, old.text().length(), changed.text()); // in one piece, so that undo takes it back at once
        }
        text.selectRange(changed.from(), changed.to());
    }
}
