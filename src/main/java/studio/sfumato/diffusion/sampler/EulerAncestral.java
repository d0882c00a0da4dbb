package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Euler's method to a noise level below the next, then fresh noise up to it: ancestral sampling as in Song et al.
/// 2021, Appendix F (arXiv:2011.13456), split by [Ancestral]. The sampler of DDPM (Ho et al. 2020, Algorithm 2) is the
/// same: its mean is Euler's step to σ_down = σ_next² / σ, its noise σ_up.
public record EulerAncestral(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Ancestral step = Ancestral.between(sigma, next, fresh.eta());
            Tensor d = x.minus(denoised).over(sigma);
            x = x.plus(d.times(step.down() - sigma));
            if (next > 0) {
                x = fresh.addTo(x, noise, step.up());
            }
        }
        return x;
    }
}
