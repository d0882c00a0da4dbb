package studio.sfumato.ui.models;

import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.ModelEntry;

/// One model in the list: what it calls itself, what it is, and whether it is in use or damaged.
final class ModelCell extends ListCell<ModelEntry> {
    private static final PseudoClass BROKEN = PseudoClass.getPseudoClass("broken");

    private final ModelsModel model;
    private final Messages words;
    private final FontIcon icon = new FontIcon(BootstrapIcons.BOX);
    private final Label title = new Label();
    private final Label about = new Label();
    private final Label used;
    private final Label usual;
    private final Label size = new Label();
    private final HBox row;

    ModelCell(ModelsModel model, Messages words) {
        this.model = model;
        this.words = words;
        title.getStyleClass().add("title");
        about.getStyleClass().addAll("quiet", "path");
        title.setMinWidth(0);
        about.setMinWidth(0);
        used = mark("models.mark.used");
        usual = mark("models.mark.usual");
        used.getStyleClass().add("strong");
        size.getStyleClass().add("size-on-disk");
        size.setMinWidth(USE_PREF_SIZE);
        VBox text = new VBox(title, about);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        row = new HBox(icon, text, used, usual, size);
        row.getStyleClass().add("model-row");
        Follow.value(this, model.inUseProperty(), _ -> marks());
        Follow.value(this, model.usualProperty(), _ -> marks());
        setPrefWidth(0); // a long name is cut, not scrolled to
    }

    private Label mark(String key) {
        Label mark = new Label(words.text(key));
        mark.getStyleClass().add("mark");
        mark.setMinWidth(USE_PREF_SIZE);
        mark.managedProperty().bind(mark.visibleProperty());
        return mark;
    }

    private void marks() {
        ModelEntry entry = getItem();
        used.setVisible(
                entry != null && entry.name().equals(model.inUseProperty().getValue()));
        usual.setVisible(
                entry != null && entry.name().equals(model.usualProperty().getValue()));
    }

    @Override
    protected void updateItem(@Nullable ModelEntry entry, boolean empty) {
        super.updateItem(entry, empty);
        setText(null);
        boolean broken = entry != null && entry.problem().isPresent();
        pseudoClassStateChanged(BROKEN, broken);
        marks();
        if (empty || entry == null) {
            setGraphic(null);
            setTooltip(null);
            setAccessibleText(null);
            return;
        }
        icon.setIconCode(broken ? BootstrapIcons.EXCLAMATION_TRIANGLE : BootstrapIcons.BOX);
        title.setText(Printable.of(entry.title()));
        String kind = entry.problem()
                .map(Printable::of)
                .orElseGet(() -> ModelWords.kind(entry) + " · " + Printable.of(entry.name()));
        about.setText(kind);
        size.setText(words.bytes(entry.bytes()));
        setGraphic(row);
        setTooltip(new Tooltip(Printable.of(entry.path().toString())));
        setAccessibleText(title.getText() + ", " + kind + ", " + size.getText());
    }
}
