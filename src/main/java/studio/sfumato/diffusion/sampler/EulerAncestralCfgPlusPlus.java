package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [EulerAncestral] with CFG++: the noise put back onto the guided estimate is the one the network saw
/// without the prompt: Chung et al. 2024, Algorithm 1 (arXiv:2406.08070), as ComfyUI's
/// `euler_ancestral_cfg_pp`. It wants a guidance between 0 and about 2.
public record EulerAncestralCfgPlusPlus(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Estimates estimates = model.estimates(x, sigma);
            on.step(i, x, estimates.guided());
            Ancestral step = Ancestral.between(sigma, next, fresh.eta());
            Tensor epsilon = x.minus(estimates.unprompted()).over(sigma);
            x = estimates.guided().combine(1, epsilon, step.down());
            if (next > 0) {
                x = fresh.addTo(x, noise, step.up());
            }
        }
        return x;
    }
}
