package studio.sfumato.ui.generate;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.job.PictureBatch;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.Shown;

/// Several pictures in the place of the one: what each is to become, and what has become of it.
final class BatchPane extends BorderPane {
    private final BatchModel model;
    private final Messages words;
    private final FieldNodes nodes;
    private final Dragged dragged = new Dragged();

    BatchPane(CreateModel create, Messages words) {
        this.model = create.batch();
        this.words = words;
        nodes = new FieldNodes(words);
        setId("several-pane");
        getStyleClass().addAll("stage", "vary", "batch");
        setTop(new VBox(head(), new NoteBar(create.notes(), words)));
        setCenter(list());
        setBottom(foot());
        addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                model.openProperty().set(false);
                key.consume();
            }
        });
    }

    /// Lets folders and several pictures be dropped onto `place`; a single picture only while this is seen.
    void takeDrops(Node place) {
        place.addEventHandler(DragEvent.DRAG_OVER, over -> {
            if (over.getGestureSource() == null && welcome(over)) {
                over.acceptTransferModes(TransferMode.COPY);
                over.consume();
            }
        });
        place.addEventHandler(DragEvent.DRAG_DROPPED, drop -> {
            if (welcome(drop)) {
                model.offer(paths(drop));
                drop.setDropCompleted(true);
                drop.consume();
            }
        });
    }

    private static List<Path> paths(DragEvent drag) {
        return drag.getDragboard().getFiles().stream().map(File::toPath).toList();
    }

    private boolean welcome(DragEvent drag) {
        return dragged.wanted(paths(drag), model.openProperty().get());
    }

    /// What was dragged last. The same files are over it at every move of the mouse: folders are looked into once.
    static final class Dragged {
        private List<Path> paths = List.of();
        private boolean open;
        private boolean welcome;

        boolean wanted(List<Path> now, boolean seen) {
            if (!now.equals(paths) || seen != open) {
                paths = now;
                open = seen;
                welcome = BatchPane.wanted(now, seen);
            }
            return welcome;
        }
    }

    /// {@return whether what is dropped is for several pictures}
    ///
    /// @param open whether a single one is as well
    static boolean wanted(List<Path> paths, boolean open) {
        long pictures = paths.stream().filter(PictureBatch::named).count();
        return pictures > (open ? 0 : 1) || (!paths.isEmpty() && paths.stream().allMatch(PictureBatch::holds));
    }

    /// Lets the next key be one of its own.
    void enter() {
        Node choose = lookup("#several-choose");
        if (choose != null) {
            choose.requestFocus();
        }
    }

    private Node head() {
        Label title = new Label(words.text("several.title"));
        title.getStyleClass().add("vary-title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button close = Icons.button("several-close", BootstrapIcons.X, words.text("vary.close"));
        close.setOnAction(_ -> model.openProperty().set(false));
        HBox head = new HBox(title, gap, close);
        head.getStyleClass().add("vary-head");
        return head;
    }

    private Node list() {
        ListView<BatchModel.Entry> list = new ListView<>(model.entries());
        list.setId("several-list");
        list.setAccessibleText(words.text("several.title"));
        list.setCellFactory(_ -> new Cell());
        Label about = new Label(words.text("several.about"));
        about.getStyleClass().add("quiet");
        about.setWrapText(true);
        about.setMaxWidth(440);
        VBox empty = new VBox(new FontIcon(BootstrapIcons.IMAGES), about);
        empty.getStyleClass().add("batch-empty");
        empty.setAlignment(Pos.CENTER);
        Runnable look = () -> {
            Shown.set(empty, model.entries().isEmpty());
            list.setVisible(!model.entries().isEmpty());
        };
        Follow.changes(this, model.entries(), look);
        look.run();
        return new StackPane(list, empty);
    }

    private Node foot() {
        Node strength = nodes.slid(model.strength(), new Slider(0, 1, 0.75), 0.05);
        HBox how = new HBox(strength, nodes.chosen(model.resize()), nodes.node(model.own()));
        how.getStyleClass().add("batch-how");
        Button choose =
                button("several-choose", BootstrapIcons.FOLDER2_OPEN, () -> model.choose(words.text("several.pick")));
        Button clear = button("several-clear", BootstrapIcons.X, model::clear);
        Button start = button("several-start", BootstrapIcons.PLUS, model::start);
        start.getStyleClass().add("primary");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label told = new Label();
        told.setId("several-told");
        told.getStyleClass().addAll("quiet", "may-be-cut");
        Runnable look = () -> {
            long waits = model.waiting();
            start.setText(words.text("several-start.count", waits));
            start.setDisable(waits == 0 || model.workingProperty().get());
            clear.setDisable(
                    model.entries().isEmpty() || model.workingProperty().get());
            told.setText(told());
        };
        Follow.changes(this, model.entries(), look);
        Follow.changes(this, model.workingProperty(), look);
        look.run();
        HBox row = new HBox(choose, clear, told, gap, start);
        row.getStyleClass().add("row");
        row.setAlignment(Pos.CENTER_LEFT);
        VBox foot = new VBox(how, row);
        foot.getStyleClass().add("batch-foot");
        return foot;
    }

    private String told() {
        long queued = count(BatchModel.State.QUEUED);
        long refused = count(BatchModel.State.REFUSED);
        return queued + refused == 0 ? "" : words.text("several.told", queued, refused);
    }

    private long count(BatchModel.State state) {
        return model.entries().stream().filter(each -> each.state() == state).count();
    }

    private Button button(String id, Ikon icon, Runnable action) {
        Button button = Icons.worded(id, icon, words);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private final class Cell extends ListCell<BatchModel.Entry> {
        private final Label name = new Label();
        private final Label says = new Label();
        private final FontIcon sign = new FontIcon(BootstrapIcons.IMAGE);
        private final HBox row = new HBox(sign, name, says);

        Cell() {
            row.getStyleClass().add("batch-row");
            name.setMinWidth(USE_PREF_SIZE);
            says.getStyleClass().addAll("quiet", "may-be-cut");
            says.setMinWidth(0);
        }

        @Override
        protected void updateItem(BatchModel.@Nullable Entry entry, boolean empty) {
            super.updateItem(entry, empty);
            setText(null);
            if (empty || entry == null) {
                setGraphic(null);
                setAccessibleText(null);
                setTooltip(null);
                return;
            }
            name.setText(Printable.of(String.valueOf(entry.file().getFileName())));
            says.setText(
                    switch (entry.state()) {
                        case WAITS -> "";
                        case QUEUED -> words.text("several.queued");
                        case REFUSED -> Printable.of(entry.problem());
                    });
            sign.setIconCode(
                    switch (entry.state()) {
                        case WAITS -> BootstrapIcons.IMAGE;
                        case QUEUED -> BootstrapIcons.CHECK;
                        case REFUSED -> BootstrapIcons.EXCLAMATION_TRIANGLE;
                    });
            setAccessibleText(name.getText() + " " + says.getText());
            setTooltip(entry.problem().isEmpty() ? null : new Tooltip(Printable.of(entry.problem())));
            setGraphic(row);
        }
    }
}
