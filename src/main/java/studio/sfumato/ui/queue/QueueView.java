package studio.sfumato.ui.queue;

import java.time.Duration;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// The workspace Queue: what is made, what waits, what went wrong, and what can be done about it.
final class QueueView extends BorderPane implements Workspace.Page {
    private final QueueModel model;
    private final Messages words;
    private final ListView<QueueRow> list;

    QueueView(QueueModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("queue");
        list = new ListView<>(model.rows());
        list.setId("queue-list");
        list.setAccessibleText(words.text("queue.title"));
        list.setCellFactory(_ -> new QueueCell(model, words));
        list.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                model.chosenProperty().set(row.id());
            }
        });
        Follow.value(list, model.chosenProperty(), _ -> choose());
        Follow.changes(list, model.rows(), this::choose);
        list.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        setTop(new VBox(head(), new HeldBar(model, words)));
        getTop().getStyleClass().add("queue-top");
        setCenter(new StackPane(list, nothing()));
        setBottom(foot());
    }

    /// The job that is looked at stays so wherever it moves.
    private void choose() {
        String id = model.chosenProperty().get();
        for (int i = 0; i < model.rows().size(); i++) {
            if (model.rows().get(i).id().equals(id)) {
                list.getSelectionModel().select(i);
                return;
            }
        }
    }

    private HBox head() {
        Label title = new Label(words.text("queue.title"));
        title.getStyleClass().add("queue-title");
        Label counts = new Label();
        counts.setId("queue-counts");
        counts.getStyleClass().add("quiet");
        Follow.value(counts, model.countsProperty(), now -> counts.setText(QueueWords.counts(now, words)));
        Label left = new Label();
        left.setId("queue-left");
        left.getStyleClass().add("quiet");
        Follow.value(left, model.leftProperty(), time -> left.setText(time == null ? "" : left(time)));
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button pause = button("queue-pause", BootstrapIcons.PAUSE);
        pause.setOnAction(_ -> model.pause(!model.pausedProperty().get()));
        Follow.value(pause, model.pausedProperty(), paused -> {
            pause.setGraphic(new FontIcon(paused ? BootstrapIcons.PLAY : BootstrapIcons.PAUSE));
            String key = paused ? "queue-resume" : "queue-pause";
            pause.setText(words.text(key + ".button"));
            pause.setTooltip(new Tooltip(words.text(key + ".tip")));
            pause.setAccessibleText(words.text(key + ".tip"));
        });
        Button clear = button("queue-clear", BootstrapIcons.CHECK_ALL);
        clear.setOnAction(_ -> model.clearDone());
        clear.disableProperty().bind(model.countsProperty().map(now -> now.done() == 0));
        HBox head = new HBox(title, counts, left, gap, pause, clear);
        head.getStyleClass().add("queue-head");
        return head;
    }

    private String left(Duration time) {
        return words.text("queue.left", QueueWords.about(time, words));
    }

    private Button button(String id, Ikon icon) {
        Button button = Icons.worded(id, icon, words);
        button.getStyleClass().add("small");
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    private Node nothing() {
        Label title = new Label(words.text("queue.empty"));
        title.getStyleClass().add("queue-title");
        Label about = new Label(words.text("queue.empty.about"));
        about.getStyleClass().add("quiet");
        VBox nothing = new VBox(title, about);
        nothing.setId("queue-empty");
        nothing.getStyleClass().add("queue-empty");
        nothing.setMouseTransparent(true);
        nothing.visibleProperty().bind(Bindings.isEmpty(model.rows()));
        return nothing;
    }

    private Node foot() {
        Label keys = new Label(words.text("queue.keys"));
        keys.getStyleClass().addAll("quiet", "queue-keys");
        keys.visibleProperty().bind(Bindings.isNotEmpty(model.rows()));
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox foot = new HBox(keys, gap, new UndoBar(model, words));
        foot.getStyleClass().add("queue-foot");
        return foot;
    }

    private void key(KeyEvent key) {
        QueueRow row = list.getSelectionModel().getSelectedItem();
        if (row == null) {
            return;
        }
        Keymap keys = words.keys();
        boolean sooner = keys.is(KeyAction.QUEUE_SOONER, key);
        if (sooner || keys.is(KeyAction.QUEUE_LATER, key)) {
            model.moveBy(row.id(), sooner ? -1 : 1);
        } else if (keys.is(KeyAction.QUEUE_REMOVE, key) || key.getCode() == KeyCode.BACK_SPACE) {
            model.remove(row.id());
        } else if (keys.is(KeyAction.QUEUE_AGAIN, key)) {
            model.duplicate(row.id());
        } else if (keys.is(KeyAction.QUEUE_OPEN, key)) {
            enter(row);
        } else {
            return;
        }
        key.consume();
    }

    /// Enter does what is most wanted: looks at a picture, or tries again.
    private void enter(QueueRow row) {
        if (QueueCell.retriable(row) && row.job().made().isEmpty()) {
            model.retry(row.id());
        } else {
            model.open(row.id());
        }
    }

    @Override
    public Node node() {
        return this;
    }

    @Override
    public void entered() {
        list.requestFocus();
        if (list.getSelectionModel().isEmpty() && !list.getItems().isEmpty()) {
            list.getSelectionModel().selectFirst();
        }
    }
}
