package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [DpmPlusPlus2M] with CFG++ as ComfyUI's `dpmpp_2m_cfg_pp`: the noise kept is the one seen without the
/// prompt (Chung et al. 2024, arXiv:2406.08070), and the slope of the estimate is that from the old one
/// without the prompt to the new guided one.
public record DpmPlusPlus2MCfgPlusPlus() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor old = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Estimates estimates = model.estimates(x, sigma);
            Tensor denoised = estimates.guided();
            on.step(i, x, denoised);
            double shrink = next / sigma; // e⁻ʰ
            x = denoised.combine(1, x.minus(estimates.unprompted()), shrink);
            if (i > 0 && next > 0) {
                double r = Math.log(sigmas.at(i - 1) / sigma) / Math.log(sigma / next);
                x = x.combine(1, denoised.minus(old), (1 - shrink) / (2 * r));
            }
            old = estimates.unprompted();
        }
        return x;
    }
}
