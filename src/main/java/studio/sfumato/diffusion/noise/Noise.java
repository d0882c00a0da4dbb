package studio.sfumato.diffusion.noise;

import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A stream of standard normal noise: the initial latents, then whatever the sampler asks for.
@FunctionalInterface
public interface Noise {
    /// {@return the next noise}
    ///
    /// @param shape [batch, channels, height, width]
    Tensor next(Shape shape);

    /// {@return noise that belongs to stretches of the walk down `sigmas`}; where nothing better is known, each stretch
    /// gets the next noise, as k-diffusion's `default_noise_sampler` has it
    ///
    /// @param shape [batch, channels, height, width]
    default Brownian brownian(Shape shape, Sigmas sigmas) {
        return (from, to) -> next(shape);
    }
}
