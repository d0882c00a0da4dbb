package studio.sfumato.diffusion.noise;

import studio.sfumato.tensor.Tensor;

/// Noise that belongs to a stretch of noise levels, for samplers of stochastic differential equations.
@FunctionalInterface
public interface Brownian {
    /// {@return what the motion adds on the way from one level to another, scaled to standard normal noise}
    ///
    /// @param from the level a step starts at, taken in single precision
    /// @param to the level it ends at
    Tensor between(double from, double to);
}
