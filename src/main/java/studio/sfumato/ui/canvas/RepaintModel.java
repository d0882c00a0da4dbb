package studio.sfumato.ui.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.job.Repainting;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.generate.FormField;
import studio.sfumato.ui.generate.PromptModel;

/// What is to be made of the picture on the canvas: words, and how far which part of it is changed. Model, steps,
/// sampler and the like are those of Create.
public final class RepaintModel {
    /// The most candidates asked for at once.
    public static final int MOST = 16;

    private static final int USUAL_COUNT = 4;

    private final PromptModel prompt;
    private final PromptModel negative;
    private final ObjectProperty<@Nullable Intent> intent = new SimpleObjectProperty<>(null);
    private final DoubleProperty strength = new SimpleDoubleProperty(Intent.REPLACE.strength());
    private final ObjectProperty<MaskedContent> content = new SimpleObjectProperty<>(MaskedContent.ORIGINAL);
    private final ObjectProperty<InpaintArea> area = new SimpleObjectProperty<>(InpaintArea.MASKED);
    private final IntegerProperty padding = new SimpleIntegerProperty(Intent.REPLACE.padding());
    private final IntegerProperty blur = new SimpleIntegerProperty(Intent.REPLACE.blur());
    private final BooleanProperty invert = new SimpleBooleanProperty(false);
    private final SoftModel soft = new SoftModel();
    private final IntegerProperty count = new SimpleIntegerProperty(USUAL_COUNT);
    private final StringProperty seed = new SimpleStringProperty("");
    private final FormField<Number> strengthField =
            FormField.figure("strength", strength, new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<MaskedContent> contentField =
            FormField.choice("masked-content", content, List.of(MaskedContent.values()), MaskedContent::label);
    private final FormField<InpaintArea> areaField =
            FormField.choice("inpaint-area", area, List.of(InpaintArea.values()), InpaintArea::label);
    private final FormField<Number> paddingField =
            FormField.whole("padding", padding, NumberField.Range.whole(0, Inpainting.MOST_PADDING));
    private final FormField<Number> blurField =
            FormField.whole("mask-blur", blur, NumberField.Range.whole(0, Inpainting.MOST_BLUR));
    private final FormField<Boolean> invertField = FormField.flag("mask-invert", invert);
    private final FormField<Boolean> coloursField = FormField.flag("match-colours", new SimpleBooleanProperty(false));
    private final FormField<Number> countField = FormField.whole("candidates", count, NumberField.Range.whole(1, MOST));

    RepaintModel(PromptModel prompt, PromptModel negative) {
        this.prompt = prompt;
        this.negative = negative;
        intent.set(Intent.REPLACE);
        area.subscribe(_ -> paddingField.usableProperty().set(area.get() == InpaintArea.MASKED));
        settled(() -> intent.set(meant()));
    }

    /// Those an intent sets.
    private List<FormField<?>> settled() {
        return List.of(strengthField, contentField, areaField, paddingField, blurField, invertField);
    }

    /// Runs `heard` whenever something is different that an intent sets.
    void settled(Runnable heard) {
        settled().forEach(each -> each.valueProperty().subscribe((_, _) -> heard.run()));
    }

    /// {@return the intent that the fields are set to, if any}; a picture that is to go on beyond its edges still is,
    /// however strongly that is changed
    private @Nullable Intent meant() {
        return Stream.of(Intent.values())
                .filter(each -> each.strength() == strength.get()
                        && each.content() == content.get()
                        && each.area() == area.get()
                        && each.padding() == padding.get()
                        && each.blur() == blur.get()
                        && each.invert() == invert.get())
                .findFirst()
                .orElse(intent.get() == Intent.EXTEND ? Intent.EXTEND : null);
    }

    /// Sets the form to what suits `wanted`.
    public void mean(Intent wanted) {
        strength.set(wanted.strength());
        content.set(wanted.content());
        area.set(wanted.area());
        padding.set(wanted.padding());
        blur.set(wanted.blur());
        invert.set(wanted.invert());
        intent.set(wanted);
    }

    /// Sets the form to what made a picture from another: its words, its seed, and how far which part was changed, as
    /// far
    /// as that is told.
    void take(GenerationRequest made, Repainting how) {
        prompt.remember();
        negative.remember();
        prompt.textProperty().set(made.prompt().positive());
        negative.textProperty().set(made.prompt().negative());
        seed.set(made.noise().seed().toString());
        how.strength().ifPresent(strength::set);
        how.mask().ifPresent(this::take);
    }

    private void take(Inpainting mask) {
        blur.set(mask.maskBlur());
        content.set(mask.content());
        area.set(mask.area());
        padding.set(mask.padding());
        invert.set(mask.invert());
        coloursField.valueProperty().setValue(mask.matchColours());
        soft.take(mask.soft());
    }

    /// {@return what the form is set to; `null` for nothing that has a name}
    public ObjectProperty<@Nullable Intent> intentProperty() {
        return intent;
    }

    /// {@return what to paint}
    public PromptModel prompt() {
        return prompt;
    }

    /// {@return what to keep out}
    public PromptModel negative() {
        return negative;
    }

    /// {@return how far the picture is changed, 0…1}
    public FormField<Number> strength() {
        return strengthField;
    }

    /// {@return what lies under the mask to begin with}
    public FormField<MaskedContent> content() {
        return contentField;
    }

    /// {@return what the model sees}
    public FormField<InpaintArea> area() {
        return areaField;
    }

    /// {@return how many pixels around the mask it sees}
    public FormField<Number> padding() {
        return paddingField;
    }

    /// {@return how wide the mask's edge is feathered}
    public FormField<Number> blur() {
        return blurField;
    }

    /// {@return whether all but the mask is painted}
    public FormField<Boolean> invert() {
        return invertField;
    }

    /// {@return whether and how the mask's shades say how far each place is changed}
    public SoftModel soft() {
        return soft;
    }

    /// {@return whether the colours of what is painted are drawn to those around it}
    public FormField<Boolean> matchColours() {
        return coloursField;
    }

    /// {@return how many candidates are made at once}
    public FormField<Number> count() {
        return countField;
    }

    /// {@return the seed as it was typed; empty picks one each time}
    public StringProperty seedProperty() {
        return seed;
    }

    /// {@return how the mask is used}
    public Inpainting inpainting() {
        return new Inpainting(
                blur.get(),
                content.get(),
                area.get(),
                padding.get(),
                invert.get(),
                soft.inpainting(),
                coloursField.value());
    }

    /// {@return how far the picture is changed, 0…1}
    public double change() {
        return strength.get();
    }

    /// {@return how many candidates are wanted}
    public int wanted() {
        return count.get();
    }

    private List<FormField<?>> fields() {
        List<FormField<?>> all = new ArrayList<>(settled());
        all.addAll(List.of(coloursField, soft.on(), countField));
        all.addAll(soft.settings());
        return all;
    }

    /// Runs `heard` whenever something is different.
    void changed(Runnable heard) {
        fields().forEach(field -> field.valueProperty().subscribe((_, _) -> heard.run()));
        prompt.textProperty().subscribe((_, _) -> heard.run());
        negative.textProperty().subscribe((_, _) -> heard.run());
        seed.subscribe((_, _) -> heard.run());
    }

    /// {@return everything as text, by name}
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        fields().forEach(field -> texts.put(field.id(), field.text()));
        texts.put("prompt", prompt.textProperty().get());
        texts.put("negative", negative.textProperty().get());
        texts.put("seed", seed.get());
        return texts;
    }

    /// Takes what [#texts] wrote; what is missing or cannot be stays.
    void read(Map<String, String> texts) {
        intent.set(null);
        fields().forEach(field -> Optional.ofNullable(texts.get(field.id())).ifPresent(field::read));
        intent.set(meant());
        Optional.ofNullable(texts.get("prompt")).ifPresent(prompt.textProperty()::set);
        Optional.ofNullable(texts.get("negative")).ifPresent(negative.textProperty()::set);
        Optional.ofNullable(texts.get("seed")).ifPresent(seed::set);
    }
}
