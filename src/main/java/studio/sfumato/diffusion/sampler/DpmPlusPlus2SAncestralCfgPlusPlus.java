package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [DpmPlusPlus2SAncestral] with CFG++ (Chung et al. 2024, arXiv:2406.08070) as ComfyUI's
/// `dpmpp_2s_ancestral_cfg_pp`: x is moved by what guidance moved the estimate, so that its noise is the one
/// seen without the prompt, in the second half of the step from the estimates there.
public record DpmPlusPlus2SAncestralCfgPlusPlus(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Estimates estimates = model.estimates(x, sigma);
            Tensor denoised = estimates.guided();
            on.step(i, x, denoised);
            if (next == 0) {
                return denoised;
            }
            Ancestral step = Ancestral.between(sigma, next, fresh.eta());
            double middle = Math.sqrt(sigma * step.down());
            Tensor there = moved(x, denoised, estimates).combine(middle / sigma, denoised, 1 - middle / sigma);
            Estimates further = model.estimates(there, middle);
            double shrink = step.down() / sigma; // e⁻ʰ
            x = moved(x, denoised, further).combine(shrink, further.guided(), 1 - shrink);
            x = fresh.addTo(x, noise, step.up());
        }
        return x;
    }

    private static Tensor moved(Tensor x, Tensor denoised, Estimates estimates) {
        return x.plus(denoised.minus(estimates.unprompted()));
    }
}
