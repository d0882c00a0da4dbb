package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.schedule.NoiseSchedule;

/// What ComfyUI's KSampler makes of a sampler and a schedule (`comfy/samplers.py`, `comfy/model_sampling.py`): the
/// first noise has the whole variance where the walk begins at the top (`max_denoise`), the network is told
/// the whole timestep that is nearest in log σ, DDIM is Euler's method on the schedule chosen, and DPM++ 3M
/// SDE leaves no level out.
///
/// @param training what the model was trained on
public record ComfyWalk(NoiseSchedule training) {
    private static final double AS_GOOD_AS = 1e-5;

    /// From which strength on it is not img2img.
    private static final double WHOLE = 0.9999;

    private static final double LEAST = 1e-3;

    /// {@return the plan}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public SamplingPlan plan(Sampling sampling) {
        SamplingPlan plan = usual(sampling);
        double top = training.sigmaMax();
        boolean fromTheTop = plan.sigmas().first() >= top - AS_GOOD_AS * top;
        return plan.startingWith(fromTheTop || plan.wholeVariance())
                .telling(sigma -> Math.rint(training.sigmaToT(sigma)));
    }

    /// {@return the walk from a picture: the last steps of ⌊steps / strength⌋, as `KSampler.set_steps` has it}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public PictureWalk walk(Sampling sampling, double strength) {
        boolean given = !sampling.options().sigmas().isEmpty();
        if (given) {
            return new WebUiWalk(training).walk(sampling, strength);
        }
        int all = strength > WHOLE
                ? sampling.steps()
                : (int) Math.min(Sampling.MOST_STEPS, sampling.steps() / Math.max(strength, LEAST));
        SamplingPlan whole = plan(new Sampling(sampling.sampler(), sampling.schedule(), all, sampling.options()));
        PictureWalk end = PictureWalk.endOf(whole, whole.sigmas().steps() - sampling.steps(), false);
        double top = training.sigmaMax();
        boolean fromTheTop = end.noised() >= top - AS_GOOD_AS * top;
        return new PictureWalk(end.plan().startingWith(fromTheTop), end.noised(), end.span());
    }

    private SamplingPlan usual(Sampling sampling) {
        return switch (Samplers.get(sampling.sampler()).maker().make(sampling.options(), training)) {
            case Ddim _ ->
                Samplers.plan(
                        new Sampling(new SamplerId("Euler"), sampling.schedule(), sampling.steps(), sampling.options()),
                        training);
            case DpmPlusPlus3MSde _ -> Samplers.plan(sampling, training, false);
            default -> Samplers.plan(sampling, training);
        };
    }
}
