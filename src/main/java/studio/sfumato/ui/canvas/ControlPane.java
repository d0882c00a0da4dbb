package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.generate.FieldNodes;
import studio.sfumato.ui.generate.FormField;

/// How the layer of control that is worked on guides the picture; there while one is.
final class ControlPane extends VBox {
    private final ControlModel model;
    private final Messages words;
    private final FieldNodes nodes;
    private final Controls controls;

    /// @param pose who is in a pose
    /// @param scene what areas can show
    /// @param load asks for a map that is there already
    ControlPane(ControlModel model, Node pose, Node scene, Supplier<Optional<Path>> load, Messages words) {
        this.model = model;
        this.words = words;
        nodes = new FieldNodes(words);
        controls = new Controls(words);
        getStyleClass().addAll("form", "control");
        Button make = controls.button("control-make", model::make);
        Button there = controls.sign(
                "control-load",
                BootstrapIcons.BOX_ARROW_IN_DOWN,
                () -> load.get().ifPresent(model::load));
        Follow.value(
                there,
                model.type().valueProperty(),
                type -> Shown.set(there, type.making() != ControlType.Making.DRAWN));
        Label none = Labels.quiet(words.text("control.none"));
        Follow.changes(
                none, model.models(), () -> Shown.set(none, model.models().isEmpty()));
        Shown.set(none, model.models().isEmpty());
        Label anew = Labels.quiet(words.text("control.inpaint"));
        anew.setId("control-inpaint");
        Follow.value(anew, model.type().valueProperty(), type -> Shown.set(anew, type == ControlType.INPAINT));
        Follow.value(scene, model.type().valueProperty(), type -> Shown.set(scene, type == ControlType.SEGMENTATION));
        HBox map = new HBox(make, there);
        make.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(make, Priority.ALWAYS);
        map.getStyleClass().add("row");
        HBox span = new HBox(nodes.node(model.start()), nodes.node(model.end()));
        span.getStyleClass().add("row");
        List<Node> counts =
                List.of(nodes.slid(model.weight(), new Slider(0, 2, 1), 0.05), span, nodes.chosen(model.mode()));
        getChildren().addAll(nodes.chosen(model.type()), anew, map, thresholds(), scene, pose, network(), none);
        getChildren().addAll(counts);
        Follow.value(
                this,
                model.modelProperty(),
                name -> counts.forEach(each -> Shown.set(each, !name.equals(ControlUnit.OWN))));
        Follow.value(this, model.shownProperty(), shown -> Shown.set(this, shown));
    }

    /// What the kind of map that is made can be told; moving a slider makes it anew.
    private Node thresholds() {
        MapModel maps = model.maps();
        Map<FormField<Number>, Node> all = new LinkedHashMap<>();
        all.put(maps.low(), nodes.slid(maps.low(), new Slider(1, 255, 100), 1));
        all.put(maps.high(), nodes.slid(maps.high(), new Slider(1, 255, 200), 1));
        all.put(maps.stroke(), nodes.slid(maps.stroke(), new Slider(1, 64, 32), 1));
        all.put(maps.coarse(), nodes.slid(maps.coarse(), new Slider(1, 8, 1), 0.5));
        VBox box = new VBox();
        box.getStyleClass().add("control-thresholds");
        box.getChildren().addAll(all.values());
        Follow.value(box, model.type().valueProperty(), type -> {
            List<FormField<Number>> counts = maps.of(type);
            all.forEach((field, node) -> Shown.set(node, counts.contains(field)));
            Shown.set(box, !counts.isEmpty());
        });
        return box;
    }

    private Node network() {
        ComboBox<String> box = new ComboBox<>(model.models());
        box.setId("control-model");
        box.setMaxWidth(Double.MAX_VALUE);
        box.setPromptText(words.text("control-model.hint"));
        box.setTooltip(new Tooltip(words.text("control-model.tip")));
        box.setAccessibleText(words.text("control-model.name").toLowerCase(Locale.ROOT));
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String name) {
                return ControlUnit.OWN.equals(name) ? words.text("control-model.own") : name == null ? "" : name;
            }

            @Override
            public @Nullable String fromString(String shown) {
                return null; // it is not typed
            }
        });
        Follow.value(box, model.modelProperty(), name -> box.setValue(name.isEmpty() ? null : name));
        Follow.changes(box, model.models(), () -> {
            String name = model.modelProperty().get();
            box.setValue(name.isEmpty() ? null : name);
        });
        box.setOnAction(_ -> {
            if (box.getValue() != null) {
                model.modelProperty().set(box.getValue());
            }
        });
        return nodes.named("control-model", box, box);
    }
}
