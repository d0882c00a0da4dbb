package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;

/// What is set about sampler and schedule. An empty field leaves an option as A1111 has it; what the sampler has no use
/// for takes no part.
public final class OptionsModel {
    private static final List<Double> SOME_LEVELS = List.of(1.0, 0.0);

    private final Map<SamplerOption, FormField<String>> options = new EnumMap<>(SamplerOption.class);
    private final StringProperty sigmas = new SimpleStringProperty("");
    private final FormField<String> sigmasField = FormField.text("sigmas", sigmas);

    OptionsModel() {
        for (SamplerOption option : SamplerOption.values()) {
            String id = "option-" + option.field();
            StringProperty text = new SimpleStringProperty("");
            options.put(
                    option,
                    option.numeric()
                            ? FormField.text(id, text)
                            : FormField.choice(id, text, choices(option), word -> word));
        }
    }

    private static List<String> choices(SamplerOption option) {
        List<String> choices = new ArrayList<>(List.of(""));
        choices.addAll(option.words());
        return List.copyOf(choices);
    }

    /// {@return the field of an option; empty stands for what A1111 has}
    public FormField<String> option(SamplerOption option) {
        FormField<String> field = options.get(option);
        if (field == null) {
            throw new IllegalArgumentException(option.field());
        }
        return field;
    }

    /// {@return noise levels in place of a schedule's, with commas; empty for none}
    public StringProperty sigmasProperty() {
        return sigmas;
    }

    /// {@return the field of the noise levels}
    FormField<String> sigmas() {
        return sigmasField;
    }

    /// {@return the fields of the sampler itself}
    public List<FormField<?>> sampler() {
        return fields(List.of(
                SamplerOption.ETA,
                SamplerOption.CHURN,
                SamplerOption.CHURN_FROM,
                SamplerOption.CHURN_TO,
                SamplerOption.NOISE,
                SamplerOption.UNIPC_ORDER,
                SamplerOption.UNIPC_VARIANT,
                SamplerOption.UNIPC_SKIP,
                SamplerOption.UNIPC_LOWER_FINAL));
    }

    /// {@return the fields of the noise levels}
    public List<FormField<?>> levels() {
        List<FormField<?>> levels = new ArrayList<>(fields(List.of(
                SamplerOption.RHO,
                SamplerOption.SIGMA_MIN,
                SamplerOption.SIGMA_MAX,
                SamplerOption.DISCARD_PENULTIMATE,
                SamplerOption.SGM_NOISE)));
        levels.add(sigmasField);
        return levels;
    }

    private List<FormField<?>> fields(Collection<SamplerOption> some) {
        return some.stream().map(this::option).collect(Collectors.toList());
    }

    /// What a sampler and a schedule have no use for takes no part from now on.
    void follow(SamplerId sampler, ScheduleId schedule) {
        boolean own = Samplers.get(sampler).has(SamplerEntry.Trait.OWN_SCHEDULE);
        sigmasField.usableProperty().set(!own);
        boolean given = !own && !sigmas.get().isBlank();
        Sampling asked = new Sampling(
                sampler, schedule, 1, given ? SamplerOptions.NONE.withSigmas(SOME_LEVELS) : SamplerOptions.NONE);
        options.forEach((option, field) -> field.usableProperty().set(Samplers.takes(asked, option)));
    }

    void take(SamplerOptions set) {
        options.forEach((option, field) ->
                field.valueProperty().setValue(set.has(option) ? text(option, set.get(option, 0)) : ""));
        sigmas.set(set.sigmas().stream().map(OptionsModel::plain).collect(Collectors.joining(", ")));
    }

    private static String text(SamplerOption option, double value) {
        return option.numeric() ? plain(value) : option.text(value);
    }

    private static String plain(double value) {
        String text = Double.toString(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /// {@return what is asked for; noise levels that are given say how many steps there are}
    ///
    /// @throws studio.sfumato.error.RequestException if something typed cannot be; the message names it
    Sampling sampling(SamplerId sampler, ScheduleId schedule, int steps) {
        SamplerOptions set = SamplerOptions.NONE;
        for (Map.Entry<SamplerOption, FormField<String>> each : options.entrySet()) {
            String text = each.getValue().value().strip();
            if (!text.isEmpty() && each.getValue().usableProperty().get()) {
                set = set.with(each.getKey(), each.getKey().parse(text));
            }
        }
        if (!sigmas.get().isBlank() && sigmasField.usableProperty().get()) {
            set = set.withSigmas(SamplerOptions.parseSigmas(sigmas.get()));
        }
        return new Sampling(
                sampler, schedule, set.sigmas().isEmpty() ? steps : set.sigmas().size() - 1, set);
    }
}
