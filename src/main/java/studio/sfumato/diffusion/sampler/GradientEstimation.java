package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Euler's method with a slope carried on from the last two: d + (γ − 1)·(d − d_old), γ = 2: Permenter & Yuan 2024
/// (arXiv:2306.04848), as ComfyUI's `gradient_estimation`. The step to no noise is Euler's.
public record GradientEstimation() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor old = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma);
            Tensor estimate = i == 0 || next == 0 ? d : d.combine(2, old, -1);
            x = x.plus(estimate.times(next - sigma));
            old = d;
        }
        return x;
    }
}
