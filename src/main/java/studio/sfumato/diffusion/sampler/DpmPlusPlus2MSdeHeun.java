package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SDE-DPM-Solver++(2M) as [DpmPlusPlus2MSde], corrected by Heun's rule instead: the slope of the estimate is
/// integrated
/// exactly, ∫ e^(2(s − h))·2s ds over the step divided by h = 1 − (1 − e⁻²ʰ)/2h.
public record DpmPlusPlus2MSdeHeun() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return DpmPlusPlus2MSde.walk(model, x, sigmas, noise, on, h -> 1 + Math.expm1(-2 * h) / (2 * h));
    }
}
