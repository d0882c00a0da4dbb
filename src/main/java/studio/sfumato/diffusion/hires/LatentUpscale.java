package studio.sfumato.diffusion.hires;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Ways of making latents larger without looking at the picture: A1111's `latent_upscale_modes`, which
/// are those of
/// torch's `interpolate` with corners not aligned.
public enum LatentUpscale implements Catalogue.Entry {
    /// Linear.
    LATENT("Latent") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.around(i, wanted, size, 1, LatentUpscale::triangle, false);
        }
    },
    /// Linear; what is made larger is the same as with [#LATENT].
    ANTIALIASED("Latent (antialiased)") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.around(i, wanted, size, 1, LatentUpscale::triangle, true);
        }
    },
    /// Cubic, a = −0.75.
    BICUBIC("Latent (bicubic)") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.around(i, wanted, size, 2, x -> cubic(x, -0.75), false);
        }
    },
    /// Cubic as Pillow's, a = −0.5.
    BICUBIC_ANTIALIASED("Latent (bicubic antialiased)") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.around(i, wanted, size, 2, x -> cubic(x, -0.5), true);
        }
    },
    /// The value that lies there, an old way of counting.
    NEAREST("Latent (nearest)") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.one((int) ((long) i * size / wanted));
        }
    },
    /// The value that lies nearest.
    NEAREST_EXACT("Latent (nearest-exact)") {
        @Override
        Taps taps(int i, int wanted, int size) {
            return Taps.one((int) ((i + 0.5) * size / wanted));
        }
    };

    private static final Catalogue<LatentUpscale> ALL = new Catalogue<>("latent upscaler", List.of(values()));

    private final String label;

    LatentUpscale(String label) {
        this.label = label;
    }

    /// {@return the way with this name, if it is one}
    public static Optional<LatentUpscale> find(String name) {
        return ALL.find(name);
    }

    /// What a value is made of: its neighbours along one axis and how much each counts.
    static final class Taps {
        private final int[] at;
        private final double[] weights;

        private Taps(int[] at, double[] weights) {
            this.at = at;
            this.weights = weights;
        }

        static Taps one(int at) {
            return new Taps(new int[] {at}, new double[] {1});
        }

        /// @param reach how far the kernel reaches to each side
        /// @param within whether neighbours beyond the edge are left out, rather than taken for the edge's
        static Taps around(int i, int wanted, int size, int reach, Kernel kernel, boolean within) {
            double scale = (double) size / wanted;
            double wide = within ? Math.max(scale, 1) : 1;
            double centre = (i + 0.5) * scale - 0.5;
            int first = (int) Math.floor(centre - reach * wide) + 1;
            int last = (int) Math.ceil(centre + reach * wide) - 1;
            int[] at = new int[last - first + 1];
            double[] weights = new double[at.length];
            double sum = 0;
            for (int k = 0; k < at.length; k++) {
                boolean there = first + k >= 0 && first + k < size;
                at[k] = Math.clamp((long) first + k, 0, size - 1);
                weights[k] = within && !there ? 0 : kernel.at((first + k - centre) / wide);
                sum += weights[k];
            }
            for (int k = 0; k < weights.length; k++) {
                weights[k] /= sum;
            }
            return new Taps(at, weights);
        }

        double mix(float[] values, int start, int stride) {
            double sum = 0;
            for (int k = 0; k < at.length; k++) {
                sum += weights[k] * values[start + at[k] * stride];
            }
            return sum;
        }
    }

    /// How much a neighbour at a distance counts.
    @FunctionalInterface
    interface Kernel {
        double at(double distance);
    }

    private static double triangle(double x) {
        return Math.max(0, 1 - Math.abs(x));
    }

    /// Keys 1981, "Cubic convolution interpolation for digital image processing", eq. 4.
    private static double cubic(double distance, double a) {
        double x = Math.abs(distance);
        if (x <= 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    abstract Taps taps(int i, int wanted, int size);

    /// {@return `latents` [batch, channels, h, w] in another size}
    public Tensor apply(Tensor latents, int height, int width) {
        int planes = latents.shape().at(0) * latents.shape().at(1);
        int h = latents.shape().at(2);
        int w = latents.shape().at(3);
        float[] from = latents.toArray();
        float[] across = new float[planes * h * width];
        for (int x = 0; x < width; x++) {
            Taps taps = taps(x, width, w);
            for (int row = 0; row < planes * h; row++) {
                across[row * width + x] = (float) taps.mix(from, row * w, 1);
            }
        }
        float[] out = new float[planes * height * width];
        for (int y = 0; y < height; y++) {
            Taps taps = taps(y, height, h);
            for (int plane = 0; plane < planes; plane++) {
                for (int x = 0; x < width; x++) {
                    out[(plane * height + y) * width + x] = (float) taps.mix(across, plane * h * width + x, width);
                }
            }
        }
        return Tensor.wrap(Shape.of(latents.shape().at(0), latents.shape().at(1), height, width), out);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public List<String> aliases() {
        return List.of();
    }
}
