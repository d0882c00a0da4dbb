package studio.sfumato.ui.canvas;

import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Messages;

/// One layer in the list: seen or not, its name, its opacity, locked or not. A double click or F2 renames it, dragging
/// puts it elsewhere.
final class LayerCell extends ListCell<Layer> {
    private static final PseudoClass TARGET = PseudoClass.getPseudoClass("target");
    private static final PseudoClass HIDDEN = PseudoClass.getPseudoClass("hidden");
    private static final int PERCENT = 100;

    private final LayersModel model;
    private final Messages words;
    private final FontIcon eye = new FontIcon(BootstrapIcons.EYE);
    private final FontIcon kind = new FontIcon(BootstrapIcons.IMAGE);
    private final FontIcon lock = new FontIcon(BootstrapIcons.UNLOCK);
    private final Button see = new Button("", eye);
    private final Button keep = new Button("", lock);
    private final Label name = new Label();
    private final Label opacity = new Label();
    private final TextField typed = new TextField();
    private final HBox row = new HBox();

    LayerCell(LayersModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("layer-cell");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        row.getStyleClass().add("layer-row");
        for (Button each : new Button[] {see, keep}) {
            each.getStyleClass().add("layer-switch");
            each.setFocusTraversable(false); // the list has keys for it
        }
        see.setOnAction(_ -> model.toggle(getItem()));
        keep.setOnAction(_ -> model.lock(getItem()));
        name.getStyleClass().add("may-be-cut");
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox.setHgrow(typed, Priority.ALWAYS);
        opacity.getStyleClass().add("quiet");
        opacity.setMinWidth(USE_PREF_SIZE);
        typed.setId("layer-name");
        typed.setTooltip(new Tooltip(words.text("layer-name.tip")));
        typed.setAccessibleText(words.text("layer-name.tip"));
        typed.setOnAction(_ -> rename());
        typed.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                cancelEdit();
                key.consume();
            }
        });
        typed.focusedProperty().subscribe((_, focused) -> {
            if (!focused && isEditing()) {
                rename();
            }
        });
        setOnDragDetected(this::drag);
        setOnDragOver(this::over);
        setOnDragExited(_ -> pseudoClassStateChanged(TARGET, false));
        setOnDragDropped(this::drop);
    }

    private void rename() {
        Layer layer = getItem();
        if (layer != null && !typed.getText().isBlank()) {
            model.rename(layer, typed.getText().strip());
        }
        cancelEdit();
    }

    @Override
    public void startEdit() {
        super.startEdit();
        if (isEditing() && getItem() != null) {
            typed.setText(getItem().name());
            row.getChildren().setAll(see, kind, typed);
            typed.requestFocus();
            typed.selectAll();
        }
    }

    @Override
    public void cancelEdit() {
        super.cancelEdit();
        row.getChildren().setAll(see, kind, name, opacity, keep);
        getListView().requestFocus();
    }

    @Override
    protected void updateItem(@Nullable Layer layer, boolean empty) {
        super.updateItem(layer, empty);
        if (empty || layer == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        eye.setIconCode(layer.visible() ? BootstrapIcons.EYE : BootstrapIcons.EYE_SLASH);
        lock.setIconCode(layer.locked() ? BootstrapIcons.LOCK : BootstrapIcons.UNLOCK);
        kind.setIconCode(icon(layer.kind()));
        name.setText(Printable.of(layer.name()));
        opacity.setText(words.text("layer.percent", Math.round(layer.opacity() * PERCENT)));
        say(see, layer.visible() ? "layer-hide.tip" : "layer-show.tip");
        say(keep, layer.locked() ? "layer-unlock.tip" : "layer-lock.tip");
        keep.setOpacity(layer.locked() ? 1 : 0.5);
        pseudoClassStateChanged(HIDDEN, !layer.visible());
        setAccessibleText(
                words.text("layer." + LayersModel.id(layer.kind())) + ": " + name.getText() + ", " + opacity.getText());
        if (!isEditing()) {
            row.getChildren().setAll(see, kind, name, opacity, keep);
        }
        setGraphic(row);
    }

    private void say(Button button, String key) {
        String says = words.text(key);
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
    }

    private static Ikon icon(LayerKind kind) {
        return switch (kind) {
            case PICTURE -> BootstrapIcons.IMAGE;
            case PAINT -> BootstrapIcons.PALETTE;
            case MASK -> BootstrapIcons.MASK;
            case CONTROL -> BootstrapIcons.DIAGRAM_3;
        };
    }

    private void drag(MouseEvent mouse) {
        Layer layer = getItem();
        if (layer != null && !isEditing()) {
            ClipboardContent content = new ClipboardContent();
            content.putString(layer.name());
            startDragAndDrop(TransferMode.MOVE).setContent(content);
            mouse.consume();
        }
    }

    private void over(DragEvent drag) {
        if (drag.getGestureSource() instanceof LayerCell from && from != this && getItem() != null) {
            drag.acceptTransferModes(TransferMode.MOVE);
            pseudoClassStateChanged(TARGET, true);
            drag.consume();
        }
    }

    private void drop(DragEvent drag) {
        Layer here = getItem();
        if (drag.getGestureSource() instanceof LayerCell from && from.getItem() != null && here != null) {
            model.moveTo(from.getItem(), here);
            drag.setDropCompleted(true);
            drag.consume();
        }
    }
}
