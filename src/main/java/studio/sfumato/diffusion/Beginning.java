package studio.sfumato.diffusion;

import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Where the sampling of some pictures begins.
@FunctionalInterface
interface Beginning {
    /// {@return the latents at its end, one row a picture}
    ///
    /// @param steps hears of each step and of what the network took the picture for
    Tensor sample(Denoiser model, Noise noise, StepReporter steps);

    /// {@return the beginning from noise alone}
    ///
    /// @param shape [pictures, channels, height/8, width/8]
    static Beginning ofNoise(SamplingPlan plan, Shape shape) {
        return (model, noise, steps) -> plan.fromNoise(steps.watching(model), shape, noise, steps);
    }
}
