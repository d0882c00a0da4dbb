package studio.sfumato.diffusion.sampler;

import java.util.stream.IntStream;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.error.RequestException;

/// What A1111 makes of a sampler, a schedule and a strength (`setup_img2img_steps`, `sample_img2img`): of the levels of
/// all steps the last ⌊strength · steps⌋ + 1, strength at most 0.999.
///
/// @param training what the model was trained on
public record WebUiWalk(NoiseSchedule training) {
    private static final double MOST = 0.999;

    /// {@return the walk from a picture}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public PictureWalk walk(Sampling sampling, double strength) {
        return walk(sampling, (int) (Math.min(strength, MOST) * sampling.steps()));
    }

    /// {@return the walk of a second pass, which takes all the steps asked for: the last of ⌊steps /
    /// strength⌋}
    ///
    /// @param strength above 0
    /// @throws RequestException if sampler or schedule is unknown, or that would be more steps than
    /// there are
    public PictureWalk whole(Sampling sampling, double strength) {
        int steps = (int) (sampling.steps() / Math.min(strength, MOST));
        if (steps > Sampling.MOST_STEPS) {
            throw new RequestException("hires: " + sampling.steps() + " steps at a denoise of " + strength
                    + " are the last of " + steps + ", and a model knows " + Sampling.MOST_STEPS);
        }
        return walk(
                new Sampling(sampling.sampler(), sampling.schedule(), steps, sampling.options()), sampling.steps() - 1);
    }

    /// @param encoded how many steps are left but one
    private PictureWalk walk(Sampling sampling, int encoded) {
        SamplingPlan whole = Samplers.plan(sampling, training).startingWith(false);
        int steps = sampling.steps();
        return switch (whole.sampler()) {
            case Ddim _, DdimCfgPlusPlus _, Plms _ -> timesteps(whole, encoded);
            case UniPc uniPc -> uniPc(whole, uniPc, steps, encoded);
            case DpmFast _, DpmAdaptive _ -> between(whole, sampling, encoded);
            default -> PictureWalk.endOf(whole, steps - encoded - 1, true);
        };
    }

    /// The samplers of whole timesteps walk one level less than the noise is put on for. Where A1111 would take no step
    /// at all they take one.
    private static PictureWalk timesteps(SamplingPlan whole, int encoded) {
        Sigmas all = whole.sigmas();
        int last = all.steps();
        int kept = Math.clamp(encoded, Math.min(2, last), last);
        return new PictureWalk(whole.walking(all.from(last + 1 - kept)), all.at(last - kept), all);
    }

    private PictureWalk uniPc(SamplingPlan whole, UniPc sampler, int steps, int encoded) {
        int stride = Math.max(1, training.timesteps() / steps);
        int kept = Math.max(1, encoded);
        int top = Math.min(training.timesteps() - 1, 1 + (kept - 1) * stride);
        int noised = Math.min(training.timesteps() - 1, 1 + kept * stride);
        Sigmas levels = sampler.levels().from(training, top, kept);
        return new PictureWalk(whole.walking(levels), training.sigma(noised), whole.sigmas());
    }

    /// They go from the first to the last level above 0 of the schedule, in steps of their own.
    private PictureWalk between(SamplingPlan whole, Sampling sampling, int encoded) {
        int steps = Math.max(2, sampling.steps());
        Sigmas levels = Schedules.get(Samplers.effectiveSchedule(sampling))
                .with(sampling.options())
                .sigmas(training, steps);
        int kept = Math.max(2, encoded + 1);
        double high = levels.at(Math.max(0, steps - kept));
        double low = levels.lowestNoise();
        Sigmas own = Sigmas.of(IntStream.rangeClosed(0, kept)
                .mapToDouble(i -> high * Math.pow(low / high, (double) i / kept))
                .toArray());
        return new PictureWalk(whole.walking(own), own.first(), whole.sigmas());
    }
}
