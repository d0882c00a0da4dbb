package studio.sfumato.ui.generate;

import java.io.File;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// The artist's styles: chosen with a tick, made from the prompt, changed, forgotten, or taken from
/// A1111's file.
final class StylesPane extends VBox {
    private final CreateModel create;
    private final StylesModel styles;
    private final Messages words;
    private final TextField search = new TextField();
    private final ListView<PromptStyle> list = new ListView<>();
    private final TextField name = new TextField();
    private final TextArea positive = new TextArea();
    private final TextArea negative = new TextArea();

    StylesPane(CreateModel create, Messages words) {
        this.create = create;
        this.styles = create.styles();
        this.words = words;
        getStyleClass().add("styles-pane");
        describe(search, "styles-search", "styles.search");
        list.setId("styles-list");
        list.setAccessibleText(words.text("styles.title"));
        Label empty = new Label(words.text("styles.empty"));
        empty.setWrapText(true);
        list.setPlaceholder(empty);
        list.setCellFactory(_ -> new Cell());
        search.textProperty().subscribe(this::find);
        Follow.changes(this, styles.all(), this::find);
        showList();
    }

    private void find() {
        list.setItems(FXCollections.observableList(styles.find(search.getText())));
    }

    private void showList() {
        Button save = button("style-new", "styles.new");
        save.setOnAction(_ -> edit(new PromptStyle(
                words.text("styles.untitled"),
                create.prompt().textProperty().get(),
                create.negative().textProperty().get())));
        Button take = button("styles-import", "styles.import");
        take.setOnAction(_ -> {
            FileChooser chooser = new FileChooser();
            chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("CSV", "*.csv"));
            File file = chooser.showOpenDialog(getScene().getWindow());
            if (file != null) {
                styles.take(file.toPath());
            }
        });
        HBox foot = new HBox(save, take);
        foot.getStyleClass().add("row");
        getChildren().setAll(search, list, foot);
    }

    private Button button(String id, String key) {
        Button button = new Button(words.text(key));
        button.setId(id);
        button.getStyleClass().add("small");
        button.setTooltip(new Tooltip(words.text(key + "-tip")));
        button.setAccessibleText(words.text(key));
        return button;
    }

    private void describe(TextInputControl field, String id, String key) {
        field.setId(id);
        field.setPromptText(words.text(key));
        field.setTooltip(new Tooltip(words.text(key)));
        field.setAccessibleText(words.text(key));
    }

    private void edit(PromptStyle style) {
        describe(name, "style-name", "styles.edit-name");
        describe(positive, "style-positive", "styles.edit-positive");
        describe(negative, "style-negative", "styles.edit-negative");
        name.setText(style.name());
        positive.setText(style.positive());
        negative.setText(style.negative());
        positive.setPrefRowCount(4);
        negative.setPrefRowCount(2);
        positive.setWrapText(true);
        negative.setWrapText(true);
        Button keep = button("style-keep", "styles.keep");
        keep.getStyleClass().add("accent");
        keep.disableProperty().bind(name.textProperty().map(String::isBlank));
        keep.setOnAction(_ -> {
            styles.keep(new PromptStyle(name.getText().strip(), positive.getText(), negative.getText()));
            showList();
        });
        Button back = button("style-back", "styles.back");
        back.setOnAction(_ -> showList());
        HBox foot = new HBox(keep, back);
        foot.getStyleClass().add("row");
        getChildren()
                .setAll(
                        field("styles.edit-name", name),
                        field("styles.edit-positive", positive),
                        field("styles.edit-negative", negative),
                        foot);
        name.requestFocus();
    }

    private Node field(String key, Control control) {
        Label label = new Label(words.text(key));
        label.getStyleClass().add("field-name");
        label.setLabelFor(control);
        VBox field = new VBox(label, control);
        field.getStyleClass().add("field");
        return field;
    }

    private final class Cell extends ListCell<PromptStyle> {
        @Override
        protected void updateItem(@Nullable PromptStyle style, boolean empty) {
            super.updateItem(style, empty);
            if (empty || style == null) {
                setGraphic(null);
                return;
            }
            CheckBox tick = new CheckBox(style.name());
            tick.setMnemonicParsing(false);
            tick.setAccessibleText(style.name());
            tick.setTooltip(new Tooltip(style.positive()));
            tick.setSelected(styles.chosen().contains(style.name()));
            tick.setOnAction(_ -> styles.toggle(style.name()));
            tick.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(tick, Priority.ALWAYS);
            Region gap = new Region();
            Button change =
                    Icons.button("style-change", BootstrapIcons.PENCIL, words.text("styles.change", style.name()));
            change.setOnAction(_ -> edit(style));
            Button forget =
                    Icons.button("style-forget", BootstrapIcons.TRASH, words.text("styles.forget", style.name()));
            forget.setOnAction(_ -> styles.forget(style));
            HBox row = new HBox(tick, gap, change, forget);
            row.getStyleClass().add("row");
            setGraphic(row);
        }
    }
}
