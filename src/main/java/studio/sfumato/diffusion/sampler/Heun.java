package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Heun's second-order method on the probability-flow ODE: Karras et al. 2022, Algorithm 2
/// (arXiv:2206.00364). Calls the denoiser twice a step, once in the step to no noise.
public record Heun(Churn churn) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            Churn.Raised raised = churn.raise(x, sigmas, i, noise);
            x = raised.x();
            double sigma = raised.sigma();
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma);
            Tensor guess = x.plus(d.times(next - sigma));
            if (next == 0) {
                return guess;
            }
            Tensor dThere = guess.minus(model.denoise(guess, next)).over(next);
            x = x.plus(d.combine(0.5, dThere, 0.5).times(next - sigma));
        }
        return x;
    }
}
