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
/// @param place which picture of its batch it is, where batches have one generator
public record NoiseSettings(
        Seed seed, RandomSource rng, Variation variation, Optional<ImageSize> resizeFrom, int ensd, BatchPlace place) {
    /// Noise of a seed, as it is.
    public NoiseSettings(Seed seed, RandomSource rng) {
        this(seed, rng, Variation.NONE, Optional.empty(), 0);
    }

    /// Noise of a picture with a generator of its own.
    public NoiseSettings(Seed seed, RandomSource rng, Variation variation, Optional<ImageSize> resizeFrom, int ensd) {
        this(seed, rng, variation, resizeFrom, ensd, BatchPlace.ALONE);
    }

    /// {@return the same from another seed}
    public NoiseSettings withSeed(Seed other) {
        return new NoiseSettings(other, rng, variation, resizeFrom, ensd, place);
    }

    /// {@return the settings of the picture `i` places on: of varied pictures only the variation's seed goes on, so
    /// that all are variations of one, as in A1111}
    public NoiseSettings plus(long i) {
        return variation.varies()
                ? new NoiseSettings(seed, rng, variation.plus(i), resizeFrom, ensd, place)
                : withSeed(seed.plus(i));
    }

    /// {@return the chance in variations of the picture that this makes; chance of their own where the rules that are
    /// followed know no variations}
    ///
    /// @param other the seed of the first
    /// @param far how far they are from it, 0…1
    /// @throws studio.sfumato.error.RequestException if it has been varied as often as can be
    public NoiseSettings varied(Seed other, double far, Compatibility rules) {
        return rules.perPicture()
                ? new NoiseSettings(seed, rng, variation.onward(other, far), resizeFrom, ensd)
                : new NoiseSettings(other, rng);
    }

    /// {@return the settings of picture `i` of `count`, where each batch of `batch` has one generator: the next batch
    /// has the next seed}
    NoiseSettings inBatch(int i, int batch, int count) {
        BatchPlace there = new BatchPlace(i % batch, Math.min(batch, count - (i - i % batch)));
        return new NoiseSettings(seed.plus(i / batch), rng, variation, resizeFrom, ensd, there);
    }

    /// {@return the same, being a certain picture of a batch}
    public NoiseSettings at(BatchPlace other) {
        return new NoiseSettings(seed, rng, variation, resizeFrom, ensd, other);
    }

    /// {@return whether anything is asked for that needs a generator for each picture}
    boolean needsOwnGenerator() {
        return variation.varies() || resizeFrom.isPresent() || ensd != 0;
    }

    /// {@return what tells this picture from the others of its request: its seed, and that of its variation or its
    /// place in the batch}
    public String label() {
        String more = variation.varies() ? "-" + variation.seed() : "";
        return seed + (place.alone() ? more : "-" + (place.place() + 1));
    }
}
