package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// RES, the refined exponential solver, as a multistep method of order 2: Zhang et al. 2023
/// (arXiv:2308.02157) with λ = −log σ, as ComfyUI's `res_multistep`. The first step and a step to no noise are Euler's.
public record ResMultistep() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor old = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            double shrink = next / sigma; // e⁻ʰ
            Tensor target = denoised.times(1 - shrink);
            if (i > 0 && next > 0) {
                double h = Math.log(sigma / next);
                double c2 = -Math.log(sigmas.at(i - 1) / sigma) / h;
                double phi1 = Math.expm1(-h) / -h;
                double phi2 = (phi1 - 1) / -h;
                target = denoised.combine(h * (phi1 - phi2 / c2), old, h * phi2 / c2);
            }
            x = x.combine(shrink, target, 1);
            old = denoised;
        }
        return x;
    }
}
