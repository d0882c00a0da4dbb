package studio.sfumato.weights.checkpoint;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Models taught to need few steps. Nothing in their tensors tells, unless they are told how strong the guidance is;
/// their names do. It is a suggestion.
///
/// @param label what people call them
/// @param sampler the sampler they like
/// @param schedule the schedule they like
/// @param steps how many steps
/// @param cfg guidance
record Distillation(String label, String sampler, String schedule, int steps, double cfg) {
    private static final Pattern STEPS = Pattern.compile("(?i)(?<!\\d)([1-9]\\d?)[ _-]?steps?(?![a-z])");
    private static final Pattern OFFICIAL_TURBO = Pattern.compile("^(?i:(sd|sdxl|sd_xl|sd-xl)[_-]?turbo)(?![a-z])");
    private static final Pattern TURBO = word("turbo");
    private static final Pattern LIGHTNING = word("lightning");
    private static final Pattern LCM = Pattern.compile("(?<![A-Za-z])(?i:lcm)(?![a-z])|(?<![A-Z])LCM(?![a-z])");

    /// `HyperRealism` is no Hyper-SD model.
    private static final Pattern HYPER =
            Pattern.compile("(?i)hyper[ _-]?sd|(?i)hyper[ _-]?\\d{1,2}[ _-]?step|Hyper(VAE|Inpaint)");

    /// {@return what a model with this file name and metadata was taught}
    static Optional<Distillation> of(String name, Map<String, String> metadata) {
        String known = name + " " + ModelSpec.text(metadata, "title").orElse("");
        Matcher told = STEPS.matcher(known);
        int steps = told.find() ? Integer.parseInt(told.group(1)) : 0;
        if (LIGHTNING.matcher(known).find()) {
            return Optional.of(new Distillation("Lightning", "Euler", "SGM Uniform", steps > 0 ? steps : 4, 1));
        }
        if (HYPER.matcher(known).find()) {
            return Optional.of(new Distillation("Hyper", "Euler", "SGM Uniform", steps > 0 ? steps : 8, 1));
        }
        if (LCM.matcher(known).find()) {
            return Optional.of(new Distillation("LCM", "LCM", "SGM Uniform", steps > 0 ? steps : 6, 1.5));
        }
        if (OFFICIAL_TURBO.matcher(known).find()) {
            return Optional.of(new Distillation("Turbo", "Euler a", "SGM Uniform", steps > 0 ? steps : 4, 1));
        }
        return TURBO.matcher(known).find()
                ? Optional.of(new Distillation("Turbo", "DPM++ SDE", "Karras", steps > 0 ? steps : 6, 2))
                : Optional.empty();
    }

    /// {@return what a latent consistency model was taught that is told how strong the guidance is}
    ///
    /// @param named what its name says
    static Distillation told(Optional<Distillation> named) {
        int steps = named.filter(taught -> taught.label.equals("LCM"))
                .map(Distillation::steps)
                .orElse(6);
        return new Distillation("LCM", "LCM", "SGM Uniform", steps, 8);
    }

    /// A word by itself or with a capital, as in `juggernautXL_v9Rdphoto2Lightning`, but not the beginning of
    /// another.
    private static Pattern word(String word) {
        String capital = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
        return Pattern.compile("(?<![A-Za-z])(?i:%s)(?![a-z])|(?<![A-Z])%s(?![a-z])|(?i:xl[_-]?%s)(?![a-z])"
                .formatted(word, capital, word));
    }
}
