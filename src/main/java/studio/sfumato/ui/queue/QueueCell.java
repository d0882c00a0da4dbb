package studio.sfumato.ui.queue;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;

/// A job in the list: its picture, what it makes, where it stands and what can be done to it.
final class QueueCell extends ListCell<QueueRow> {
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private static final PseudoClass OVER = PseudoClass.getPseudoClass("over");
    private static final PseudoClass TARGET = PseudoClass.getPseudoClass("target");
    private static final double SIDE = 56;

    private final QueueModel model;
    private final Messages words;
    private final RasterView picture = new RasterView();
    private final FontIcon sign = new FontIcon();
    private final Label prompt = new Label();
    private final Label state = new Label();
    private final Label about = new Label();
    private final ProgressBar bar = new ProgressBar();
    private final Button up = button("row-up", BootstrapIcons.CHEVRON_UP);
    private final Button down = button("row-down", BootstrapIcons.CHEVRON_DOWN);
    private final Button retry = button("row-retry", BootstrapIcons.ARROW_CLOCKWISE);
    private final Button again = button("row-again", BootstrapIcons.FILES);
    private final Button cancel = button("row-cancel", BootstrapIcons.STOP_CIRCLE);
    private final Button remove = button("row-remove", BootstrapIcons.TRASH);
    private final HBox row;

    QueueCell(QueueModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("queue-cell");
        setPrefWidth(0); // as wide as the list, however long the prompt
        picture.setMinSize(SIDE, SIDE);
        picture.setPrefSize(SIDE, SIDE);
        StackPane look = new StackPane(sign, picture);
        look.getStyleClass().add("queue-look");
        look.setMinSize(SIDE, SIDE);
        prompt.getStyleClass().addAll("queue-prompt", "may-be-cut");
        state.getStyleClass().add("queue-state");
        state.setMinWidth(USE_PREF_SIZE);
        about.getStyleClass().addAll("quiet", "may-be-cut");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.progressProperty().bind(model.progressProperty());
        bar.managedProperty().bind(bar.visibleProperty());
        HBox line = new HBox(state, about);
        line.getStyleClass().add("queue-line");
        VBox text = new VBox(prompt, line, bar);
        text.getStyleClass().add("queue-text");
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        row = new HBox(look, text, up, down, cancel, retry, again, remove);
        row.getStyleClass().add("queue-row");
        up.setOnAction(_ -> model.moveBy(getItem().id(), -1));
        down.setOnAction(_ -> model.moveBy(getItem().id(), 1));
        retry.setOnAction(_ -> model.retry(getItem().id()));
        again.setOnAction(_ -> model.duplicate(getItem().id()));
        cancel.setOnAction(_ -> model.cancel());
        remove.setOnAction(_ -> model.remove(getItem().id()));
        look.setOnMouseClicked(click -> {
            if (click.getButton() == MouseButton.PRIMARY && getItem() != null) {
                model.open(getItem().id());
            }
        });
        setOnDragDetected(this::drag);
        setOnDragOver(this::over);
        setOnDragExited(_ -> pseudoClassStateChanged(TARGET, false));
        setOnDragDropped(this::drop);
    }

    /// The keys do the same for the job that is chosen, so that Tab need not walk through every row.
    private Button button(String id, Ikon icon) {
        return Icons.button(id, icon, id);
    }

    private void name(Button button, String key) {
        String says = words.text(key);
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
        button.setFocusTraversable(false);
    }

    /// {@return whether a job can be told to go on}
    static boolean retriable(QueueRow row) {
        return switch (row.job().state()) {
            case JobState.Failed _, JobState.Cancelled _, JobState.Held _ -> true;
            case JobState.Waiting _, JobState.Running _, JobState.Done _ -> false;
        };
    }

    @Override
    protected void updateItem(@Nullable QueueRow item, boolean empty) {
        super.updateItem(item, empty);
        setText(null);
        if (empty || item == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        show(item);
        setGraphic(row);
    }

    private void show(QueueRow item) {
        JobState now = item.job().state();
        boolean running = now instanceof JobState.Running;
        boolean failed = now instanceof JobState.Failed;
        Raster newest = item.thumbnails().isEmpty() ? null : item.thumbnails().getLast();
        picture.rasterProperty().set(newest);
        picture.setVisible(newest != null);
        sign.setIconCode(icon(now));
        String text =
                item.job().request().prompt().positive().replaceAll("\\s+", " ").strip();
        prompt.setText(text.isEmpty() ? words.text("queue.no-prompt") : Printable.of(text));
        state.setText(QueueWords.state(now, words));
        about.setText(
                now instanceof JobState.Failed why ? Printable.of(why.message()) : QueueWords.about(item.job(), words));
        about.setTooltip(now instanceof JobState.Failed why ? new Tooltip(reason(why)) : null);
        bar.setVisible(running);
        pseudoClassStateChanged(FAILED, failed);
        pseudoClassStateChanged(OVER, now.ended() && !failed && !(now instanceof JobState.Held));
        there(up, item.movable(), "row-up.tip");
        there(down, item.movable(), "row-down.tip");
        there(cancel, running, "row-cancel.tip");
        there(retry, retriable(item), now instanceof JobState.Held ? "row-held.tip" : "row-retry.tip");
        there(again, true, "row-again.tip");
        there(remove, !running, "row-remove.tip");
        setAccessibleText(prompt.getText() + ", " + state.getText() + ", " + about.getText());
    }

    private static String reason(JobState.Failed why) {
        return Printable.of(why.hint() == null ? why.message() : why.message() + "\n" + why.hint());
    }

    private void there(Node button, boolean there, String key) {
        button.setVisible(there);
        button.setManaged(there);
        if (button instanceof Button named) {
            name(named, key);
        }
    }

    private static Ikon icon(JobState state) {
        return switch (state) {
            case JobState.Waiting _ -> BootstrapIcons.HOURGLASS;
            case JobState.Held _ -> BootstrapIcons.CLOCK_HISTORY;
            case JobState.Running _ -> BootstrapIcons.BRUSH;
            case JobState.Done _ -> BootstrapIcons.CHECK;
            case JobState.Cancelled _ -> BootstrapIcons.STOP_CIRCLE;
            case JobState.Failed _ -> BootstrapIcons.EXCLAMATION_TRIANGLE;
        };
    }

    private void drag(MouseEvent mouse) {
        if (getItem() != null && getItem().movable()) {
            ClipboardContent content = new ClipboardContent();
            content.putString(getItem().id());
            startDragAndDrop(TransferMode.MOVE).setContent(content);
            mouse.consume();
        }
    }

    private void over(DragEvent drag) {
        boolean mine = drag.getGestureSource() instanceof QueueCell from && from != this;
        if (mine && getItem() != null && getItem().movable()) {
            drag.acceptTransferModes(TransferMode.MOVE);
            pseudoClassStateChanged(TARGET, true);
            drag.consume();
        }
    }

    private void drop(DragEvent drag) {
        String id = drag.getDragboard().getString();
        if (getItem() != null && id != null) {
            model.moveTo(id, getItem().id());
            drag.setDropCompleted(true);
            drag.consume();
        }
    }
}
