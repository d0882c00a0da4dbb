package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.hires.LatentUpscale;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.RequestException;
import studio.sfumato.ui.common.NumberField;

/// A second, larger pass. An empty field is as in the first pass.
public final class HiresModel {
    private static final List<String> LATENT =
            Stream.of(LatentUpscale.values()).map(LatentUpscale::label).toList();

    private final BooleanProperty on = new SimpleBooleanProperty(false);
    private final ObservableList<String> networks = FXCollections.observableArrayList();
    private final ObservableList<String> models = FXCollections.observableArrayList();
    private final FormField<Boolean> onField = FormField.flag("hires", on);
    private final FormField<String> upscaler = FormField.listed(
            "hires-upscaler", new SimpleStringProperty(LATENT.getFirst()), networks, LATENT, "choice.usual");
    private final FormField<Number> scale = FormField.figure(
            "hires-scale",
            new SimpleDoubleProperty(HiresFix.USUAL_SCALE),
            new NumberField.Range(1, HiresFix.MOST_SCALE, 0.25, 2));
    private final FormField<String> resize = FormField.text("hires-resize", new SimpleStringProperty(""));
    private final FormField<Number> denoise = FormField.figure(
            "hires-denoise", new SimpleDoubleProperty(HiresFix.USUAL_DENOISE), new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<Number> steps = FormField.whole(
            "hires-steps", new SimpleIntegerProperty(0), NumberField.Range.whole(0, Sampling.MOST_STEPS));
    private final FormField<String> cfg = FormField.text("hires-cfg", new SimpleStringProperty(""));
    private final FormField<String> sampler = choice(
            "hires-sampler",
            Samplers.all().stream().map(entry -> entry.id().label()).toList());
    private final FormField<String> schedule = choice(
            "hires-schedule",
            Schedules.choices().stream().map(ScheduleId::label).toList());
    private final FormField<String> model =
            FormField.listed("hires-model", new SimpleStringProperty(""), models, List.of(""), "choice.usual");
    private final FormField<String> prompt = FormField.text("hires-prompt", new SimpleStringProperty(""));
    private final FormField<String> negative = FormField.text("hires-negative", new SimpleStringProperty(""));

    HiresModel() {
        on.subscribe(now -> fields().stream()
                .filter(field -> !field.id().equals(onField.id()))
                .forEach(field -> field.usableProperty().set(now)));
    }

    private static FormField<String> choice(String id, List<String> names) {
        List<String> all = new ArrayList<>(List.of(""));
        all.addAll(names);
        return FormField.choice(id, new SimpleStringProperty(""), all, name -> name);
    }

    /// {@return its fields}
    public List<FormField<?>> fields() {
        return List.of(
                onField, upscaler, scale, denoise, steps, resize, cfg, sampler, schedule, model, prompt, negative);
    }

    /// Other networks can make pictures larger from now on.
    void offerUpscalers(List<String> names) {
        networks.setAll(names);
    }

    /// Other models can be chosen from now on.
    void offerModels(List<String> names) {
        models.setAll(names);
    }

    void take(Optional<HiresFix> taken) {
        on.set(taken.isPresent());
        HiresFix fix =
                taken.orElseGet(() -> HiresFix.of(HiresFix.USUAL_SCALE, LATENT.getFirst(), HiresFix.USUAL_DENOISE));
        upscaler.valueProperty().setValue(fix.upscaler());
        scale.valueProperty().setValue(fix.scale());
        denoise.valueProperty().setValue(fix.denoise());
        steps.valueProperty().setValue(fix.steps());
        set(resize, fix.resize(), ImageSize::toString);
        set(cfg, fix.cfg(), number -> Double.toString(number).replaceFirst("\\.0$", ""));
        set(sampler, fix.sampler(), SamplerId::label);
        set(schedule, fix.schedule(), ScheduleId::label);
        set(model, fix.model(), name -> name);
        set(prompt, fix.prompt(), text -> text);
        set(negative, fix.negative(), text -> text);
    }

    private static <T> void set(FormField<String> field, Optional<T> value, Function<T, String> written) {
        field.valueProperty().setValue(value.map(written).orElse(""));
    }

    /// {@return `task` with this second pass, if it is a picture from words and this is on}
    ///
    /// @throws RequestException if something typed cannot be; the message names it
    Task task(Task task) {
        if (!(task instanceof Task.TextToImage)) {
            return task;
        }
        return new Task.TextToImage(on.get() ? Optional.of(fix()) : Optional.empty());
    }

    private HiresFix fix() {
        return new HiresFix(
                scale.value().doubleValue(),
                typed(resize).map(ImageSize::parse),
                upscaler.value(),
                steps.value().intValue(),
                denoise.value().doubleValue(),
                typed(cfg).map(HiresModel::number),
                typed(sampler).map(name -> Samplers.parse(name).sampler()),
                typed(schedule).map(Schedules::parse),
                typed(model),
                typed(prompt),
                typed(negative));
    }

    private static Optional<String> typed(FormField<String> field) {
        return Optional.of(field.value()).filter(text -> !text.isBlank()).map(String::strip);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
            throw new RequestException("hires: cfg must be a number, not '" + text + "'", null, wrong);
        }
    }
}
