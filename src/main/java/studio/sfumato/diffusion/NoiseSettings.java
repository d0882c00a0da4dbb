package studio.sfumato.diffusion;

import studio.sfumato.diffusion.noise.RandomSource;

/// The chance in a picture.
///
/// @param seed the first picture's seed; picture i uses seed + i
/// @param rng whose random numbers the seed stands for
public record NoiseSettings(Seed seed, RandomSource rng) {
    /// {@return the same from another seed}
    public NoiseSettings withSeed(Seed other) {
        return new NoiseSettings(other, rng);
    }

    /// {@return the settings of the picture `i` places on}
    public NoiseSettings plus(long i) {
        return new NoiseSettings(seed.plus(i), rng);
    }
}
