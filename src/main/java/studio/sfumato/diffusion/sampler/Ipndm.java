package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Adams–Bashforth of order 4 on dx/dσ as if the steps were even: iPNDM of Zhang & Chen 2022 (arXiv:2204.13902) as in
/// diff-sampler (Zhou et al.), Forge and ComfyUI.
public record Ipndm() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        AdamsBashforth slopes = new AdamsBashforth();
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            slopes.add(x.minus(denoised).over(sigma));
            x = x.plus(slopes.mean().times(sigmas.at(i + 1) - sigma));
        }
        return x;
    }
}
