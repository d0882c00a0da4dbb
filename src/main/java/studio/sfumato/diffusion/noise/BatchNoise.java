package studio.sfumato.diffusion.noise;

import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Noise that is drawn for a whole batch at once, as ComfyUI and diffusers do it. Which picture of the batch one is
/// decides its noise, so where one is made again alone, the whole batch is drawn again.
final class BatchNoise implements Noise {
    private final BatchPlace first;
    private final int pictures;
    private final NormalSource start;
    private final NormalSource later;
    private final @Nullable Seed tree;
    private boolean started;

    /// @param start draws what the pictures start from
    /// @param later draws what samplers add
    /// @param tree the seed of Brownian motions; `null` where each stretch of one gets the next noise
    private BatchNoise(NoiseSettings first, int pictures, NormalSource start, NormalSource later, @Nullable Seed tree) {
        this.first = first.place();
        this.pictures = pictures;
        this.start = start;
        this.later = later;
        this.tree = tree;
    }

    /// ComfyUI's: `prepare_noise` always draws on the CPU; `default_noise_sampler` has a generator of its own, on the
    /// card from the same seed, on the CPU from the next; Brownian trees grow on the CPU, those of its `_gpu`
    /// samplers excepted.
    static BatchNoise comfy(NoiseSettings first, int pictures) {
        Seed seed = first.seed();
        return new BatchNoise(
                first,
                pictures,
                RandomSource.CPU.generator(seed),
                first.rng() == RandomSource.CPU
                        ? RandomSource.CPU.generator(seed.plus(1))
                        : first.rng().generator(seed),
                seed);
    }

    /// diffusers': `randn_tensor` with one generator for all.
    static BatchNoise diffusers(NoiseSettings first, int pictures) {
        NormalSource generator = first.rng().generator(first.seed());
        return new BatchNoise(first, pictures, generator, generator, null);
    }

    @Override
    public Tensor next(Shape shape) {
        Shape whole = whole(shape);
        NormalSource source = started ? later : start;
        started = true;
        return part(Tensor.wrap(whole, source.normals(whole.elements())));
    }

    @Override
    public Brownian brownian(Shape shape, Sigmas sigmas) {
        if (tree == null) {
            return (from, to) -> next(shape);
        }
        Brownian motion = BrownianTree.motion(
                tree.value(), node -> RandomSource.CPU.generator(new Seed(node)), whole(shape), sigmas);
        return (from, to) -> part(motion.between(from, to));
    }

    private Shape whole(Shape shape) {
        if (shape.at(0) != pictures) {
            throw new IllegalArgumentException("noise of " + pictures + " pictures asked for as " + shape);
        }
        return shape.withBatch(first.of());
    }

    private Tensor part(Tensor whole) {
        return pictures == first.of() ? whole : whole.slice(first.place(), first.place() + pictures);
    }
}
