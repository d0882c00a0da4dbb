package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(2M): Lu et al. 2022, Algorithm 2 (arXiv:2211.01095), with α = 1 and λ = −log σ. The first step and a
/// step to no noise are of first order.
public record DpmPlusPlus2M() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor old = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            double shrink = next / sigma; // e⁻ʰ
            Tensor target = denoised;
            if (i > 0 && next > 0) {
                double h = Math.log(sigma / next);
                double r = Math.log(sigmas.at(i - 1) / sigma) / h;
                target = denoised.combine(1 + 1 / (2 * r), old, -1 / (2 * r));
            }
            x = x.combine(shrink, target, 1 - shrink);
            old = denoised;
        }
        return x;
    }
}
