package studio.sfumato.diffusion.guidance;

import studio.sfumato.tensor.Tensor;

/// A network bound to its conditioning. How a batch is run, at once or in parts, is its own business.
@FunctionalInterface
public interface Network {
    /// {@return the raw prediction: noise, velocity or picture, as the model was trained}
    ///
    /// @param x latents [batch, channels, height/8, width/8] of unit variance
    /// @param timestep the noise level as a timestep, not rounded
    Tensor predict(Tensor x, double timestep);
}
