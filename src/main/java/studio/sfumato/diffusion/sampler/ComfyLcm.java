package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Multistep sampling of a consistency model: the estimate of the clean picture, then fresh noise up to the next level:
/// Luo et al. 2023 (arXiv:2310.04378), as ComfyUI's `lcm`; A1111 has [Lcm]. For models distilled to need 4–8 steps.
public record ComfyLcm() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            x = next == 0 ? denoised : denoised.combine(1, noise.next(x.shape()), next);
        }
        return x;
    }
}
