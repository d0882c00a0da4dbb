package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Euler's method to a noise level below the next, then fresh noise up to it: ancestral sampling as in Song et al.
/// 2021,
/// Appendix F (arXiv:2011.13456), with k-diffusion's split into σ_down and σ_up (η = 1).
public record EulerAncestral() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            double up = Math.min(next, next * Math.sqrt(1 - next * next / (sigma * sigma)));
            double down = Math.sqrt(next * next - up * up);
            Tensor d = x.minus(denoised).over(sigma);
            x = x.plus(d.times(down - sigma));
            if (next > 0) {
                x = x.combine(1, noise.next(x.shape()), up);
            }
        }
        return x;
    }
}
