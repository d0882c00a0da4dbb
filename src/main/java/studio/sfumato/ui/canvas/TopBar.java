package studio.sfumato.ui.canvas;

import java.util.function.Predicate;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ColorPicker;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Separator;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.canvas.tool.ToolModel;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.common.Shown;

/// Above the document: how the tool is set, what can be done to the mask, undo, and how closely one looks.
final class TopBar extends HBox {
    private static final double LARGEST_SLID = 300;
    private static final double FAR = 255;
    private static final double PERCENT = 100;

    private final CanvasModel model;
    private final Messages words;
    private final Controls controls;

    TopBar(CanvasModel model, Node files, Messages words) {
        this.model = model;
        this.words = words;
        controls = new Controls(words);
        getStyleClass().add("canvas-bar");
        Region gap = new Region();
        setHgrow(gap, Priority.ALWAYS);
        getChildren().addAll(files, new Separator(Orientation.VERTICAL));
        getChildren().addAll(brush(), tolerance(), crop(), colour(), mask(), gap, history(), zoom());
        Follow.value(this, model.page().documentProperty(), open -> {
            for (Node each : getChildren()) {
                each.setDisable(open == null && each != files);
            }
        });
    }

    private Node brush() {
        ToolModel tools = model.tools();
        HBox both = new HBox(
                controls.slid("brush-size", tools.sizeProperty(), new Slider(1, LARGEST_SLID, 1), 1),
                controls.slid("brush-hardness", tools.hardnessProperty(), new Slider(0, 1, 1), PERCENT));
        both.getStyleClass().add("bar-group");
        whileHeld(both, ToolKind::brushes);
        return both;
    }

    private Node tolerance() {
        HBox all = controls.slid("fill-tolerance", model.tools().toleranceProperty(), new Slider(0, FAR, 1), 1);
        whileHeld(all, ToolKind::tolerant);
        return all;
    }

    private Node crop() {
        HBox all = new HBox(controls.button("crop-apply", () -> model.hand().finish()));
        Follow.value(
                all,
                model.tools().outlineProperty(),
                shape -> Shown.set(
                        all, !shape.empty() && model.tools().kindProperty().get() == ToolKind.CROP));
        return all;
    }

    private void whileHeld(Node node, Predicate<ToolKind> wanted) {
        Follow.value(node, model.tools().kindProperty(), kind -> Shown.set(node, wanted.test(kind)));
    }

    /// The colour one paints with, or on a mask the one it is shown in.
    private Node colour() {
        ColorPicker picker = new ColorPicker();
        picker.setId("paint-colour");
        picker.setTooltip(new Tooltip(words.text("paint-colour.tip")));
        picker.setAccessibleText(words.text("paint-colour.tip"));
        Runnable follow = () -> picker.setValue(colour(
                masks() ? model.mask().rgb() : model.tools().colourProperty().get()));
        picker.setOnAction(_ -> {
            int rgb = rgb(picker.getValue());
            if (masks()) {
                model.mask().tint(rgb);
            } else {
                model.tools().colourProperty().set(rgb);
            }
        });
        Follow.changes(picker, model.page().chosenProperty(), follow);
        Follow.changes(picker, model.page().revisionProperty(), follow);
        Follow.changes(picker, model.tools().colourProperty(), follow);
        follow.run();
        return picker;
    }

    private boolean masks() {
        return model.page()
                .layer()
                .filter(each -> each.kind() == LayerKind.MASK)
                .isPresent();
    }

    private static Color colour(int rgb) {
        return Color.rgb((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF);
    }

    private static int rgb(Color colour) {
        return ((int) Math.round(colour.getRed() * FAR) << 16)
                | ((int) Math.round(colour.getGreen() * FAR) << 8)
                | (int) Math.round(colour.getBlue() * FAR);
    }

    private Node mask() {
        ToggleButton quick = controls.toggle("mask-quick", new FontIcon(BootstrapIcons.MASK));
        quick.setOnAction(_ -> {
            model.page().quickMask();
            quick.setSelected(model.page().quickProperty().get());
        });
        Follow.value(quick, model.page().quickProperty(), quick::setSelected);
        NumberField reach = new NumberField(NumberField.Range.whole(1, ToolModel.FARTHEST));
        reach.setId("mask-reach");
        reach.getStyleClass().add("reach");
        reach.setTooltip(new Tooltip(words.text("mask-reach.tip")));
        reach.setAccessibleText(words.text("mask-reach.tip"));
        reach.valueProperty().bindBidirectional(model.tools().reachProperty());
        HBox all = new HBox(
                quick,
                controls.sign("mask-turn", BootstrapIcons.CIRCLE_HALF, model.mask()::invert),
                controls.sign("mask-grow", BootstrapIcons.ARROWS_ANGLE_EXPAND, model.mask()::grow),
                controls.sign("mask-shrink", BootstrapIcons.ARROWS_ANGLE_CONTRACT, model.mask()::shrink),
                controls.sign("mask-feather", BootstrapIcons.DROPLET_HALF, model.mask()::feather),
                reach,
                controls.sign("mask-clear", BootstrapIcons.X_CIRCLE, model.mask()::clear));
        all.getStyleClass().add("bar-group");
        return all;
    }

    private Node history() {
        Node undo = controls.sign("canvas-undo", BootstrapIcons.ARROW_90DEG_LEFT, model.page()::undo);
        Node redo = controls.sign("canvas-redo", BootstrapIcons.ARROW_90DEG_RIGHT, model.page()::redo);
        Follow.value(undo, model.page().undoableProperty(), can -> undo.setDisable(!can));
        Follow.value(redo, model.page().redoableProperty(), can -> redo.setDisable(!can));
        HBox both = new HBox(undo, redo);
        both.getStyleClass().add("bar-group");
        return both;
    }

    private Node zoom() {
        MenuButton zoom = new MenuButton();
        zoom.setId("canvas-zoom");
        zoom.setMinWidth(USE_PREF_SIZE);
        zoom.getStyleClass().add("zoom");
        zoom.setTooltip(new Tooltip(words.text("canvas-zoom.tip")));
        zoom.setAccessibleText(words.text("canvas-zoom.tip"));
        zoom.getItems().addAll(item("zoom-fit", model::fit), item("zoom-actual", model::actual));
        zoom.getItems().addAll(item("zoom-in", () -> model.zoom(1)), item("zoom-out", () -> model.zoom(-1)));
        CheckMenuItem repeat = new CheckMenuItem(words.text("zoom-repeat.button"));
        repeat.setId("zoom-repeat");
        repeat.selectedProperty().bindBidirectional(model.repeatedProperty());
        zoom.getItems().add(repeat);
        Follow.value(
                zoom,
                model.sightProperty(),
                sight -> zoom.setText(words.text("canvas-zoom.value", Math.round(sight.scale() * PERCENT))));
        return zoom;
    }

    private MenuItem item(String id, Runnable action) {
        MenuItem item = new MenuItem(words.text(id + ".button"));
        item.setId(id);
        item.setOnAction(_ -> action.run());
        return item;
    }
}
