package studio.sfumato.diffusion;

import studio.sfumato.tensor.Tensor;

/// Hears of every step of a sampler, once each; throwing from it ends the sampling.
@FunctionalInterface
public interface StepListener {
    /// Step `index` (from 0) has its first estimate of the clean picture.
    ///
    /// @param x the noisy latents the step started from
    /// @param denoised the estimate of x₀
    void step(int index, Tensor x, Tensor denoised);
}
