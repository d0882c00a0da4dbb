package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;

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
}
