package studio.sfumato.diffusion.sampler;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.NoiseScheduleConfig.Spacing;

/// What diffusers' schedulers make of a sampler, a schedule and a number of steps: `set_timesteps` of the scheduler the
/// sampler goes by, made from the settings of the model's own.
///
/// Karras, Exponential and Beta are its `use_…_sigmas`, SGM Uniform is its spacing `trailing`, Uniform the spacing of
/// the scheduler or its model. A sampler that diffusers lacks, or another schedule, walks as in A1111.
///
/// @param training what the model was trained on
/// @param config what the model's own scheduler says
public record DiffusersWalk(NoiseSchedule training, NoiseScheduleConfig config) {
    /// What `Automatic` means: the scheduler's own timesteps.
    public static final ScheduleId OWN = new ScheduleId("Uniform");

    /// Options that make a walk of their own.
    private static final Set<SamplerOption> WALK = Set.of(
            SamplerOption.RHO, SamplerOption.SIGMA_MIN, SamplerOption.SIGMA_MAX, SamplerOption.DISCARD_PENULTIMATE);

    /// There timesteps are only cast to whole numbers, and single precision leaves the last a trace below itself.
    private static final double CAST = 1e-4;

    private static final Map<String, DiffusersTimesteps> KINDS = Map.of(
            "Euler", DiffusersTimesteps.LEVELS,
            "Euler a", DiffusersTimesteps.LEVELS,
            "Heun", DiffusersTimesteps.LEVELS,
            "LMS", DiffusersTimesteps.LEVELS,
            "DPM++ 2M", DiffusersTimesteps.MULTISTEP,
            "DPM++ 2M SDE", DiffusersTimesteps.MULTISTEP,
            "UniPC", DiffusersTimesteps.MULTISTEP,
            "DDIM", DiffusersTimesteps.WALKED,
            "PLMS", DiffusersTimesteps.WALKED);

    /// {@return the plan}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public SamplingPlan plan(Sampling sampling) {
        SamplerEntry entry = Samplers.get(sampling.sampler());
        ScheduleId schedule = sampling.schedule().equals(ScheduleId.AUTOMATIC) ? OWN : sampling.schedule();
        SamplerOptions options = options(sampling);
        SamplingPlan usual =
                Samplers.plan(new Sampling(sampling.sampler(), schedule, sampling.steps(), options), training);
        @Nullable DiffusersTimesteps kind = KINDS.get(entry.label());
        if (kind == null || !options.sigmas().isEmpty() || WALK.stream().anyMatch(options::has)) {
            return usual;
        }
        Spacing spacing = schedule.label().equals("SGM Uniform")
                ? Spacing.TRAILING
                : config.spacing().orElse(kind.usual());
        double[] timesteps = kind.of(spacing, sampling.steps(), training.timesteps(), config.stepsOffset());
        if (kind == DiffusersTimesteps.WALKED) {
            double[] levels = levels(timesteps, end(entry, timesteps));
            return new SamplingPlan(usual.sampler(), Sigmas.of(levels)).telling(listed(levels, timesteps));
        }
        boolean wholeVariance = kind == DiffusersTimesteps.MULTISTEP || spacing == Spacing.LEADING;
        SamplingPlan plan = switch (schedule.label()) {
            case "Uniform", "SGM Uniform" -> {
                double[] levels = levels(timesteps, 0);
                yield new SamplingPlan(usual.sampler(), Sigmas.of(levels)).telling(listed(levels, timesteps));
            }
            case "Karras", "Exponential", "Beta" -> curved(usual.sampler(), schedule, kind, timesteps);
            default -> usual;
        };
        return plan.startingWith(wholeVariance || usual.wholeVariance());
    }

    /// {@return the walk from a picture: the last ⌊strength · steps⌋ steps, as `get_timesteps` of its pipelines has it}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public PictureWalk walk(Sampling sampling, double strength) {
        SamplingPlan whole = plan(sampling).startingWith(false);
        int steps = whole.sigmas().steps();
        return PictureWalk.endOf(whole, steps - Math.min(steps, (int) (steps * strength)), false);
    }

    /// UniPCMultistepScheduler has order 2 and the variant bh2 where nothing is set.
    private static SamplerOptions options(Sampling sampling) {
        SamplerOptions options = sampling.options();
        if (!sampling.sampler().label().equals("UniPC")) {
            return options;
        }
        return options.with(SamplerOption.UNIPC_ORDER, options.get(SamplerOption.UNIPC_ORDER, 2))
                .with(
                        SamplerOption.UNIPC_VARIANT,
                        options.get(SamplerOption.UNIPC_VARIANT, SamplerOption.UNIPC_VARIANT.parse("bh2")));
    }

    /// A curve between two levels: for the schedulers of [DiffusersTimesteps#MULTISTEP] those of training, whose
    /// timesteps are whole; for the others those of the timesteps.
    private SamplingPlan curved(Sampler sampler, ScheduleId schedule, DiffusersTimesteps kind, double[] timesteps) {
        boolean whole = kind == DiffusersTimesteps.MULTISTEP;
        int last = timesteps.length - 1;
        NoiseSchedule range =
                whole || last == 0 ? training : training.within(level(timesteps[last]), level(timesteps[0]));
        double[] levels =
                Schedules.get(schedule).schedule().sigmas(range, last + 1).toArray();
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) levels[i];
        }
        DoubleUnaryOperator told = switch (kind) {
            case LEVELS, WALKED -> training::sigmaToT;
            case MULTISTEP ->
                schedule.label().equals("Karras")
                        ? sigma -> Math.rint(training.sigmaToT(sigma))
                        : sigma -> Math.floor(Math.max(0, training.sigmaToT(sigma) - CAST));
        };
        return new SamplingPlan(sampler, Sigmas.of(levels)).telling(told);
    }

    /// The level a walk over whole timesteps ends at: that of the timestep after the last, or, where there is none,
    /// that of timestep 0 or none at all, as `set_alpha_to_one` says.
    private double end(SamplerEntry entry, double[] timesteps) {
        int next = (int) timesteps[timesteps.length - 1] - training.timesteps() / timesteps.length;
        if (next >= 0) {
            return training.sigma(next);
        }
        return config.endsClean().orElse(entry.label().equals("DDIM")) ? 0 : training.sigma(0);
    }

    private double[] levels(double[] timesteps, double end) {
        double[] levels = Arrays.copyOf(timesteps, timesteps.length + 1);
        for (int i = 0; i < timesteps.length; i++) {
            levels[i] = level(timesteps[i]);
        }
        levels[timesteps.length] = end;
        return levels;
    }

    /// Between whole timesteps diffusers draws a straight line in σ.
    private double level(double timestep) {
        double t = Math.min(timestep, training.timesteps() - 1.0);
        int low = Math.min((int) t, training.timesteps() - 2);
        double share = t - low;
        return (float) ((1 - share) * training.sigma(low) + share * training.sigma(low + 1));
    }

    /// The timestep that stands beside a level; what lies between two is interpolated.
    private DoubleUnaryOperator listed(double[] levels, double[] timesteps) {
        Map<Double, Double> told = new HashMap<>();
        for (int i = 0; i < timesteps.length; i++) {
            told.put(levels[i], timesteps[i]);
        }
        return sigma -> told.getOrDefault(sigma, training.sigmaToT(sigma));
    }
}
