package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Euler's method on the probability-flow ODE: Karras et al. 2022, Algorithm 2 with S_churn = 0 and no correction
/// (arXiv:2206.00364).
public record Euler() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma); // dx/dσ
            x = x.plus(d.times(sigmas.at(i + 1) - sigma));
        }
        return x;
    }
}
