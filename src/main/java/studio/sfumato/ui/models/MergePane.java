package studio.sfumato.ui.models;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.merge.MergeMethod;
import studio.sfumato.weights.merge.Precision;

/// Asks what a new model is to be made of, and tells how far it is.
final class MergePane extends VBox {
    private final MergeModel model;
    private final Messages words;
    private final VBox form = new VBox();
    private final ComboBox<ModelEntry> second;

    MergePane(MergeModel model, Messages words) {
        this.model = model;
        this.words = words;
        setId("merge");
        getStyleClass().addAll("details", "merge");
        second = models("merge-b", model.others(), model.bProperty());
        second.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.DELETE || key.getCode() == KeyCode.BACK_SPACE) {
                model.bProperty().set(null);
                key.consume();
            }
        });
        Node third = field("merge.c", models("merge-c", model.others(), model.cProperty()));
        BlocksFold blocks = new BlocksFold(model, words);
        form.getStyleClass().add("merge-form");
        form.getChildren()
                .addAll(
                        field("merge.a", models("merge-a", model.firsts(), model.aProperty())),
                        field("merge.b", second),
                        field("merge.method", method()),
                        third,
                        new AmountRow(
                                "merge-amount",
                                words.text("merge.amount"),
                                words.text("merge.amount.tip"),
                                model.amountProperty(),
                                model.methodProperty()),
                        blocks,
                        new MergeAddOnsPane(model.addOns(), words),
                        field("merge.precision", precision()),
                        field("merge.name", name()),
                        where());
        getChildren().addAll(head(), form, go(), progress());
        Follow.value(this, model.methodProperty(), how -> Shown.set(third, how.third()));
        Follow.value(this, model.bProperty(), mixed -> Shown.set(blocks, mixed != null));
        Follow.value(this, model.progressProperty(), now -> form.setDisable(now != null));
    }

    /// Puts the cursor where the next choice is.
    void entered() {
        second.requestFocus();
    }

    private Node head() {
        Label title = new Label(words.text("merge.title"));
        title.getStyleClass().add("title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button close = Icons.button("merge-close", BootstrapIcons.X, words.text("merge.close"));
        close.setOnAction(_ -> model.openProperty().set(false));
        HBox head = new HBox(title, gap, close);
        head.getStyleClass().add("merge-head");
        return head;
    }

    private Node field(String key, Control control) {
        return field(key, control, control, words);
    }

    /// {@return a choice with its name above it}
    ///
    /// @param key of its name; what it is for is `key.tip`
    /// @param content the choice, and what stands beside it
    static Node field(String key, Control control, Node content, Messages words) {
        Label name = new Label(words.text(key));
        name.getStyleClass().add("field-name");
        name.setLabelFor(control);
        control.setAccessibleText(words.text(key));
        control.setTooltip(new Tooltip(words.text(key + ".tip")));
        control.setMaxWidth(Double.MAX_VALUE);
        VBox field = new VBox(name, content);
        field.getStyleClass().add("field");
        return field;
    }

    private ComboBox<ModelEntry> models(
            String id, ObservableList<ModelEntry> choices, ObjectProperty<@Nullable ModelEntry> chosen) {
        ComboBox<ModelEntry> box = new ComboBox<>();
        box.setId(id);
        box.setPromptText(words.text("merge.choose"));
        box.setConverter(shown(entry -> Printable.of(entry.title()) + " · " + ModelWords.kind(entry)));
        boolean[] filling = {false};
        Runnable fill = () -> {
            filling[0] = true;
            box.getItems().setAll(choices);
            box.setValue(chosen.get());
            filling[0] = false;
        };
        Follow.changes(this, choices, fill);
        Follow.value(this, chosen, _ -> fill.run());
        box.valueProperty().subscribe(entry -> {
            if (!filling[0]) {
                chosen.set(entry);
            }
        });
        return box;
    }

    private ComboBox<MergeMethod> method() {
        ComboBox<MergeMethod> box = new ComboBox<>();
        box.setId("merge-method");
        box.getItems().setAll(MergeMethod.values());
        box.setConverter(shown(how -> words.text("merge.method." + how.id())));
        box.valueProperty().bindBidirectional(model.methodProperty());
        return box;
    }

    private ComboBox<Precision> precision() {
        ComboBox<Precision> box = new ComboBox<>();
        box.setId("merge-precision");
        box.getItems().setAll(List.of(Precision.values()));
        box.setConverter(shown(Precision::label));
        box.valueProperty().bindBidirectional(model.precisionProperty());
        return box;
    }

    /// {@return what lets a list of choices, which are not typed, be read}
    static <T> StringConverter<T> shown(Function<T, String> words) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T choice) {
                return choice == null ? "" : words.apply(choice);
            }

            @Override
            public @Nullable T fromString(String typed) {
                return null; // it is not typed
            }
        };
    }

    private TextField name() {
        TextField name = new TextField();
        name.setId("merge-name");
        name.textProperty().bindBidirectional(model.nameProperty());
        name.setOnAction(_ -> model.start());
        return name;
    }

    private Node where() {
        Label where = new Label();
        where.setId("merge-where");
        where.setWrapText(true);
        where.setMinHeight(USE_PREF_SIZE);
        where.getStyleClass().addAll("quiet", "path");
        Follow.value(
                this,
                model.folderProperty(),
                folder -> where.setText(words.text("merge.where", Printable.of(folder.toString()))));
        return where;
    }

    private Node go() {
        Button go = new Button(words.text("merge.go.button"), new FontIcon(BootstrapIcons.INTERSECT));
        go.setId("merge-go");
        go.getStyleClass().add("primary");
        go.setMaxWidth(Double.MAX_VALUE);
        go.setTooltip(new Tooltip(words.text("merge.go.tip")));
        go.setAccessibleText(words.text("merge.go.tip"));
        go.setOnAction(_ -> model.start());
        Follow.value(this, model.readyProperty(), ready -> go.setDisable(!ready));
        Follow.value(this, model.progressProperty(), now -> Shown.set(go, now == null));
        return go;
    }

    private Node progress() {
        ProgressBar bar = new ProgressBar();
        bar.setId("merge-progress");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(words.text("merge.title"));
        Label says = new Label();
        says.setId("merge-says");
        says.getStyleClass().add("quiet");
        Button cancel = new Button(words.text("cancel.button"), new FontIcon(BootstrapIcons.X));
        cancel.setId("merge-cancel");
        cancel.setMaxWidth(Double.MAX_VALUE);
        cancel.setTooltip(new Tooltip(words.text("merge.cancel.tip")));
        cancel.setAccessibleText(words.text("merge.cancel.tip"));
        cancel.setOnAction(_ -> model.cancel());
        VBox all = new VBox(bar, says, cancel);
        all.getStyleClass().add("merge-form");
        Follow.value(this, model.progressProperty(), now -> {
            Shown.set(all, now != null);
            if (now != null) {
                boolean known = now.total() > 0;
                bar.setProgress(known ? (double) now.done() / now.total() : ProgressBar.INDETERMINATE_PROGRESS);
                says.setText(says(now));
            }
        });
        return all;
    }

    private String says(MergeModel.Progress now) {
        if (!now.asked().isEmpty()) {
            return words.text("merge.asking", Printable.of(now.asked()));
        }
        return now.total() > 0
                ? words.text("merge.progress", words.bytes(now.done()), words.bytes(now.total()))
                : words.text("merge.reading");
    }
}
