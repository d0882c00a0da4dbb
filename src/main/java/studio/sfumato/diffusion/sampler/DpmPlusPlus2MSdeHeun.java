package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SDE-DPM-Solver++(2M) as [DpmPlusPlus2MSde], corrected by Heun's rule instead: the slope of the estimate
/// is integrated exactly over the step, which counts 1 − (1 − e⁻ᵏ)/k.
public record DpmPlusPlus2MSdeHeun(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return DpmPlusPlus2MSde.walk(model, x, sigmas, noise, on, fresh, k -> 1 + Math.expm1(-k) / k);
    }
}
