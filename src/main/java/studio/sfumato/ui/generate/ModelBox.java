package studio.sfumato.ui.generate;

import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;

/// Chooses the model, by the name it gives itself; its family and precision stand beside it.
public final class ModelBox extends ComboBox<ModelEntry> {
    private final CreateModel create;
    private boolean following;

    /// A box that chooses for `create`.
    public ModelBox(CreateModel create, Messages words) {
        super(create.shelf().entries());
        this.create = create;
        setId("model");
        setMaxWidth(Double.MAX_VALUE);
        setPromptText(words.text("model.looking"));
        setTooltip(new Tooltip(words.text("model.tip")));
        setAccessibleText(words.text("model.name").replace("_", ""));
        setCellFactory(_ -> new Cell());
        setButtonCell(new Cell());
        Follow.value(this, create.form().modelProperty(), _ -> follow());
        Follow.changes(this, create.shelf().entries(), this::follow);
        // only when it changes: what a box begins with was chosen elsewhere
        valueProperty().subscribe((_, entry) -> {
            if (entry != null && !following) {
                create.chooseModel(entry.name());
            }
        });
    }

    /// Shows the model in the form, without choosing it again.
    private void follow() {
        String name = create.form().modelProperty().get();
        following = true;
        setValue(getItems().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null));
        following = false;
    }

    private static final class Cell extends ListCell<ModelEntry> {
        @Override
        protected void updateItem(@Nullable ModelEntry entry, boolean empty) {
            super.updateItem(entry, empty);
            setText(null);
            if (empty || entry == null) {
                setGraphic(null);
                return;
            }
            Label title = new Label(entry.title());
            Label kind = new Label(entry.family().map(ModelFamily::label).orElse("") + " · " + entry.precision());
            kind.getStyleClass().add("quiet");
            HBox both = new HBox(title, kind);
            both.getStyleClass().add("model-cell");
            setGraphic(both);
        }
    }
}
