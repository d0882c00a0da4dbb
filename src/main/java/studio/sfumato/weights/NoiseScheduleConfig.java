package studio.sfumato.weights;

import java.util.Locale;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;

/// The noise a model was trained on and what its U-Net predicts: the facts of `scheduler_config.json` that hold
/// whatever sampler is used.
///
/// @param trainTimesteps how many noise levels there are
/// @param betaStart variance added at the first of them
/// @param betaEnd variance added at the last
/// @param betas how the variance grows between the two
/// @param predicts what the U-Net's output means
/// @param stepsOffset added to each timestep by samplers that work on whole timesteps (DDIM)
/// @param rescaleToZeroSnr whether the last level was rescaled to pure noise: Lin et al. 2023 (arXiv:2305.08891), 3.1
/// @param spacing how the model's own scheduler spaces timesteps, if it says so: only diffusers' walks ask
/// @param endsClean whether its walk ends without noise rather than at timestep 0, if it says so: only they ask
public record NoiseScheduleConfig(
        int trainTimesteps,
        double betaStart,
        double betaEnd,
        Betas betas,
        Predicts predicts,
        int stepsOffset,
        boolean rescaleToZeroSnr,
        Optional<Spacing> spacing,
        Optional<Boolean> endsClean) {
    /// What holds whatever sampler is used, of a scheduler that says nothing of its own timesteps.
    public NoiseScheduleConfig(
            int trainTimesteps,
            double betaStart,
            double betaEnd,
            Betas betas,
            Predicts predicts,
            int stepsOffset,
            boolean rescaleToZeroSnr) {
        this(
                trainTimesteps,
                betaStart,
                betaEnd,
                betas,
                predicts,
                stepsOffset,
                rescaleToZeroSnr,
                Optional.empty(),
                Optional.empty());
    }

    /// A schedule's arrays are made this long: a bound on what a file may ask for.
    private static final int MOST_TIMESTEPS = 100_000;

    /// What every Stable Diffusion 1.x model says.
    public static final NoiseScheduleConfig STABLE_DIFFUSION =
            new NoiseScheduleConfig(1000, 0.00085, 0.012, Betas.SCALED_LINEAR, Predicts.EPSILON, 1, false);

    /// Which timesteps are walked: diffusers' `timestep_spacing`, by its names in upper case.
    public enum Spacing {
        /// From the last to the first, evenly.
        LINSPACE,
        /// Every n-th from the first.
        LEADING,
        /// Every n-th down from the last.
        TRAILING
    }

    /// How the variance grows: diffusers' `beta_schedule`, by its names in upper case.
    public enum Betas {
        /// Evenly.
        LINEAR,
        /// Its square root evenly.
        SCALED_LINEAR,
        /// As a squared cosine.
        SQUAREDCOS_CAP_V2
    }

    /// What the U-Net's output means: diffusers' `prediction_type`, by its names in upper case.
    public enum Predicts {
        /// The noise.
        EPSILON,
        /// Velocity: Salimans & Ho 2022 (arXiv:2202.00512), appendix D.
        V_PREDICTION,
        /// The picture itself.
        SAMPLE
    }

    /// {@return the same noise with its last level rescaled to pure noise, or as it is}
    public NoiseScheduleConfig withZeroTerminalSnr(boolean rescaled) {
        return new NoiseScheduleConfig(
                trainTimesteps, betaStart, betaEnd, betas, predicts, stepsOffset, rescaled, spacing, endsClean);
    }

    /// {@return the same noise for a U-Net that predicts something else}
    public NoiseScheduleConfig withPrediction(Predicts other) {
        return new NoiseScheduleConfig(
                trainTimesteps, betaStart, betaEnd, betas, other, stepsOffset, rescaleToZeroSnr, spacing, endsClean);
    }

    /// {@return the facts in a `scheduler_config.json`; what it leaves out is as diffusers has it}
    ///
    /// @throws ModelFileException if a value cannot be
    /// @throws UnsupportedModelException if the model wants another kind of noise
    static NoiseScheduleConfig of(ComponentConfig scheduler) {
        if (scheduler.has("trained_betas")) {
            throw new UnsupportedModelException(
                    scheduler.name() + ": trained_betas is set; only computed schedules are" + " supported");
        }
        int timesteps = scheduler.positive("num_train_timesteps", 1000);
        if (timesteps < 2 || timesteps > MOST_TIMESTEPS) {
            throw scheduler.wrong("num_train_timesteps", "between 2 and " + MOST_TIMESTEPS);
        }
        double start = scheduler.number("beta_start", 0.0001);
        double end = scheduler.number("beta_end", 0.02);
        if (!(start > 0 && start <= end && end < 1)) {
            throw scheduler.wrong("beta_start", "above 0 and at most beta_end, which must be below 1");
        }
        int offset = scheduler.intValue("steps_offset", 0);
        if (offset < 0 || offset >= timesteps) {
            throw scheduler.wrong("steps_offset", "between 0 and num_train_timesteps");
        }
        return new NoiseScheduleConfig(
                timesteps,
                start,
                end,
                named(scheduler, "beta_schedule", Betas.LINEAR, Betas.class),
                named(scheduler, "prediction_type", Predicts.EPSILON, Predicts.class),
                offset,
                scheduler.flag("rescale_betas_zero_snr", false),
                scheduler.has("timestep_spacing")
                        ? Optional.of(named(scheduler, "timestep_spacing", Spacing.LEADING, Spacing.class))
                        : Optional.empty(),
                scheduler.has("set_alpha_to_one")
                        ? Optional.of(scheduler.flag("set_alpha_to_one", true))
                        : Optional.empty());
    }

    private static <E extends Enum<E>> E named(ComponentConfig scheduler, String key, E fallback, Class<E> type) {
        String name = scheduler.text(key, fallback.name().toLowerCase(Locale.ROOT));
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
                return constant;
            }
        }
        throw new UnsupportedModelException(scheduler.name() + ": " + key + " '" + name + "' is not supported");
    }
}
