package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Schedules;

/// What ComfyUI's KSampler makes of a sampler and a schedule (`comfy/samplers.py`, `comfy/model_sampling.py`): the
/// first
/// noise has the whole variance where the walk begins at the top (`max_denoise`), the network is told the whole
/// timestep
/// that is nearest in log σ, DDIM is Euler's method on the schedule chosen, and DPM++ 3M SDE leaves no level out.
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
        return plan.startingWith(fromTheTop).telling(sigma -> Math.rint(training.sigmaToT(sigma)));
    }

    private SamplingPlan usual(Sampling sampling) {
        SamplerEntry entry = Samplers.get(sampling.sampler());
        return switch (entry.sampler()) {
            case Ddim _ ->
                Samplers.plan(new Sampling(new SamplerId("Euler"), sampling.schedule(), sampling.steps()), training);
            case DpmPlusPlus3MSde sampler -> {
                Schedule schedule =
                        Schedules.get(Samplers.effectiveSchedule(sampling)).schedule();
                yield new SamplingPlan(sampler, schedule.sigmas(training, sampling.steps()));
            }
            default -> Samplers.plan(sampling, training);
        };
    }
}
