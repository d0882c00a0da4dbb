package studio.sfumato.ui.gallery;

import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.library.Marks;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// What can be done with the pictures that are chosen, and what was done last.
final class HandBar extends VBox {
    private static final Duration READING = Duration.seconds(10);

    private final GalleryModel model;
    private final Messages words;
    private final ExportPane export;
    private final EnlargePane enlarge;

    HandBar(GalleryModel model, Desk desk, Messages words) {
        this.model = model;
        this.words = words;
        export = new ExportPane(model, desk, words);
        enlarge = new EnlargePane(model, words);
        getStyleClass().add("hand-bar");
        getChildren().addAll(toast(), enlarge, export, chosen(), trash());
    }

    private Node chosen() {
        Label count = new Label();
        count.setId("chosen-count");
        count.setMinWidth(USE_PREF_SIZE);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button best = button(
                "mark-favourite", BootstrapIcons.STAR, () -> model.marks().favourite());
        HBox stars = new HBox();
        for (int i = 1; i <= Marks.MOST_STARS; i++) {
            int rating = i;
            Button star = new Button(Integer.toString(i));
            star.setId("rate-" + i);
            star.getStyleClass().add("icon-button");
            star.setTooltip(new Tooltip(words.text("mark-rate.tip", i)));
            star.setAccessibleText(words.text("mark-rate.tip", i));
            star.setOnAction(_ -> model.marks().rate(rating));
            stars.getChildren().add(star);
        }
        stars.getStyleClass().add("stars");
        Button compare = button(
                "mark-compare", BootstrapIcons.LAYOUT_SPLIT, () -> model.stage().compareChosen());
        compare.disableProperty().bind(Bindings.notEqual(2, model.chosen().countProperty()));
        Button out = button("mark-export", BootstrapIcons.BOX_ARROW_UP, export::open);
        Button larger = button("mark-enlarge", BootstrapIcons.ARROWS_ANGLE_EXPAND, enlarge::open);
        Button trash =
                button("mark-trash", BootstrapIcons.TRASH, () -> model.marks().trash());
        Button back = button(
                "mark-restore",
                BootstrapIcons.ARROW_COUNTERCLOCKWISE,
                () -> model.marks().restore());
        HBox row = new HBox(
                count,
                gap,
                best,
                stars,
                field("mark-tag", name -> model.marks().tag(name, true)),
                field("mark-collect", name -> model.marks().collect(name, true)),
                compare,
                larger,
                out,
                trash,
                back);
        row.getStyleClass().add("hand-row");
        Follow.value(this, model.chosen().countProperty(), number -> {
            Shown.set(row, number.intValue() > 0);
            count.setText(words.text("chosen.count", number.intValue()));
        });
        Follow.value(this, model.queryProperty(), _ -> {
            Shown.set(trash, !model.inTrash());
            Shown.set(back, model.inTrash());
        });
        return row;
    }

    private Button button(String id, Ikon icon, Runnable action) {
        Button button = Icons.button(id, icon, words.text(id + ".tip"));
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// A name that is typed and ended with Enter.
    private TextField field(String id, Consumer<String> action) {
        TextField field = new TextField();
        field.setId(id);
        field.setPromptText(words.text(id + ".hint"));
        field.setTooltip(new Tooltip(words.text(id + ".tip")));
        field.setAccessibleText(words.text(id + ".tip"));
        field.setPrefColumnCount(7);
        field.setMinWidth(60);
        field.setOnAction(_ -> {
            if (!field.getText().isBlank()) {
                action.accept(field.getText());
                field.clear();
            }
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                field.clear();
                key.consume();
            }
        });
        return field;
    }

    private Node trash() {
        Label about = new Label(words.text("trash.about"));
        about.setWrapText(true);
        HBox.setHgrow(about, Priority.ALWAYS);
        about.setMaxWidth(Double.MAX_VALUE);
        Button empty = new Button(words.text("trash.empty"));
        empty.setId("trash-empty");
        empty.setMinWidth(USE_PREF_SIZE);
        Button sure = new Button(words.text("trash.sure"));
        sure.setId("trash-sure");
        sure.getStyleClass().add("danger");
        sure.setMinWidth(USE_PREF_SIZE);
        Shown.set(sure, false);
        empty.setOnAction(_ -> {
            Shown.set(empty, false);
            Shown.set(sure, true);
        });
        sure.setOnAction(_ -> {
            Shown.set(sure, false);
            Shown.set(empty, true);
            model.marks().emptyTrash();
        });
        HBox row = new HBox(about, empty, sure);
        row.getStyleClass().add("hand-row");
        Follow.value(this, model.foundProperty(), found -> {
            Shown.set(row, model.inTrash() && found.size() > 0);
            Shown.set(sure, false);
            Shown.set(empty, true);
        });
        return row;
    }

    private Node toast() {
        Label text = new Label();
        text.setId("done");
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        Button undo = new Button(words.text("done-undo.button"));
        undo.setId("done-undo");
        undo.getStyleClass().add("small");
        undo.setMinWidth(USE_PREF_SIZE);
        undo.setTooltip(new Tooltip(words.text("done-undo.tip")));
        undo.setAccessibleText(words.text("done-undo.tip"));
        undo.setOnAction(_ -> model.marks().undo());
        Button close = Icons.button("done-close", BootstrapIcons.X, words.text("note.close"));
        close.setOnAction(_ -> model.marks().forget());
        HBox row = new HBox(text, undo, close);
        row.getStyleClass().add("hand-row");
        PauseTransition read = new PauseTransition(READING);
        read.setOnFinished(_ -> model.marks().forget());
        Follow.value(this, model.marks().doneProperty(), done -> {
            Shown.set(row, done != null);
            read.playFromStart();
            if (done != null) {
                text.setText(words.text("done." + done.what(), done.count()));
                Shown.set(undo, done.undoable());
            }
        });
        return row;
    }
}
