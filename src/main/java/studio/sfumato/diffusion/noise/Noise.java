package studio.sfumato.diffusion.noise;

import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A stream of standard normal noise: the initial latents, then whatever the sampler asks for.
@FunctionalInterface
public interface Noise {
    /// {@return the next noise}
    ///
    /// @param shape [batch, channels, height, width]
    Tensor next(Shape shape);
}
