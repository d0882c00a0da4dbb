package studio.sfumato.ui.generate;

import javafx.beans.value.ObservableValue;
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
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// A prompt with its name, what the grammar makes of the place one writes at, and its count of tokens.
/// Keys weigh what is selected and walk through the prompts before; Tab goes on to the next field, as a prompt has no
/// use for it.
public final class PromptPane extends VBox {
    private static final PseudoClass INVALID = PseudoClass.getPseudoClass("invalid");

    private final TextArea text = new TextArea();
    private final MarkedText marked = new MarkedText(text);
    private final Label meaning = new Label();
    private final PromptModel model;
    private final Messages words;
    private final ObservableValue<PromptDialect> dialect;

    /// A pane that writes into `model`.
    ///
    /// @param id `prompt`, `negative` and the like: the field's id, and where its words are
    /// @param dialect whose language it is written in
    /// @param completions what may come next
    public PromptPane(
            String id,
            PromptModel model,
            ObservableValue<PromptDialect> dialect,
            CompletionModel completions,
            Messages words) {
        this.model = model;
        this.words = words;
        this.dialect = dialect;
        getStyleClass().add("prompt-pane");
        text.setId(id);
        text.setWrapText(true);
        text.setPromptText(words.text(id + ".hint"));
        text.setTooltip(new Tooltip(words.text(id + ".tip")));
        text.setAccessibleText(words.text(id + ".name").replace("_", ""));
        text.textProperty().bindBidirectional(model.textProperty());
        CompletionPopup offers = new CompletionPopup(text, completions, words);
        text.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (offers.pressed(key)) {
                key.consume();
            } else {
                key(key);
            }
        });
        text.caretPositionProperty().subscribe(_ -> explain());
        text.textProperty().subscribe(_ -> explain());
        Follow.value(this, dialect, language -> {
            marked.read(language);
            explain();
        });
        Follow.value(this, model.namedProperty(), named -> {
            marked.name(named);
            explain();
        });
        Label problem = new Label();
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.textProperty().bind(model.problemProperty());
        problem.visibleProperty().bind(model.problemProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        Follow.value(this, model.problemProperty(), wrong -> text.pseudoClassStateChanged(INVALID, !wrong.isEmpty()));
        getChildren().addAll(head(id), marked, problem);
    }

    /// Says something below it for as long as that holds.
    ///
    /// @param key where its words are
    public void adviseWhere(ObservableValue<Boolean> holds, String key) {
        Label advice = new Label(words.text(key));
        advice.setId(text.getId() + "-advice");
        advice.getStyleClass().add("quiet");
        advice.setWrapText(true);
        advice.setMinHeight(USE_PREF_SIZE);
        getChildren().add(advice);
        Follow.value(this, holds, now -> Shown.set(advice, now));
    }

    private HBox head(String id) {
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setMnemonicParsing(true);
        name.setLabelFor(text);
        name.setMinWidth(USE_PREF_SIZE);
        meaning.setId(id + "-meaning");
        meaning.getStyleClass().add("meaning");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label count = new Label();
        count.setId(id + "-count");
        count.getStyleClass().add("count");
        count.setMinWidth(USE_PREF_SIZE);
        Runnable counted = () -> count.setText(words.text(
                "tokens.count",
                model.tokensProperty().get(),
                model.roomProperty().get()));
        Follow.changes(this, model.tokensProperty(), counted);
        Follow.changes(this, model.roomProperty(), counted);
        counted.run();
        count.setTooltip(new Tooltip(words.text("tokens.tip")));
        HBox head = new HBox(name, meaning, gap, count);
        head.getStyleClass().add("prompt-head");
        return head;
    }

    /// Says what the grammar makes of the place before the caret, beside the name.
    private void explain() {
        meaning.setText(PromptMarks.of(
                        text.getText(),
                        dialect.getValue(),
                        model.namedProperty().get())
                .at(text.getCaretPosition())
                .map(found ->
                        words.text("meaning." + found.key(), found.values().toArray()))
                .orElse(""));
    }

    /// Makes it as high as `rows` lines.
    public void rows(int rows) {
        text.setPrefRowCount(rows);
    }

    /// {@return where it is written}
    TextArea area() {
        return text;
    }

    /// Lets the next key be typed into it.
    public void focus() {
        text.requestFocus();
    }

    private void key(KeyEvent key) {
        Keymap keys = words.keys();
        boolean heavier = keys.is(KeyAction.CREATE_HEAVIER, key);
        boolean older = keys.is(KeyAction.CREATE_OLDER, key);
        if (heavier || keys.is(KeyAction.CREATE_LIGHTER, key)) {
            weigh(heavier ? 1 : -1);
            key.consume();
        } else if (older || keys.is(KeyAction.CREATE_NEWER, key)) {
            if (older) {
                model.older();
            } else {
                model.newer();
            }
            text.end();
            key.consume();
        } else if (key.getCode() == KeyCode.TAB && !key.isShortcutDown() && !key.isAltDown()) {
            text.requestFocusTraversal(key.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
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
