package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.net.unet.FreeUVersion;
import studio.sfumato.ui.common.NumberField;

/// How strongly a prompt is followed, and what is done to make that look well.
public final class GuidanceModel {
    private static final NumberField.Range SHARE = new NumberField.Range(0, 1, 0.05, 2);

    private double imageScale = Guidance.USUAL_IMAGE_SCALE;
    private final DoubleProperty scale = new SimpleDoubleProperty(7);
    private final DoubleProperty rescale = new SimpleDoubleProperty(0);
    private final DoubleProperty minimumSigma = new SimpleDoubleProperty(0);
    private final BooleanProperty everyCall = new SimpleBooleanProperty(false);
    private final DoubleProperty early = new SimpleDoubleProperty(0);
    private final StringProperty interval = new SimpleStringProperty("");
    private final DoubleProperty perturbed = new SimpleDoubleProperty(0);
    private final BooleanProperty zeroTerminal = new SimpleBooleanProperty(false);
    private final BooleanProperty selfAttention = new SimpleBooleanProperty(false);
    private final BooleanProperty freeU = new SimpleBooleanProperty(false);
    private final ObjectProperty<FreeUVersion> version = new SimpleObjectProperty<>(FreeUVersion.V2);
    private final ThresholdModel threshold = new ThresholdModel();

    private final FormField<Number> scaleField =
            FormField.figure("cfg", scale, new NumberField.Range(0, Guidance.MOST, 0.5, 1));
    private final FormField<Number> rescaleField = FormField.figure("guidance-rescale", rescale, SHARE);
    private final FormField<Number> minimumSigmaField =
            FormField.figure("ngms", minimumSigma, new NumberField.Range(0, 1000, 0.1, 1));
    private final FormField<Boolean> everyCallField = FormField.flag("ngms-all", everyCall);
    private final FormField<Number> earlyField = FormField.figure("skip-early", early, SHARE);
    private final FormField<String> intervalField = FormField.text("guidance-interval", interval);
    private final FormField<Number> perturbedField =
            FormField.figure("pag", perturbed, new NumberField.Range(0, Guidance.MOST, 0.5, 1));
    private final FormField<Boolean> zeroTerminalField = FormField.flag("zero-snr", zeroTerminal);
    private final FormField<Boolean> selfAttentionField = FormField.flag("sag", selfAttention);
    private final FormField<Number> sagScale = figure("sag-scale", 0.5, new NumberField.Range(0.01, 5, 0.05, 2));
    private final FormField<Number> sagBlur = figure("sag-blur", 2, new NumberField.Range(0.1, 10, 0.1, 1));
    private final FormField<Number> sagThreshold = figure("sag-threshold", 1, new NumberField.Range(0, 4, 0.1, 1));
    private final FormField<Boolean> freeUField = FormField.flag("freeu", freeU);
    private final FormField<FreeUVersion> versionField =
            FormField.choice("freeu-version", version, List.of(FreeUVersion.values()), FreeUVersion::name);
    private final List<FormField<Number>> factors = Stream.of("freeu-b1", "freeu-b2", "freeu-s1", "freeu-s2")
            .map(id -> figure(id, 1, new NumberField.Range(0, 10, 0.05, 2)))
            .toList();

    GuidanceModel() {
        version.subscribe(this::expect);
        threshold.onProperty().subscribe(on -> rescaleField.usableProperty().set(!on));
        selfAttention.subscribe(this::useParts);
        freeU.subscribe(this::useParts);
        minimumSigma.subscribe(_ -> useParts());
    }

    private static FormField<Number> figure(String id, double usual, NumberField.Range range) {
        return FormField.figure(id, new SimpleDoubleProperty(usual), range);
    }

    private void useParts() {
        boolean limited = !selfAttention.get();
        Stream.of(minimumSigmaField, earlyField, intervalField)
                .forEach(field -> field.usableProperty().set(limited));
        everyCallField.usableProperty().set(limited && minimumSigma.get() > 0);
        Stream.of(sagScale, sagBlur, sagThreshold)
                .forEach(field -> field.usableProperty().set(selfAttention.get()));
        versionField.usableProperty().set(freeU.get());
        factors.forEach(field -> field.usableProperty().set(freeU.get()));
    }

    private void expect(FreeUVersion which) {
        FreeU usual = FreeU.parse("version=" + which.name());
        List<Double> four = List.of(usual.b1(), usual.b2(), usual.s1(), usual.s2());
        for (int i = 0; i < four.size(); i++) {
            factors.get(i).follow(four.get(i));
        }
    }

    /// {@return the CFG scale}
    public FormField<Number> scale() {
        return scaleField;
    }

    /// {@return the CFG scale}
    public DoubleProperty scaleProperty() {
        return scale;
    }

    /// {@return where guidance is left out, and what tames it}
    public List<FormField<?>> limits() {
        return List.of(rescaleField, zeroTerminalField, minimumSigmaField, everyCallField, earlyField, intervalField);
    }

    /// {@return what looks at attention}
    public List<FormField<?>> attention() {
        return List.of(perturbedField, selfAttentionField, sagScale, sagBlur, sagThreshold);
    }

    /// {@return FreeU}
    public List<FormField<?>> freeU() {
        return Stream.concat(Stream.of(freeUField, versionField), factors.stream())
                .<FormField<?>>map(field -> field)
                .toList();
    }

    /// {@return dynamic thresholding}
    public List<FormField<?>> thresholding() {
        return threshold.fields();
    }

    /// Takes all of it; what has no control here stays as it was taken.
    void take(Guidance guidance) {
        imageScale = guidance.imageScale();
        scale.set(guidance.scale());
        rescale.set(guidance.rescale());
        minimumSigma.set(guidance.limits().minimumSigma());
        everyCall.set(guidance.limits().everyCall());
        early.set(guidance.limits().early());
        interval.set(guidance.limits().interval().toString());
        threshold.take(guidance.thresholding());
        perturbed.set(guidance.perturbedAttention());
        zeroTerminal.set(guidance.zeroTerminalSnr());
        selfAttention.set(guidance.selfAttention().isPresent());
        SelfAttention sag = guidance.selfAttention().orElse(SelfAttention.parse("scale=0.5"));
        sagScale.valueProperty().setValue(sag.scale());
        sagBlur.valueProperty().setValue(sag.blur());
        sagThreshold.valueProperty().setValue(sag.threshold());
        freeU.set(guidance.freeU().isPresent());
        FreeU free = guidance.freeU().orElse(FreeU.parse("version=v2"));
        version.set(free.version());
        List<Double> four = List.of(free.b1(), free.b2(), free.s1(), free.s2());
        for (int i = 0; i < four.size(); i++) {
            factors.get(i).valueProperty().setValue(four.get(i));
        }
    }

    /// {@return what is asked for}
    ///
    /// @throws studio.sfumato.error.RequestException if something typed cannot be; the message names it
    Guidance guidance() {
        return new Guidance(
                scale.get(),
                rescaleField.usableProperty().get() ? rescale.get() : 0,
                selfAttention.get() ? GuidanceLimits.NONE : allLimits(),
                threshold.settings(),
                perturbed.get(),
                selfAttention.get() ? Optional.of(sag()) : Optional.empty(),
                freeU.get() ? Optional.of(free()) : Optional.empty(),
                zeroTerminal.get(),
                imageScale);
    }

    private GuidanceLimits allLimits() {
        return new GuidanceLimits(
                minimumSigma.get(),
                minimumSigma.get() > 0 && everyCall.get(),
                early.get(),
                GuidanceInterval.parse(interval.get()));
    }

    private SelfAttention sag() {
        return new SelfAttention(number(sagScale), number(sagBlur), number(sagThreshold));
    }

    private FreeU free() {
        return new FreeU(
                version.get(),
                number(factors.get(0)),
                number(factors.get(1)),
                number(factors.get(2)),
                number(factors.get(3)));
    }

    private static double number(FormField<Number> field) {
        return field.value().doubleValue();
    }
}
