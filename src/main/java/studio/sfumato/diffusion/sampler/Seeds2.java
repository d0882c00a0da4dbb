package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SEEDS-2, an exponential solver of the reverse SDE with two stages: Gonzalez et al. 2023, Algorithm 2
/// (arXiv:2305.14267), in λ = −log σ as ComfyUI's `seeds_2`, r = ½. Calls the denoiser twice a step.
public record Seeds2(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            if (next == 0) {
                return denoised;
            }
            SeedsStage step = new SeedsStage(fresh, sigma, Math.log(sigma / next));
            Tensor noise1 = step.noise(0, 1 / 2.0, x.shape(), noise);
            Tensor there = step.mean(x, 1 / 2.0, denoised, step.phi1(1 / 2.0)).plus(noise1.times(step.level(1 / 2.0)));
            Tensor denoised2 = model.denoise(there, step.level(1 / 2.0));
            Tensor noise2 = step.carried(noise1, 1 / 2.0, 1).plus(step.noise(1 / 2.0, 1, x.shape(), noise));
            x = step.mean(x, 1, denoised2, step.phi1(1)).plus(noise2.times(next));
        }
        return x;
    }
}
