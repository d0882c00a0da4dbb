package studio.sfumato.ui.canvas;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// The layers, the uppermost first: which are seen, how strongly, in which order, and which one is worked on.
final class LayersPane extends VBox {
    private final LayersModel model;
    private final ControlModel control;
    private final Messages words;
    private final Controls controls;
    private final ListView<Layer> list = new ListView<>();
    private boolean following;

    /// @param more what else can be done to a layer
    LayersPane(LayersModel model, ControlModel control, MaskModel mask, Node more, Messages words) {
        this.model = model;
        this.control = control;
        this.words = words;
        controls = new Controls(words);
        getStyleClass().add("layers");
        setVgrow(list, Priority.ALWAYS);
        getChildren().addAll(head(), list, veil(mask), foot(more));
        list.setId("layers");
        list.setAccessibleText(words.text("layers.name"));
        list.setCellFactory(_ -> new LayerCell(model, words));
        list.setItems(model.rows());
        list.setEditable(true);
        Follow.changes(this, model.rows(), this::follow);
        Follow.value(this, model.chosenProperty(), _ -> follow());
        list.getSelectionModel().selectedItemProperty().subscribe((_, now) -> choose(now));
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    }

    private void choose(@Nullable Layer layer) {
        if (!following && layer != null) {
            model.choose(layer.id());
        }
    }

    private void follow() {
        following = true;
        int at = model.place();
        if (at >= 0) {
            list.getSelectionModel().clearAndSelect(at);
            list.scrollTo(at);
        } else {
            list.getSelectionModel().clearSelection();
        }
        following = false;
    }

    private Node head() {
        Label name = new Label(words.text("layers.name"));
        name.getStyleClass().add("field-name");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(name, gap, add(LayerKind.PAINT), add(LayerKind.MASK), add(LayerKind.CONTROL));
        head.getStyleClass().add("layers-head");
        return head;
    }

    private Button add(LayerKind kind) {
        String id = "layer-add-" + LayersModel.id(kind);
        Button button = new Button(words.text(id + ".button"), new FontIcon(BootstrapIcons.PLUS));
        button.setId(id);
        button.getStyleClass().add("chip");
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".tip"));
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> {
            if (kind == LayerKind.CONTROL) {
                control.add();
            } else {
                model.add(kind);
            }
        });
        Follow.value(button, model.openProperty(), open -> button.setDisable(!open));
        return button;
    }

    /// How strongly masks are seen, apart from how much the layer masks.
    private Node veil(MaskModel mask) {
        HBox veil = controls.slid("mask-veil", mask.veilProperty(), new Slider(0, 1, 1), 100);
        HBox.setHgrow(veil.getChildren().getLast(), Priority.ALWAYS);
        veil.getStyleClass().add("layers-veil");
        Follow.value(veil, mask.chosenProperty(), chosen -> Shown.set(veil, chosen));
        return veil;
    }

    private Node foot(Node more) {
        HBox opacity = controls.slid("layer-opacity", model.opacityProperty(), new Slider(0, 1, 1), 100);
        HBox.setHgrow(opacity, Priority.ALWAYS);
        HBox.setHgrow(opacity.getChildren().getLast(), Priority.ALWAYS);
        HBox foot = new HBox(
                opacity,
                more,
                controls.sign("layer-up", BootstrapIcons.CHEVRON_UP, () -> model.moveBy(1)),
                controls.sign("layer-down", BootstrapIcons.CHEVRON_DOWN, () -> model.moveBy(-1)),
                controls.sign("layer-merge", BootstrapIcons.ARROW_BAR_DOWN, model::mergeDown),
                controls.sign("layer-delete", BootstrapIcons.TRASH, model::delete));
        foot.getStyleClass().add("layers-foot");
        Follow.value(foot, model.anyProperty(), any -> foot.setDisable(!any));
        return foot;
    }

    /// The keys of the list, where no name is being typed.
    private void key(KeyEvent key) {
        if (list.getEditingIndex() >= 0) {
            return;
        }
        if (key.isAltDown() && (key.getCode() == KeyCode.UP || key.getCode() == KeyCode.DOWN)) {
            model.moveBy(key.getCode() == KeyCode.UP ? 1 : -1);
        } else if (key.getCode() == KeyCode.DELETE) {
            model.delete();
        } else if (key.getCode() == KeyCode.F2) {
            list.edit(list.getSelectionModel().getSelectedIndex());
        } else if (key.getCode() == KeyCode.SPACE) {
            model.toggle(list.getSelectionModel().getSelectedItem());
        } else {
            return;
        }
        key.consume();
    }
}
