package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// The midpoint method in log σ on the probability-flow ODE, as k-diffusion's `sample_dpm_2`: inspired by DPM-Solver-2
/// (Lu et al. 2022, Algorithm 1, arXiv:2206.00927). Calls the denoiser twice a step, once in the step to no noise.
public record Dpm2(Churn churn) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            Churn.Raised raised = churn.raise(x, sigmas, i, noise);
            x = raised.x();
            double sigma = raised.sigma();
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma); // dx/dσ
            if (next == 0) {
                return x.plus(d.times(next - sigma));
            }
            double middle = Math.sqrt(sigma * next);
            Tensor there = x.plus(d.times(middle - sigma));
            Tensor dThere = there.minus(model.denoise(there, middle)).over(middle);
            x = x.plus(dThere.times(next - sigma));
        }
        return x;
    }
}
