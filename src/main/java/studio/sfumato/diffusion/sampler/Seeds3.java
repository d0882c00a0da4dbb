package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SEEDS-3, an exponential solver of the reverse SDE with three stages: Gonzalez et al. 2023, Algorithm 3
/// (arXiv:2305.14267), in λ = −log σ as ComfyUI's `seeds_3`, r₁ = ⅓, r₂ = ⅔. Calls the denoiser three times a step.
public record Seeds3(FreshNoise fresh) implements Sampler {
    private static final double R1 = 1 / 3.0;
    private static final double R2 = 2 / 3.0;

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
            Tensor noise1 = step.noise(0, R1, x.shape(), noise);
            Tensor x1 = step.mean(x, R1, denoised, step.phi1(R1)).plus(noise1.times(step.level(R1)));
            Tensor slope1 = model.denoise(x1, step.level(R1)).minus(denoised).over(R1);
            Tensor noise2 = step.carried(noise1, R1, R2).plus(step.noise(R1, R2, x.shape(), noise));
            Tensor x2 = step.mean(x, R2, denoised, step.phi1(R2))
                    .combine(1, slope1, R2 * step.phi2(R2))
                    .plus(noise2.times(step.level(R2)));
            Tensor slope2 = model.denoise(x2, step.level(R2)).minus(denoised).over(R2);
            Tensor noise3 = step.carried(noise2, R2, 1).plus(step.noise(R2, 1, x.shape(), noise));
            x = step.mean(x, 1, denoised, step.phi1(1))
                    .combine(1, slope2, step.phi2(1))
                    .plus(noise3.times(next));
        }
        return x;
    }
}
