package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Multistep sampling of a latent consistency model: Luo et al. 2023, Algorithm 3 (arXiv:2310.04378), as in A1111: the
/// network only hears of the 50 timesteps such a model was distilled on, the schedule knows no others, and the boundary
/// condition (eq. 9) mixes a trace of the noisy picture into the estimate. ComfyUI has [ComfyLcm].
///
/// @param training the noise levels of the model
public record Lcm(NoiseSchedule training) implements Sampler {
    private static final int DISTILLED = 50;
    private static final double SIGMA_DATA = 0.5;
    private static final double TIMESTEP_SCALING = 10;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            double t = TIMESTEP_SCALING * timestep(training, sigma);
            double skip = SIGMA_DATA * SIGMA_DATA / (t * t + SIGMA_DATA * SIGMA_DATA);
            double out = t / Math.hypot(t, SIGMA_DATA);
            Tensor denoised = model.denoise(x, sigma).combine(out, x, skip);
            on.step(i, x, denoised);
            x = next == 0 ? denoised : denoised.combine(1, noise.next(x.shape()), next);
        }
        return x;
    }

    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule asked, int steps) {
        return chosen.sigmas(asked.everyOf(DISTILLED), steps);
    }

    /// The distilled timestep whose level is nearest in log σ.
    @Override
    public double timestep(NoiseSchedule asked, double sigma) {
        int stride = asked.stride(DISTILLED);
        float log = (float) Math.log((float) sigma); // in single precision, where two may be equally near
        int nearest = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int t = (asked.timesteps() - 1) % stride; t < asked.timesteps(); t += stride) {
            float distance = Math.abs(log - (float) Math.log(asked.sigma(t)));
            if (distance < least) {
                nearest = t;
                least = distance;
            }
        }
        return nearest;
    }
}
