package studio.sfumato.diffusion.sampler;

import java.util.stream.IntStream;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Strategic stochastic sampling of a trajectory consistency model: Zheng et al. 2024, Algorithm 4
/// (arXiv:2402.19159), as diffusers' `TCDScheduler`: from timestep t straight to (1 − γ)·t′, then noise up
/// to t′, on the 50 timesteps such a model was distilled on. γ is η here. As in [Ddim] latents are of unit
/// variance at both ends, and the trace of noise of timestep 0 is left in them.
///
/// @param training the noise levels of the model
public record Tcd(FreshNoise fresh, NoiseSchedule training) implements Sampler {
    /// What the paper recommends.
    static final double GAMMA = 0.3;

    private static final int DISTILLED = 50;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            double down = training.sigma((int) ((float) (1 - fresh.eta()) * (float) training.sigmaToT(next)));
            Tensor epsilon = x.minus(denoised).over(sigma);
            x = denoised.combine(1, epsilon, down);
            if (i < sigmas.steps() - 1) {
                x = fresh.addTo(x, noise, Math.sqrt(next * next - down * down));
            }
        }
        return x.over(Math.hypot(1, sigmas.last()));
    }

    /// No more than 50 steps.
    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule asked, int steps) {
        int stride = asked.stride(DISTILLED);
        int most = asked.timesteps() / stride;
        int count = Math.min(steps, most);
        return Sigmas.of(IntStream.rangeClosed(0, count)
                .map(i -> i == count ? 0 : asked.timesteps() - 1 - stride * (i * most / count))
                .mapToDouble(asked::sigma)
                .toArray());
    }

    @Override
    public Tensor start(Tensor unit, Sigmas sigmas) {
        return unit.times(Math.hypot(1, sigmas.first()));
    }
}
