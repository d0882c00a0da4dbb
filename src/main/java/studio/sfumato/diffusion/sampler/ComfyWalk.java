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
