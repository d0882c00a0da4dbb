package studio.sfumato.diffusion.noise;

import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What one picture starts from: its seed's noise, turned towards its variation's and laid out for its size, in the
/// order of A1111's `ImageRNG.first` (`modules/rng.py`).
///
/// @param settings of this one picture
/// @param factor how many pixels a latent is wide
record FirstNoise(NoiseSettings settings, int factor) {
    /// {@return the noise}
    ///
    /// @param own the picture's generator, from which one draw of this shape is taken
    /// @param shape [1, channels, height, width]
    Tensor draw(NormalSource own, Shape shape) {
        Shape drawn = settings.resizeFrom()
                .map(size -> Shape.of(1, shape.at(1), size.height() / factor, size.width() / factor))
                .orElse(shape);
        boolean resized = !drawn.equals(shape);
        Tensor noise = resized ? fresh(settings.seed(), drawn) : normals(own, shape);
        if (settings.variation().varies()) {
            noise = turned(noise, settings.variation(), drawn);
        }
        return resized ? centred(noise, normals(own, shape)) : noise;
    }

    /// Turns noise the way a variation says, after those it is one of.
    private Tensor turned(Tensor noise, Variation variation, Shape drawn) {
        Tensor before =
                variation.of().map(earlier -> turned(noise, earlier, drawn)).orElse(noise);
        return variation.strength() > 0
                ? new Turn(variation.strength()).between(before, fresh(variation.seed(), drawn))
                : before;
    }

    private Tensor fresh(Seed seed, Shape shape) {
        return normals(settings.rng().generator(seed), shape);
    }

    private static Tensor normals(NormalSource source, Shape shape) {
        return Tensor.wrap(shape, source.normals(shape.elements()));
    }

    /// Lays `noise` on the middle of `ground`. An odd difference is rounded down, so that where the noise is the larger
    /// by one A1111 leaves a column or row of the ground.
    private static Tensor centred(Tensor noise, Tensor ground) {
        Span rows = Span.of(noise.shape().at(2), ground.shape().at(2));
        Span columns = Span.of(noise.shape().at(3), ground.shape().at(3));
        float[] out = ground.toArray();
        for (int c = 0; c < ground.shape().at(1); c++) {
            for (int y = 0; y < rows.length; y++) {
                int from = (c * noise.shape().at(2) + rows.from + y)
                                * noise.shape().at(3)
                        + columns.from;
                int to = (c * ground.shape().at(2) + rows.to + y)
                                * ground.shape().at(3)
                        + columns.to;
                for (int x = 0; x < columns.length; x++) {
                    out[to + x] = noise.at(from + x);
                }
            }
        }
        return Tensor.wrap(ground.shape(), out);
    }

    /// What is copied along one side: `length` values from place `from` to place `to`.
    private record Span(int from, int to, int length) {
        static Span of(int noise, int ground) {
            int margin = Math.floorDiv(ground - noise, 2);
            return new Span(Math.max(0, -margin), Math.max(0, margin), noise + Math.min(0, 2 * margin));
        }
    }
}
