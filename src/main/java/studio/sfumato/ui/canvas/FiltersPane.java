package studio.sfumato.ui.canvas;

import atlantafx.base.controls.ProgressSliderSkin;
import atlantafx.base.theme.Tweaks;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// The filters of the chosen layer, below the layers; there while it has any.
final class FiltersPane extends VBox {
    private final FiltersModel model;
    private final Messages words;
    private final Controls controls;
    private final VBox rows = new VBox();

    FiltersPane(FiltersModel model, Messages words) {
        this.model = model;
        this.words = words;
        controls = new Controls(words);
        setId("filters");
        getStyleClass().add("filters");
        rows.getStyleClass().add("filter-rows");
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("asked-scroll");
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().add(scroll);
        Follow.changes(this, model.rows(), this::show);
        show();
    }

    /// {@return the button that gives the chosen layer a filter}
    static MenuButton add(FiltersModel model, Messages words) {
        MenuButton button = new MenuButton("", new FontIcon(BootstrapIcons.SLIDERS));
        button.setId("filter-add");
        button.getStyleClass().addAll("icon-button", Tweaks.NO_ARROW);
        button.setTooltip(new Tooltip(words.text("filter-add.tip")));
        button.setAccessibleText(words.text("filter-add.tip"));
        for (FilterKind kind : FilterKind.values()) {
            MenuItem item = new MenuItem(words.text(kind.id() + ".name"));
            item.setId(kind.id());
            item.setOnAction(_ -> model.add(kind));
            button.getItems().add(item);
        }
        Follow.value(button, model.possibleProperty(), possible -> button.setDisable(!possible));
        return button;
    }

    private void show() {
        rows.getChildren().forEach(Follow::end);
        List<Node> nodes = new ArrayList<>();
        for (FiltersModel.Row row : model.rows()) {
            nodes.add(head(row));
            for (int i = 0; i < row.kind().knobs().size(); i++) {
                nodes.add(knob(row, i));
            }
        }
        rows.getChildren().setAll(nodes);
        Shown.set(this, !nodes.isEmpty());
    }

    private Node head(FiltersModel.Row row) {
        String name = words.text(row.kind().id() + ".name");
        Label label = new Label(name);
        label.getStyleClass().add("field-name");
        Label busy = new Label(words.text("filter-busy.text"));
        busy.getStyleClass().add("filter-busy");
        Follow.value(busy, model.workingProperty(), busy::setVisible);
        HBox.setHgrow(busy, Priority.ALWAYS);
        busy.setMaxWidth(Double.MAX_VALUE);
        HBox head = new HBox(label, busy, controls.sign("filter-remove", BootstrapIcons.X, () -> model.remove(row)));
        head.getStyleClass().add("filter-head");
        return head;
    }

    private Node knob(FiltersModel.Row row, int index) {
        FilterKind.Knob knob = row.kind().knobs().get(index);
        Slider slider = new Slider(knob.least(), knob.most(), row.value(index).get());
        slider.setId(row.kind().id() + "-" + knob.id());
        slider.setSkin(new ProgressSliderSkin(slider));
        slider.setTooltip(new Tooltip(words.text(knob.id() + ".tip")));
        slider.setAccessibleText(words.text(knob.id() + ".tip"));
        HBox.setHgrow(slider, Priority.ALWAYS);
        slider.setMaxWidth(Double.MAX_VALUE);
        Label says = new Label();
        says.getStyleClass().add("slid-name");
        says.setMinWidth(Region.USE_PREF_SIZE);
        Follow.value(slider, row.value(index), now -> {
            slider.setValue(now.doubleValue());
            says.setText(words.text(knob.id() + ".value", Math.round(now.doubleValue() * 10) / 10.0));
        });
        slider.valueProperty().subscribe((_, now) -> row.value(index).set(now.doubleValue()));
        HBox both = new HBox(says, slider);
        both.getStyleClass().addAll("slid", "filter-knob");
        return both;
    }
}
