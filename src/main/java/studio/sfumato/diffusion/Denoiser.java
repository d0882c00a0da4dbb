package studio.sfumato.diffusion;

import studio.sfumato.tensor.Tensor;

/// Predicts the clean picture x₀ from a noisy one: D(x; σ) of Karras et al. 2022 (arXiv:2206.00364).
@FunctionalInterface
public interface Denoiser {
    /// {@return the estimate of x₀}
    ///
    /// @param x latents [batch, channels, height/8, width/8] with noise of standard deviation `sigma`
    Tensor denoise(Tensor x, double sigma);

    /// {@return the estimate of x₀ and those it was made from}
    default Estimates estimates(Tensor x, double sigma) {
        return Estimates.unguided(denoise(x, sigma));
    }
}
