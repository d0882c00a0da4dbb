package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Euler's method on the probability-flow ODE: Karras et al. 2022, Algorithm 2 without correction
/// (arXiv:2206.00364).
public record Euler(Churn churn) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            Churn.Raised raised = churn.raise(x, sigmas, i, noise);
            x = raised.x();
            double sigma = raised.sigma();
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma); // dx/dσ
            x = x.plus(d.times(sigmas.at(i + 1) - sigma));
        }
        return x;
    }
}
