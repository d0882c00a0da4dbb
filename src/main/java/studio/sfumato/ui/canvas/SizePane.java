package studio.sfumato.ui.canvas;

import atlantafx.base.controls.Popover;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// Asks for the size of the canvas, and which place stays or whether the sides belong together.
final class SizePane extends VBox {
    private static final int ROW = 3;

    private final SizeModel model;
    private final Messages words;
    private final Runnable done;
    private final TextField width;
    private boolean scaling;

    /// @param done closes it
    private SizePane(SizeModel model, Messages words, Runnable done) {
        this.model = model;
        this.words = words;
        this.done = done;
        getStyleClass().add("size-pane");
        boolean scales = model.way() == SizeModel.Way.SCALE;
        width = side("size-width", model.widthProperty());
        TextField height = side("size-height", model.heightProperty());
        HBox sides = new HBox(named("size-width", width), named("size-height", height));
        sides.getStyleClass().add("row");
        Label says = Labels.quiet("");
        says.setId("size-says");
        Button go = new Controls(words).button(scales ? "size-scale" : "size-go", this::apply);
        go.getStyleClass().add("primary");
        Follow.value(this, model.verdictProperty(), verdict -> {
            says.setText(verdict.text());
            go.setDisable(!verdict.possible() || model.busyProperty().get());
        });
        Follow.value(this, model.busyProperty(), busy -> {
            sides.setDisable(busy);
            go.setDisable(busy || !model.verdictProperty().get().possible());
            if (scaling && !busy) {
                done.run();
            }
            scaling = busy;
        });
        getChildren()
                .addAll(
                        Labels.quiet(words.text(scales ? "size.scale" : "size.frame")),
                        sides,
                        scales ? keep() : anchors(),
                        says,
                        go);
    }

    /// Shows it beside `by`.
    static void show(SizeModel model, SizeModel.Way way, Node by, Messages words) {
        model.begin(way);
        Popover popover = new Popover();
        SizePane pane = new SizePane(model, words, popover::hide);
        popover.setContentNode(pane);
        popover.setTitle(words.text(way == SizeModel.Way.SCALE ? "picture-size.title" : "canvas-size.title"));
        popover.setHeaderAlwaysVisible(true);
        popover.setDetachable(false);
        popover.setArrowLocation(Popover.ArrowLocation.TOP_LEFT);
        popover.show(by);
        popover.setOnHidden(_ -> Follow.end(pane));
        pane.width.requestFocus();
        pane.width.selectAll();
    }

    private void apply() {
        if (model.apply() && !model.busyProperty().get()) {
            done.run();
        }
    }

    private TextField side(String id, StringProperty value) {
        TextField field = new TextField();
        field.setId(id);
        field.setPrefColumnCount(6);
        field.setTooltip(new Tooltip(words.text(id + ".tip")));
        field.setAccessibleText(words.text(id + ".tip"));
        field.textProperty().bindBidirectional(value);
        field.setOnAction(_ -> apply());
        return field;
    }

    private Node named(String id, TextField field) {
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setLabelFor(field);
        VBox both = new VBox(name, field);
        both.getStyleClass().add("field");
        return both;
    }

    private Node keep() {
        CheckBox box = new CheckBox(words.text("size-keep.name"));
        box.setId("size-keep");
        box.setTooltip(new Tooltip(words.text("size-keep.tip")));
        box.setAccessibleText(words.text("size-keep.name"));
        box.selectedProperty().bindBidirectional(model.keepProperty());
        return box;
    }

    private Node anchors() {
        Label name = new Label(words.text("size-anchor.name"));
        name.getStyleClass().add("field-name");
        GridPane grid = new GridPane();
        grid.getStyleClass().add("size-anchors");
        ToggleGroup group = new ToggleGroup();
        for (int i = 0; i < SizeModel.ANCHORS; i++) {
            int place = i;
            ToggleButton button = new ToggleButton("", new FontIcon(BootstrapIcons.DOT));
            button.setId("size-anchor-" + i);
            button.getStyleClass().add("icon-button");
            button.setTooltip(new Tooltip(words.text("size-anchor." + i)));
            button.setAccessibleText(words.text("size-anchor." + i));
            button.setToggleGroup(group);
            button.setOnAction(_ -> {
                model.anchorProperty().set(place);
                button.setSelected(true); // one of them always is
            });
            Follow.value(this, model.anchorProperty(), at -> button.setSelected(at.intValue() == place));
            grid.add(button, i % ROW, i / ROW);
        }
        grid.setAlignment(Pos.CENTER_LEFT);
        VBox both = new VBox(name, grid);
        both.getStyleClass().add("field");
        return both;
    }
}
