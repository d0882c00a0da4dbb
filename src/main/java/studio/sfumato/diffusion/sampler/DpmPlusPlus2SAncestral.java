package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(2S) to a noise level below the next, then fresh noise up to it ([Ancestral]): Lu et al. 2022, Algorithm
/// 1 (arXiv:2211.01095) with α = 1 and r = ½; k-diffusion's `sample_dpmpp_2s_ancestral`.
public record DpmPlusPlus2SAncestral(FreshNoise fresh) implements Sampler {
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
            Ancestral step = Ancestral.between(sigma, next, fresh.eta());
            double middle = Math.sqrt(sigma * step.down());
            Tensor there = x.combine(middle / sigma, denoised, 1 - middle / sigma);
            double shrink = step.down() / sigma; // e⁻ʰ
            x = x.combine(shrink, model.denoise(there, middle), 1 - shrink);
            x = fresh.addTo(x, noise, step.up());
        }
        return x;
    }
}
