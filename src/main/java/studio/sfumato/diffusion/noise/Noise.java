package studio.sfumato.diffusion.noise;

import java.util.List;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A stream of standard normal noise: the initial latents, then whatever the sampler asks for.
@FunctionalInterface
public interface Noise {
    /// {@return the noise of a batch whose pictures each have a generator of their own, as in A1111}
    ///
    /// @param pictures each picture's settings, in order
    /// @param factor how many pixels a latent is wide
    static Noise ofPictures(List<NoiseSettings> pictures, int factor) {
        return new PictureNoise(pictures, factor);
    }

    /// {@return the noise of a batch as ComfyUI draws it}
    ///
    /// @param first the settings of the first picture wanted
    /// @param pictures how many are wanted, from that one on
    static Noise ofComfy(NoiseSettings first, int pictures) {
        return BatchNoise.comfy(first, pictures);
    }

    /// {@return the noise of a batch as diffusers draws it with one generator}
    ///
    /// @param first the settings of the first picture wanted
    /// @param pictures how many are wanted, from that one on
    static Noise ofDiffusers(NoiseSettings first, int pictures) {
        return BatchNoise.diffusers(first, pictures);
    }

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
