package studio.sfumato.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.weights.ModelDefaults;

/// How noise becomes a picture, as it was typed; `null` where nothing was.
final class SamplingArgs {
    @Option(names = "--sampler", paramLabel = "NAME", description = "Such as \"DPM++ 2M\"; see `sfumato samplers`.")
    @Nullable
    String sampler;

    @Option(names = "--schedule", paramLabel = "NAME", description = "Noise schedule: Automatic, Karras, …")
    @Nullable
    String schedule;

    @Option(names = "--steps", paramLabel = "N", description = "How many sampling steps.")
    @Nullable
    Integer steps;

    private SamplerOptions options = SamplerOptions.NONE;

    @Option(names = "--eta", paramLabel = "X", description = "How much noise an ancestral or SDE sampler adds: 0 to 1.")
    void eta(String text) {
        set(SamplerOption.ETA, text);
    }

    @Option(names = "--s-churn", paramLabel = "X", description = "Noise added before steps of Euler, Heun, DPM2.")
    void churn(String text) {
        set(SamplerOption.CHURN, text);
    }

    @Option(names = "--s-tmin", paramLabel = "X", description = "The lowest noise level that --s-churn works at.")
    void churnFrom(String text) {
        set(SamplerOption.CHURN_FROM, text);
    }

    @Option(names = "--s-tmax", paramLabel = "X", description = "The highest; 0 for any.")
    void churnTo(String text) {
        set(SamplerOption.CHURN_TO, text);
    }

    @Option(names = "--s-noise", paramLabel = "X", description = "What added noise is multiplied by.")
    void noise(String text) {
        set(SamplerOption.NOISE, text);
    }

    @Option(names = "--rho", paramLabel = "X", description = "Exponent of the schedule Karras (7) or Exponential (1).")
    void rho(String text) {
        set(SamplerOption.RHO, text);
    }

    @Option(names = "--sigma-min", paramLabel = "X", description = "The schedule's lowest noise level above 0.")
    void sigmaMin(String text) {
        set(SamplerOption.SIGMA_MIN, text);
    }

    @Option(names = "--sigma-max", paramLabel = "X", description = "The schedule's highest noise level.")
    void sigmaMax(String text) {
        set(SamplerOption.SIGMA_MAX, text);
    }

    @Option(names = "--sigmas", paramLabel = "A,B,…,0", description = "Noise levels to walk in place of a schedule's.")
    void sigmas(String text) {
        options = options.withSigmas(SamplerOptions.parseSigmas(text));
    }

    @Option(names = "--discard-penultimate", description = "Leave out the last noise level above 0 of one step more.")
    void discardPenultimate(boolean yes) {
        set(SamplerOption.DISCARD_PENULTIMATE, Boolean.toString(yes));
    }

    @Option(names = "--sgm-noise", description = "Start from the variance of noise and picture, as SDXL's own code.")
    void sgmNoise(boolean yes) {
        set(SamplerOption.SGM_NOISE, Boolean.toString(yes));
    }

    @Option(names = "--unipc-order", paramLabel = "N", description = "UniPC's highest order (default: 3).")
    void unipcOrder(String text) {
        set(SamplerOption.UNIPC_ORDER, text);
    }

    @Option(names = "--unipc-variant", paramLabel = "NAME", description = "bh1 (default), bh2 or vary_coeff.")
    void unipcVariant(String text) {
        set(SamplerOption.UNIPC_VARIANT, text);
    }

    @Option(
            names = "--unipc-skip",
            paramLabel = "NAME",
            description = "UniPC's noise levels: time_uniform (default), time_quadratic or logSNR.")
    void unipcSkip(String text) {
        set(SamplerOption.UNIPC_SKIP, text);
    }

    @Option(names = "--unipc-lower-final", paramLabel = "BOOL", description = "Lower UniPC's order at the end (true).")
    void unipcLowerFinal(String text) {
        set(SamplerOption.UNIPC_LOWER_FINAL, text);
    }

    private void set(SamplerOption option, String text) {
        options = options.with(option, option.parse(text));
    }

    /// {@return what a model prefers}
    static Sampling preferred(ModelDefaults defaults) {
        return new Sampling(
                Samplers.parse(defaults.sampler()).sampler(), Schedules.parse(defaults.schedule()), defaults.steps());
    }

    /// A sampler that was named without a schedule goes with the one at the end of its name, or with its own; the
    /// model's schedule goes with the model's sampler.
    Sampling sampling(PromptLine line, ModelDefaults defaults) {
        Optional<String> namedSampler = line.sampler().or(() -> Optional.ofNullable(sampler));
        Optional<String> namedSchedule = line.schedule().or(() -> Optional.ofNullable(schedule));
        Samplers.Named named = Samplers.parse(namedSampler.orElse(defaults.sampler()));
        ScheduleId chosen = namedSchedule
                .map(Schedules::parse)
                .or(named::schedule)
                .orElseGet(
                        () -> namedSampler.isPresent() ? ScheduleId.AUTOMATIC : Schedules.parse(defaults.schedule()));
        int levels = options.sigmas().size() - 1;
        int usual = levels > 0 ? levels : defaults.steps();
        Sampling sampling =
                new Sampling(named.sampler(), chosen, line.steps().orElse(steps == null ? usual : steps), options);
        Samplers.requireOptions(sampling);
        return sampling;
    }
}
