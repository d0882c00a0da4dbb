package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.generate.FormField;

/// Whether the mask's shades say how far each place is changed, and how: the settings of [SoftInpainting], in its
/// ranges.
public final class SoftModel {
    private static final NumberField.Range BIAS = new NumberField.Range(0, 8, 0.1, 1);
    private static final NumberField.Range PRESERVATION = new NumberField.Range(0, 8, 0.05, 2);
    private static final NumberField.Range CONTRAST = new NumberField.Range(1, 32, 0.5, 1);
    private static final NumberField.Range INFLUENCE = new NumberField.Range(0, 1, 0.05, 2);
    private static final NumberField.Range DIFFERENCE = new NumberField.Range(0, 8, 0.25, 2);

    private final FormField<Boolean> on = FormField.flag("soft-inpaint", new SimpleBooleanProperty(false));
    private final FormField<Number> bias = field("soft-bias", SoftInpainting.USUAL.scheduleBias(), BIAS);
    private final FormField<Number> preservation =
            field("soft-preservation", SoftInpainting.USUAL.preservation(), PRESERVATION);
    private final FormField<Number> contrast = field("soft-contrast", SoftInpainting.USUAL.contrastBoost(), CONTRAST);
    private final FormField<Number> influence =
            field("soft-influence", SoftInpainting.USUAL.maskInfluence(), INFLUENCE);
    private final FormField<Number> threshold =
            field("soft-threshold", SoftInpainting.USUAL.differenceThreshold(), DIFFERENCE);
    private final FormField<Number> difference =
            field("soft-difference", SoftInpainting.USUAL.differenceContrast(), DIFFERENCE);

    private static FormField<Number> field(String id, double usual, NumberField.Range range) {
        return FormField.figure(id, new SimpleDoubleProperty(usual), range);
    }

    /// {@return whether it is done}
    public FormField<Boolean> on() {
        return on;
    }

    /// {@return how it is done, in the order of [SoftInpainting]}
    public List<FormField<Number>> settings() {
        return List.of(bias, preservation, contrast, influence, threshold, difference);
    }

    /// {@return what is set, if it is done}; what a document from elsewhere says beyond a range is the end of that
    Optional<SoftInpainting> inpainting() {
        return on.value()
                ? Optional.of(new SoftInpainting(
                        within(bias, BIAS),
                        within(preservation, PRESERVATION),
                        within(contrast, CONTRAST),
                        within(influence, INFLUENCE),
                        within(threshold, DIFFERENCE),
                        within(difference, DIFFERENCE)))
                : Optional.empty();
    }

    /// Sets it to how it was done; where it was not, the settings stay.
    void take(Optional<SoftInpainting> how) {
        on.valueProperty().setValue(how.isPresent());
        how.ifPresent(told -> {
            bias.valueProperty().setValue(told.scheduleBias());
            preservation.valueProperty().setValue(told.preservation());
            contrast.valueProperty().setValue(told.contrastBoost());
            influence.valueProperty().setValue(told.maskInfluence());
            threshold.valueProperty().setValue(told.differenceThreshold());
            difference.valueProperty().setValue(told.differenceContrast());
        });
    }

    private static double within(FormField<Number> field, NumberField.Range range) {
        return range.nearest(field.value().doubleValue());
    }
}
