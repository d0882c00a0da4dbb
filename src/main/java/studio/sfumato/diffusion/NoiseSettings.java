package studio.sfumato.diffusion;

import java.util.Optional;
import studio.sfumato.diffusion.noise.RandomSource;

/// The chance in a picture.
///
/// @param seed the first picture's seed; picture i uses seed + i unless it is varied
/// @param rng whose random numbers the seed stands for
/// @param variation how far what it starts from is turned towards another seed's noise
/// @param resizeFrom the size whose noise stands in the middle of the picture's own: what is seen there stays roughly
///     the same. Nothing: the picture's noise is its own
/// @param ensd added to the seed for the noise a sampler adds: A1111's eta noise seed delta; NovelAI has 31337
public record NoiseSettings(
        Seed seed, RandomSource rng, Variation variation, Optional<ImageSize> resizeFrom, int ensd) {
    /// Noise of a seed, as it is.
    public NoiseSettings(Seed seed, RandomSource rng) {
        this(seed, rng, Variation.NONE, Optional.empty(), 0);
    }

    /// {@return the same from another seed}
    public NoiseSettings withSeed(Seed other) {
        return new NoiseSettings(other, rng, variation, resizeFrom, ensd);
    }

    /// {@return the settings of the picture `i` places on: of varied pictures only the variation's seed goes on, so
    /// that all are variations of one, as in A1111}
    public NoiseSettings plus(long i) {
        return variation.varies()
                ? new NoiseSettings(seed, rng, variation.plus(i), resizeFrom, ensd)
                : withSeed(seed.plus(i));
    }

    /// {@return what tells this picture from the others of its request: its seed, and that of its variation}
    public String label() {
        return variation.varies() ? seed + "-" + variation.seed() : seed.toString();
    }
}
