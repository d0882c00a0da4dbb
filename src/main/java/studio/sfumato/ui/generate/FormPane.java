package studio.sfumato.ui.generate;

import atlantafx.base.controls.ProgressSliderSkin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.Property;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;

/// Everything a picture is made from but the words: model, size, steps, guidance, sampler, schedule, seed, how many.
final class FormPane extends VBox {
    private static final int SLIDER_STEPS = 60;
    private static final double SLIDER_CFG = 15;
    private static final int MOST_CLIP_SKIP = 12;

    private final CreateModel create;
    private final FormModel form;
    private final Messages words;

    FormPane(CreateModel create, Messages words) {
        this.create = create;
        this.form = create.form();
        this.words = words;
        getStyleClass().add("form");
        NumberField steps = number("steps", NumberField.Range.whole(1, Sampling.MOST_STEPS), form.stepsProperty());
        NumberField cfg = number("cfg", new NumberField.Range(0, Guidance.MOST, 0.5, 1), form.cfgProperty());
        getChildren()
                .addAll(
                        model(),
                        size(),
                        field("steps", steps, row(slider("steps", 1, SLIDER_STEPS, 1, form.stepsProperty()), steps)),
                        field("cfg", cfg, row(slider("cfg", 1, SLIDER_CFG, 0.5, form.cfgProperty()), cfg)),
                        row(sampler(), schedule()),
                        seed(),
                        row(
                                counter("count", 1, GenerationRequest.MOST_PICTURES, form.countProperty()),
                                counter("clip-skip", 1, MOST_CLIP_SKIP, form.clipSkipProperty())));
    }

    private Node model() {
        ModelBox box = new ModelBox(create, words);
        return field("model", box, box);
    }

    private Node size() {
        NumberField width = side("width", form.widthProperty());
        NumberField height = side("height", form.heightProperty());
        Label by = new Label("×");
        by.getStyleClass().add("by");
        List<Node> nodes = new ArrayList<>();
        for (Aspect aspect : Aspect.values()) {
            nodes.add(aspect(aspect));
        }
        HBox shapes = row(nodes.toArray(Node[]::new));
        Button swap = Icons.button("swap", BootstrapIcons.ARROW_LEFT_RIGHT, words.text("swap.tip"));
        swap.setOnAction(_ -> form.size().swap());
        HBox sides = row(width, by, height, swap);
        VBox both = new VBox(shapes, sides);
        both.getStyleClass().add("size");
        return field("size", width, both);
    }

    private NumberField side(String id, Property<Number> value) {
        NumberField field = number(id, new NumberField.Range(16, ImageSize.LARGEST, 8, 0), value);
        HBox.setHgrow(field, Priority.ALWAYS);
        return field;
    }

    private ToggleButton aspect(Aspect aspect) {
        Region shape = new Region();
        shape.getStyleClass().addAll("shape", aspect.name().toLowerCase(Locale.ROOT));
        ToggleButton button = new ToggleButton(aspect.label(), shape);
        button.setId("aspect-" + aspect.name().toLowerCase(Locale.ROOT));
        button.getStyleClass().add("aspect");
        button.setContentDisplay(ContentDisplay.LEFT);
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        String says = words.text("aspect." + aspect.name().toLowerCase(Locale.ROOT));
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
        BooleanBinding chosen = Bindings.createBooleanBinding(
                () -> {
                    ImageSize size = aspect.of(form.size().usualProperty().get());
                    return size.width() == form.widthProperty().get()
                            && size.height() == form.heightProperty().get();
                },
                form.size().usualProperty(),
                form.widthProperty(),
                form.heightProperty());
        chosen.subscribe(button::setSelected);
        button.setOnAction(_ -> {
            form.size().choose(aspect);
            button.setSelected(chosen.get());
        });
        button.getProperties().put(BooleanBinding.class, chosen); // bindings are held weakly
        return button;
    }

    private Node sampler() {
        ComboBox<SamplerId> box =
                choice("sampler", Samplers.all().stream().map(SamplerEntry::id).toList(), form.samplerProperty());
        return field("sampler", box, box);
    }

    private Node schedule() {
        List<ScheduleId> all = new ArrayList<>(List.of(ScheduleId.AUTOMATIC));
        Schedules.all().stream().map(ScheduleEntry::id).forEach(all::add);
        ComboBox<ScheduleId> box = choice("schedule", all, form.scheduleProperty());
        return field("schedule", box, box);
    }

    private <T> ComboBox<T> choice(String id, List<T> all, Property<T> chosen) {
        ComboBox<T> box = new ComboBox<>(FXCollections.observableList(all));
        box.setMaxWidth(Double.MAX_VALUE);
        box.valueProperty().bindBidirectional(chosen);
        describe(id, box);
        return box;
    }

    private Node seed() {
        TextField field = new TextField();
        field.setPromptText(words.text("seed.hint"));
        field.textProperty().bindBidirectional(form.seedProperty());
        describe("seed", field);
        HBox.setHgrow(field, Priority.ALWAYS);
        Button dice = Icons.button(
                "seed-random",
                BootstrapIcons.DICE_5,
                words.text("seed.random"),
                form.seedProperty().isEmpty());
        dice.setOnAction(_ -> form.freeSeed());
        Button again = Icons.button(
                "seed-again",
                BootstrapIcons.ARROW_COUNTERCLOCKWISE,
                words.text("seed.again"),
                form.lastSeedProperty().isEmpty());
        again.setOnAction(_ -> form.reuseSeed());
        return field("seed", field, row(field, dice, again));
    }

    private Node counter(String id, int least, int most, Property<Number> value) {
        NumberField field = number(id, NumberField.Range.whole(least, most), value);
        HBox.setHgrow(field, Priority.ALWAYS);
        Button less = Icons.button(id + "-less", BootstrapIcons.DASH, words.text("step.less"));
        Button more = Icons.button(id + "-more", BootstrapIcons.PLUS, words.text("step.more"));
        less.setOnAction(_ -> field.step(-1));
        more.setOnAction(_ -> field.step(1));
        less.setFocusTraversable(false); // the arrow keys do the same in the field
        more.setFocusTraversable(false);
        HBox all = new HBox(field, less, more);
        all.getStyleClass().add("counter");
        return field(id, field, all);
    }

    private NumberField number(String id, NumberField.Range range, Property<Number> value) {
        NumberField field = new NumberField(range);
        field.valueProperty().bindBidirectional(value);
        describe(id, field);
        return field;
    }

    /// A slider for the usual values; the field beside it takes more.
    private Slider slider(String id, double least, double most, double step, Property<Number> value) {
        Slider slider = new Slider(least, most, least);
        slider.setSkin(new ProgressSliderSkin(slider));
        slider.setId(id + "-slider");
        slider.setBlockIncrement(step);
        slider.setTooltip(new Tooltip(words.text(id + ".tip")));
        slider.setAccessibleText(words.text(id + ".name").replace("_", ""));
        HBox.setHgrow(slider, Priority.ALWAYS);
        value.subscribe(number -> {
            if (Math.clamp(number.doubleValue(), least, most) != slider.getValue()) {
                slider.setValue(number.doubleValue());
            }
        });
        slider.valueProperty().subscribe(number -> {
            double stepped = Math.round(number.doubleValue() / step) * step;
            if (Math.clamp(value.getValue().doubleValue(), least, most) != stepped) {
                value.setValue(stepped);
            }
        });
        return slider;
    }

    private void describe(String id, Control control) {
        control.setId(id);
        control.setTooltip(new Tooltip(words.text(id + ".tip")));
        control.setAccessibleText(words.text(id + ".name").replace("_", ""));
    }

    private Node field(String id, Control control, Node content) {
        Label name = new Label(words.text(id + ".name"));
        name.getStyleClass().add("field-name");
        name.setMnemonicParsing(true);
        name.setLabelFor(control);
        VBox field = new VBox(name, content);
        field.getStyleClass().add("field");
        HBox.setHgrow(field, Priority.ALWAYS);
        return field;
    }

    private static HBox row(Node... nodes) {
        HBox row = new HBox(nodes);
        row.getStyleClass().add("row");
        return row;
    }
}
