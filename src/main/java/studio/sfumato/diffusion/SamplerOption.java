package studio.sfumato.diffusion;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;

/// What can be set about a sampler or its noise levels beside the number of steps. Not every sampler has every option;
/// one that is not set is as A1111 has it.
public enum SamplerOption {
    /// How much of the noise an ancestral or stochastic step may add is added: 0 none, 1 all.
    ETA("eta", "Eta", 0, 1),
    /// How much noise is added before a step of an ODE solver: S_churn of Karras et al. 2022, Algorithm 2.
    CHURN("sigmaChurn", "Sigma churn", 0, 100),
    /// The lowest noise level at which that happens: S_tmin.
    CHURN_FROM("sigmaTmin", "Sigma tmin", 0, 1000),
    /// The highest: S_tmax; 0 stands for no limit.
    CHURN_TO("sigmaTmax", "Sigma tmax", 0, 1000),
    /// What all added noise is multiplied by: S_noise.
    NOISE("sigmaNoise", "Sigma noise", 0, 2),
    /// The exponent of the Karras and polyexponential schedules.
    RHO("scheduleRho", "Schedule rho", 0.1, 100),
    /// The lowest noise level above 0, in place of the model's.
    SIGMA_MIN("scheduleMinSigma", "Schedule min sigma", 1e-4, 1000),
    /// The highest noise level, in place of the model's.
    SIGMA_MAX("scheduleMaxSigma", "Schedule max sigma", 1e-4, 1000),
    /// Whether the last noise level above 0 of a schedule one step longer is left out.
    DISCARD_PENULTIMATE("discardPenultimateSigma", "Discard penultimate sigma", "False|True"),
    /// Whether the first latents have the variance of noise and picture together, as Stability's SDXL code has it.
    SGM_NOISE("sgmNoiseMultiplier", "SGM noise multiplier", "False|True"),
    /// The highest order of UniPC; never more than the steps.
    UNIPC_ORDER("unipcOrder", "UniPC order", 1, 50),
    /// How UniPC weighs its past estimates.
    UNIPC_VARIANT("unipcVariant", "UniPC variant", "bh1|bh2|vary_coeff"),
    /// How UniPC's noise levels are spread.
    UNIPC_SKIP("unipcSkipType", "UniPC skip type", "time_uniform|time_quadratic|logSNR"),
    /// Whether UniPC's order falls in the last steps.
    UNIPC_LOWER_FINAL("unipcLowerOrderFinal", "UniPC lower order final", "False|True");

    private final String field;
    private final String label;
    private final double low;
    private final double high;
    private final String words; // with bars between them

    SamplerOption(String field, String label, double low, double high) {
        this.field = field;
        this.label = label;
        this.low = low;
        this.high = high;
        words = "";
    }

    SamplerOption(String field, String label, String words) {
        this.field = field;
        this.label = label;
        low = 0;
        high = words.chars().filter(c -> c == '|').count();
        this.words = words;
    }

    /// {@return its name in a stored request}
    public String field() {
        return field;
    }

    /// {@return its name in A1111's text}
    public String label() {
        return label;
    }

    /// {@return whether a value is written as a number, not as a word}
    public boolean numeric() {
        return words.isEmpty();
    }

    /// {@return the number a text stands for: itself, or the place of a word in the list}
    ///
    /// @throws RequestException if it stands for none
    public double parse(String text) {
        List<String> known = words();
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).equalsIgnoreCase(text.strip())) {
                return i;
            }
        }
        if (numeric()) {
            try {
                return checked(Double.parseDouble(text.strip()));
            } catch (NumberFormatException e) {
                throw new RequestException(field + " must be a number, not '" + text + "'", null, e);
            }
        }
        throw new RequestException(field + " must be one of " + String.join(", ", known) + ", not '" + text + "'");
    }

    /// {@return how a value is written}
    public String text(double value) {
        return numeric() ? Double.toString(value) : words().get((int) value);
    }

    /// {@return the words a value may be; none of one that is written as a number}
    public List<String> words() {
        return numeric() ? List.of() : List.of(words.split("\\|"));
    }

    /// {@return `value`}
    ///
    /// @throws RequestException if it is out of range or no number
    double checked(@Nullable Double value) {
        boolean fractions = numeric() && this != UNIPC_ORDER;
        if (value != null && value >= low && value <= high && (fractions || value == Math.rint(value))) {
            return value;
        }
        throw new RequestException(String.format(
                Locale.ROOT, "%s must be between %s and %s, not %s", field, plain(low), plain(high), value));
    }

    private static String plain(double limit) {
        return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
    }
}
