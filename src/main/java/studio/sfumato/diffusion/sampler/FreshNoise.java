package studio.sfumato.diffusion.sampler;

import java.util.function.Supplier;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.tensor.Tensor;

/// How much fresh noise a step adds.
///
/// @param eta the share of the noise it may add: 0 none, 1 all
/// @param scale what the noise is multiplied by: S_noise of Karras et al. 2022 (arXiv:2206.00364)
public record FreshNoise(double eta, double scale) {
    /// All of it, as it is.
    public static final FreshNoise ALL = new FreshNoise(1, 1);

    /// {@return what was set, η = `usual` where nothing was}
    static FreshNoise of(SamplerOptions options, double usual) {
        return new FreshNoise(options.get(SamplerOption.ETA, usual), options.get(SamplerOption.NOISE, 1));
    }

    /// {@return whether there is any}
    boolean any() {
        return eta > 0 && scale > 0;
    }

    /// {@return `x` with the next noise, of standard deviation `up` before it is multiplied; nothing is drawn where
    /// there is none to add}
    Tensor addTo(Tensor x, Noise noise, double up) {
        return addTo(x, () -> noise.next(x.shape()), up);
    }

    /// {@return `x` after an exponential step of the SDE between two levels, with the noise of that stretch}
    Tensor addTo(Tensor x, Brownian motion, double from, double to) {
        double up = to * Math.sqrt(-Math.expm1(-2 * eta * Math.log(from / to)));
        return addTo(x, () -> motion.between(from, to), up);
    }

    /// {@return `x` with this noise, of standard deviation `up` before it is multiplied}
    Tensor addTo(Tensor x, Supplier<Tensor> noise, double up) {
        return any() ? x.combine(1, noise.get(), scale * up) : x;
    }
}
