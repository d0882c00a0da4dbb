package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Goes away from what the network makes of a picture that is blurred where it looked: Hong et al. 2022, Algorithm 2
/// (arXiv:2210.00939), on x₀ without the prompt, as in ComfyUI. One more pass for each call.
///
/// @param guided the guidance this is added to
/// @param unprompted a denoiser with the negative prompts alone
/// @param map where the network looked in its latest call; the last rows are those of the negative prompts
public record SelfAttentionGuidance(Denoiser guided, Denoiser unprompted, AttentionMap map, SelfAttention settings)
        implements Denoiser {
    /// Taps of the blur; a picture must be larger than the half of them.
    private static final int TAPS = 9;

    /// The smallest side in latent pixels: a blur that is reflected at the edges needs this many.
    public static final int SMALLEST = TAPS / 2 + 1;

    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Estimates estimates = guided.estimates(x, sigma);
        Tensor clean = estimates.unprompted();
        Tensor degraded = degraded(clean);
        Tensor again = unprompted.denoise(x.plus(degraded.minus(clean)), sigma);
        return estimates.withGuided(estimates.guided().combine(1, degraded.minus(again), settings.scale()));
    }

    /// {@return the pictures, blurred where the map is above the threshold}
    private Tensor degraded(Tensor clean) {
        Tensor seen = map.latest();
        Shape shape = clean.shape();
        int channels = shape.at(1);
        int height = shape.at(2);
        int width = shape.at(3);
        int mapHeight = seen.shape().at(1);
        int mapWidth = seen.shape().at(2);
        int first = seen.shape().at(0) - shape.at(0);
        Tensor blurred = blurred(clean);
        float[] out = clean.toArray();
        for (int i = 0; i < out.length; i++) {
            int picture = i / (channels * height * width);
            int row = i / width % height * mapHeight / height;
            int column = i % width * mapWidth / width;
            if (seen.at(((first + picture) * mapHeight + row) * mapWidth + column) > settings.threshold()) {
                out[i] = blurred.at(i);
            }
        }
        return Tensor.wrap(shape, out);
    }

    /// {@return the pictures through a Gaussian, reflected at the edges}
    private Tensor blurred(Tensor clean) {
        double[] weights = new double[TAPS];
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            double off = (i - TAPS / 2) / settings.blur();
            weights[i] = Math.exp(-off * off / 2);
            sum += weights[i];
        }
        for (int i = 0; i < TAPS; i++) {
            weights[i] /= sum;
        }
        Shape shape = clean.shape();
        Tensor columns = along(clean, weights, shape.at(2), shape.at(3));
        return along(columns, weights, shape.at(3), 1);
    }

    /// {@return the values weighted along an axis}
    ///
    /// @param size how long the axis is
    /// @param stride how far apart its values lie
    private static Tensor along(Tensor from, double[] weights, int size, int stride) {
        float[] out = new float[from.shape().elements()];
        for (int i = 0; i < out.length; i++) {
            int place = i / stride % size;
            int start = i - place * stride;
            double sum = 0;
            for (int k = 0; k < TAPS; k++) {
                int reflected = Math.abs(place + k - TAPS / 2);
                int there = reflected < size ? reflected : 2 * (size - 1) - reflected;
                sum += weights[k] * from.at(start + there * stride);
            }
            out[i] = (float) sum;
        }
        return Tensor.wrap(from.shape(), out);
    }
}
