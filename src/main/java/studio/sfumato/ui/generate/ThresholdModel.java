package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.DynamicThresholding.Startpoint;
import studio.sfumato.diffusion.guidance.DynamicThresholding.Variability;
import studio.sfumato.diffusion.guidance.ScaleMode;
import studio.sfumato.ui.common.NumberField;

/// Dynamic thresholding and everything about it.
final class ThresholdModel {
    private static final NumberField.Range SCALE = new NumberField.Range(0, 100, 0.5, 1);
    private static final List<ScaleMode> MODES = List.of(ScaleMode.values());

    private final BooleanProperty on = new SimpleBooleanProperty(false);
    private final BooleanProperty separate = new SimpleBooleanProperty(true);
    private final ObjectProperty<ScaleMode> mimicMode = new SimpleObjectProperty<>(ScaleMode.CONSTANT);
    private final ObjectProperty<ScaleMode> cfgMode = new SimpleObjectProperty<>(ScaleMode.CONSTANT);
    private final ObjectProperty<Startpoint> around = new SimpleObjectProperty<>(Startpoint.MEAN);
    private final ObjectProperty<Variability> by = new SimpleObjectProperty<>(Variability.AD);
    private final FormField<Boolean> onField = FormField.flag("thresholding", on);
    private final FormField<Number> mimic = figure("mimic-scale", 7, SCALE);
    private final FormField<Number> percentile = figure("percentile", 1, new NumberField.Range(0.001, 1, 0.001, 3));
    private final FormField<ScaleMode> mimicModeField =
            FormField.choice("mimic-mode", mimicMode, MODES, ScaleMode::label);
    private final FormField<Number> mimicLowest = figure("mimic-min", 0, SCALE);
    private final FormField<ScaleMode> cfgModeField = FormField.choice("cfg-mode", cfgMode, MODES, ScaleMode::label);
    private final FormField<Number> cfgLowest = figure("cfg-min", 0, SCALE);
    private final FormField<Number> value = figure("scheduler-value", 4, SCALE);
    private final FormField<Boolean> separateField = FormField.flag("separate-channels", separate);
    private final FormField<Startpoint> aroundField =
            FormField.choice("startpoint", around, List.of(Startpoint.values()), Startpoint::name);
    private final FormField<Variability> byField =
            FormField.choice("variability", by, List.of(Variability.values()), Variability::name);
    private final FormField<Number> phi = figure("interpolate-phi", 1, new NumberField.Range(0, 1, 0.05, 2));

    ThresholdModel() {
        on.subscribe(_ -> useParts());
        mimicMode.subscribe(_ -> useParts());
        cfgMode.subscribe(_ -> useParts());
    }

    private static FormField<Number> figure(String id, double usual, NumberField.Range range) {
        return FormField.figure(id, new SimpleDoubleProperty(usual), range);
    }

    private void useParts() {
        fields().forEach(field -> field.usableProperty().set(on.get()));
        onField.usableProperty().set(true);
        boolean mimics = mimicMode.get() != ScaleMode.CONSTANT;
        boolean guides = cfgMode.get() != ScaleMode.CONSTANT;
        mimicLowest.usableProperty().set(on.get() && mimics);
        cfgLowest.usableProperty().set(on.get() && guides);
        value.usableProperty().set(on.get() && (mimics || guides));
    }

    BooleanProperty onProperty() {
        return on;
    }

    List<FormField<?>> fields() {
        return List.of(
                onField,
                mimic,
                percentile,
                mimicModeField,
                mimicLowest,
                cfgModeField,
                cfgLowest,
                value,
                separateField,
                aroundField,
                byField,
                phi);
    }

    void take(Optional<DynamicThresholding> taken) {
        on.set(taken.isPresent());
        DynamicThresholding settings = taken.orElse(DynamicThresholding.parse("mimic=7"));
        mimic.valueProperty().setValue(settings.mimicScale());
        percentile.valueProperty().setValue(settings.percentile());
        mimicMode.set(settings.mimicMode());
        mimicLowest.valueProperty().setValue(settings.mimicLowest());
        cfgMode.set(settings.cfgMode());
        cfgLowest.valueProperty().setValue(settings.cfgLowest());
        value.valueProperty().setValue(settings.schedulerValue());
        separate.set(settings.separateChannels());
        around.set(settings.startpoint());
        by.set(settings.variability());
        phi.valueProperty().setValue(settings.phi());
    }

    Optional<DynamicThresholding> settings() {
        return on.get() ? Optional.of(all()) : Optional.empty();
    }

    private DynamicThresholding all() {
        return new DynamicThresholding(
                number(mimic),
                number(percentile),
                mimicMode.get(),
                number(mimicLowest),
                cfgMode.get(),
                number(cfgLowest),
                number(value),
                separate.get(),
                around.get(),
                by.get(),
                number(phi));
    }

    private static double number(FormField<Number> field) {
        return field.value().doubleValue();
    }
}
