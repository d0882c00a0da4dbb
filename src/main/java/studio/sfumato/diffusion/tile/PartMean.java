package studio.sfumato.diffusion.tile;

import java.nio.FloatBuffer;
import studio.sfumato.image.Box;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Latents of overlapping parts averaged with the Gaussian weights of Mixture of Diffusers (Jiménez 2023,
/// arXiv:2302.02412, §3.2): a part counts most in its middle. For one thread.
public final class PartMean {
    /// The variance of the weights, where a part is 1 wide.
    private static final double VARIANCE = 0.01;

    private final Shape shape;
    private final double[] total;
    private final double[] weights;

    /// @param shape of all [1, channels, height, width]
    public PartMean(Shape shape) {
        this.shape = shape;
        total = new double[shape.elements()];
        weights = new double[shape.at(2) * shape.at(3)];
    }

    /// @param place where the part lies, in latent pixels
    public void add(Tensor part, Box place) {
        FloatBuffer values = part.values();
        int width = shape.at(3);
        int at = 0;
        for (int c = 0; c < shape.at(1); c++) {
            for (int y = 0; y < place.height(); y++) {
                double row = weight(y, place.height());
                int to = (place.top() + y) * width + place.left();
                for (int x = 0; x < place.width(); x++, at++, to++) {
                    double weight = row * weight(x, place.width());
                    total[c * weights.length + to] += weight * values.get(at);
                    weights[to] += c == 0 ? weight : 0;
                }
            }
        }
    }

    private static double weight(int at, int length) {
        double off = (at - (length - 1) / 2.0) / length;
        return Math.exp(-off * off / (2 * VARIANCE));
    }

    /// {@return the mean; every pixel lies in a part}
    public Tensor mean() {
        float[] out = new float[total.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (total[i] / weights[i % weights.length]);
        }
        return Tensor.wrap(shape, out);
    }
}
