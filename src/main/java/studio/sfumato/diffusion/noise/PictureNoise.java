package studio.sfumato.diffusion.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Noise for a batch in which every picture has its own generator, so that a batch equals single pictures: A1111's
/// `ImageRNG` (`modules/rng.py`).
final class PictureNoise implements Noise {
    private final List<NoiseSettings> pictures;
    private final int factor;
    private final List<NormalSource> generators;
    private boolean started;

    /// The settings of each picture of the batch, in order.
    ///
    /// @param factor how many pixels a latent is wide
    PictureNoise(List<NoiseSettings> pictures, int factor) {
        this.pictures = List.copyOf(pictures);
        this.factor = factor;
        generators = new ArrayList<>(this.pictures.stream()
                .map(picture -> picture.rng().generator(picture.seed()))
                .toList());
    }

    @Override
    public Tensor next(Shape shape) {
        Shape one = onePicture(shape);
        boolean later = started;
        started = true;
        return Tensor.concat(IntStream.range(0, pictures.size())
                .mapToObj(i -> later ? later(i, one) : first(i, one))
                .toList());
    }

    private Tensor first(int i, Shape one) {
        NoiseSettings picture = pictures.get(i);
        Tensor noise = new FirstNoise(picture, factor).draw(generators.get(i), one);
        if (picture.ensd() != 0) {
            generators.set(i, picture.rng().generator(picture.seed().plus(picture.ensd())));
        }
        return noise;
    }

    private Tensor later(int i, Shape one) {
        return Tensor.wrap(one, generators.get(i).normals(one.elements()));
    }

    /// One tree for each picture, as A1111 has it: the noise of a picture does not depend on the others of its batch.
    @Override
    public Brownian brownian(Shape shape, Sigmas sigmas) {
        Shape one = onePicture(shape);
        List<Brownian> motions =
                pictures.stream().map(picture -> motion(picture, one, sigmas)).toList();
        return (from, to) -> Tensor.concat(
                motions.stream().map(motion -> motion.between(from, to)).toList());
    }

    private static Brownian motion(NoiseSettings picture, Shape one, Sigmas sigmas) {
        return BrownianTree.motion(
                picture.seed().value(), node -> picture.rng().generator(new Seed(node)), one, sigmas);
    }

    private Shape onePicture(Shape shape) {
        if (shape.at(0) != pictures.size()) {
            throw new IllegalArgumentException("noise of " + pictures.size() + " pictures asked for as " + shape);
        }
        return shape.withBatch(1);
    }
}
