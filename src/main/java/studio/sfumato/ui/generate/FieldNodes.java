package studio.sfumato.ui.generate;

import atlantafx.base.controls.ProgressSliderSkin;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javafx.beans.property.Property;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.weights.ModelCatalogue;

/// Makes the controls of fields: each with its name, what it does in a line, a mark when it is not as usual and a way
/// back to that. What takes no part is grey.
///
/// @param words in whose language
public record FieldNodes(Messages words) {
    private static final PseudoClass CHANGED = PseudoClass.getPseudoClass("changed");

    /// Names that tools have for themselves.
    private static final Map<String, String> NAMES = Map.of(
            "a1111",
            "A1111",
            "comfy",
            "ComfyUI",
            "invoke",
            "InvokeAI",
            "nv",
            "NVIDIA",
            "cpu",
            "CPU",
            "diffusers",
            "diffusers");

    /// {@return the field with its name above it}
    public Node node(FormField<?> field) {
        Control control = control(field);
        return field.kind() instanceof FormField.Kind.Flag ? flag(field, control) : node(field, control, control);
    }

    /// {@return `content`, whose main control is `control`, with the field's name above it}
    public Node node(FormField<?> field, Control control, Node content) {
        Label name = name(field.id(), control);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(name, gap, back(field));
        head.getStyleClass().add("field-head");
        VBox all = new VBox(head, content);
        all.getStyleClass().add("field");
        HBox.setHgrow(all, Priority.ALWAYS);
        mark(field, all);
        return all;
    }

    /// {@return a box to choose one of the field's values in, by the words `ID.VALUE`, with the field's name above it}
    public <T> Node chosen(FormField<T> field) {
        ComboBox<T> box = choice(field, value -> value == null ? "" : words.text(field.id() + "." + field.name(value)));
        describe(field.id(), box);
        return node(field, box, box);
    }

    /// {@return a name above `content`}
    public Node named(String id, Control control, Node content) {
        VBox all = new VBox(name(id, control), content);
        all.getStyleClass().add("field");
        HBox.setHgrow(all, Priority.ALWAYS);
        return all;
    }

    /// {@return a slider for the usual values; the field beside it takes more}
    ///
    /// @param step what the slider's values are multiples of
    public Node slid(FormField<Number> field, Slider slider, double step) {
        Property<Number> value = field.valueProperty();
        Control number = control(field);
        number.setMaxWidth(Region.USE_PREF_SIZE);
        slider.setSkin(new ProgressSliderSkin(slider));
        describe(field.id(), slider);
        slider.setId(field.id() + "-slider");
        slider.setBlockIncrement(step);
        slider.disableProperty().bind(field.usableProperty().not());
        HBox.setHgrow(slider, Priority.ALWAYS);
        double least = slider.getMin();
        double most = slider.getMax();
        Follow.value(slider, value, now -> {
            if (Math.clamp(now.doubleValue(), least, most) != slider.getValue()) {
                slider.setValue(now.doubleValue());
            }
        });
        slider.valueProperty().subscribe(now -> {
            double exact = Math.clamp(value.getValue().doubleValue(), least, most);
            double stepped = BigDecimal.valueOf(Math.round(now.doubleValue() / step))
                    .multiply(BigDecimal.valueOf(step))
                    .doubleValue(); // 3 · 0.05 is 0.15, and is shown as that
            if (now.doubleValue() != exact && exact != stepped) {
                value.setValue(stepped);
            }
        });
        return node(field, number, FormPane.row(slider, number));
    }

    private Label name(String id, Control control) {
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setMnemonicParsing(true);
        name.setLabelFor(control);
        return name;
    }

    private Node flag(FormField<?> field, Control control) {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox all = new HBox(control, gap, back(field));
        all.getStyleClass().addAll("field", "flag");
        mark(field, all);
        return all;
    }

    private static void mark(FormField<?> field, Node node) {
        Follow.value(node, field.changedProperty(), changed -> node.pseudoClassStateChanged(CHANGED, changed));
    }

    /// {@return a button that is there while the field is not as usual, and takes the usual value}
    private Node back(FormField<?> field) {
        Button back = new Button("", new FontIcon(BootstrapIcons.ARROW_COUNTERCLOCKWISE));
        back.setId(field.id() + "-back");
        back.getStyleClass().add("back");
        Follow.value(back, field.usualProperty(), _ -> {
            String usual = usualText(field);
            back.setText(field.kind() instanceof FormField.Kind.Figure ? usual : "");
            String says = words.text("field.back", usual.isEmpty() ? words.text("choice.usual") : usual);
            back.setTooltip(new Tooltip(says));
            back.setAccessibleText(words.text(field.id() + ".name").replace("_", "") + ": " + says);
        });
        back.visibleProperty().bind(field.changedProperty());
        back.managedProperty().bind(back.visibleProperty());
        back.setOnAction(_ -> field.reset());
        return back;
    }

    private <T> String usualText(FormField<T> field) {
        T usual = field.usualProperty().get();
        return switch (field.kind()) {
            case FormField.Kind.Figure(var _, NumberField.Range range) ->
                usual instanceof Number number ? range.show(number.doubleValue()) : "";
            case FormField.Kind.Flag _ -> words.text(Boolean.TRUE.equals(usual) ? "choice.on" : "choice.off");
            case FormField.Kind.Choice _, FormField.Kind.Listed _, FormField.Kind.Text _ -> shown(field.name(usual));
        };
    }

    /// {@return the control of a field}
    public Control control(FormField<?> field) {
        Control control = switch (field.kind()) {
            case FormField.Kind.Figure(var value, var range) -> {
                NumberField number = new NumberField(range);
                number.setMaxWidth(Double.MAX_VALUE);
                number.valueProperty().bindBidirectional(value);
                yield number;
            }
            case FormField.Kind.Choice _ -> byName(field);
            case FormField.Kind.Listed listed -> listed(field.id(), listed);
            case FormField.Kind.Flag(var value) -> {
                CheckBox box = new CheckBox(words.text(field.id() + ".name"));
                box.selectedProperty().bindBidirectional(value);
                yield box;
            }
            case FormField.Kind.Text(var value) -> {
                TextField text = new TextField();
                text.setPromptText(words.text("choice.usual"));
                text.textProperty().bindBidirectional(value);
                yield text;
            }
        };
        describe(field.id(), control);
        control.disableProperty().bind(field.usableProperty().not());
        return control;
    }

    private <T> ComboBox<T> byName(FormField<T> field) {
        return choice(field, value -> {
            String name = value == null ? "" : field.name(value);
            return name.isEmpty() ? words.text("choice.usual") : shown(name);
        });
    }

    private static <T> ComboBox<T> choice(FormField<T> field, Function<@Nullable T, String> says) {
        ComboBox<T> box = new ComboBox<>();
        box.getItems().setAll(field.choices());
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable T choice) {
                return says.apply(choice);
            }

            @Override
            public @Nullable T fromString(String name) {
                return null; // it is not typed
            }
        });
        box.valueProperty().bindBidirectional(field.valueProperty());
        return box;
    }

    /// What is chosen is always in the list, first what is always offered: the usual and the model's
    /// own, or nothing.
    private ComboBox<String> listed(String id, FormField.Kind.Listed of) {
        StringProperty value = of.value();
        String nothing = words.text(of.empty());
        ComboBox<String> box = new ComboBox<>();
        box.setMaxWidth(Double.MAX_VALUE);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String name) {
                return name == null || name.isEmpty()
                        ? nothing
                        : name.equals(ModelCatalogue.OWN_VAE) ? words.text(id + ".own") : name;
            }

            @Override
            public String fromString(String name) {
                return name; // it is not typed
            }
        });
        Runnable fill = () -> {
            Set<String> wanted = new LinkedHashSet<>(of.always());
            wanted.addAll(of.found());
            wanted.add(value.get());
            box.getItems().removeIf(name -> !wanted.contains(name));
            wanted.stream().filter(name -> !box.getItems().contains(name)).forEach(box.getItems()::add);
        };
        fill.run();
        Follow.changes(box, of.found(), fill);
        Follow.value(box, value, now -> {
            fill.run();
            box.setValue(now);
        });
        box.setOnAction(_ -> {
            if (box.getValue() != null) {
                value.set(box.getValue());
            }
        });
        return box;
    }

    private String shown(String name) {
        return switch (name) {
            case "True" -> words.text("choice.on");
            case "False" -> words.text("choice.off");
            default -> NAMES.getOrDefault(name, name);
        };
    }

    /// Gives a control its id, what it does in a line, and its name for those who cannot see it.
    public void describe(String id, Control control) {
        control.setId(id);
        control.setTooltip(new Tooltip(words.text(id + ".tip")));
        control.setAccessibleText(words.text(id + ".name").replace("_", ""));
    }
}
