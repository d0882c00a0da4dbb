package studio.sfumato.diffusion.noise;

import java.util.List;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Noise for a batch in which every picture has its own generator, so that a batch equals single pictures.
final class PictureNoise implements Noise {
    private final RandomSource source;
    private final List<Seed> seeds;
    private final List<NormalSource> generators;

    /// One seed for each picture of the batch, in order.
    PictureNoise(RandomSource source, List<Seed> seeds) {
        this.source = source;
        this.seeds = List.copyOf(seeds);
        generators = this.seeds.stream().map(source::generator).toList();
    }

    @Override
    public Tensor next(Shape shape) {
        Shape one = onePicture(shape);
        return Tensor.concat(generators.stream()
                .map(picture -> Tensor.wrap(one, picture.normals(one.elements())))
                .toList());
    }

    /// One tree for each picture, as A1111 has it: the noise of a picture does not depend on the others of its batch.
    @Override
    public Brownian brownian(Shape shape, Sigmas sigmas) {
        Shape one = onePicture(shape);
        double low = (float) sigmas.lowestNoise();
        double high = (float) sigmas.first();
        List<BrownianTree> trees = seeds.stream()
                .map(seed -> new BrownianTree(
                        seed.value(), node -> source.generator(new Seed(node)), one.elements(), low, high))
                .toList();
        return (from, to) -> Tensor.concat(trees.stream()
                .map(tree -> Tensor.wrap(one, normal(tree, (float) from, (float) to)))
                .toList());
    }

    private static float[] normal(BrownianTree tree, float from, float to) {
        float[] out = tree.increment(Math.min(from, to), Math.max(from, to));
        float deviation = (float) Math.sqrt(Math.abs(to - from));
        for (int i = 0; i < out.length && deviation > 0; i++) {
            out[i] = (from < to ? out[i] : -out[i]) / deviation;
        }
        return out;
    }

    private Shape onePicture(Shape shape) {
        if (shape.at(0) != seeds.size()) {
            throw new IllegalArgumentException("noise of " + seeds.size() + " pictures asked for as " + shape);
        }
        return shape.withBatch(1);
    }
}
