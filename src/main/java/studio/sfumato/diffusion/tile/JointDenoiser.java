package studio.sfumato.diffusion.tile;

import java.nio.FloatBuffer;
import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.image.Box;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Takes noise from latents of any size by overlapping parts that are each as large as a network is used to: what the
/// parts estimate is averaged before every step, so that they grow together and there is no joint. MultiDiffusion
/// (Bar-Tal et al. 2023, arXiv:2302.08113, equation 5) with the Gaussian weights of Mixture of Diffusers (Jiménez 2023,
/// arXiv:2302.02412, §3.2): a part counts most in its middle.
///
/// @param parts cover the latents
public record JointDenoiser(List<Part> parts) implements Denoiser {
    /// The variance of the weights, where a part is 1 wide.
    private static final double VARIANCE = 0.01;

    /// A part of the latents.
    ///
    /// @param place where it lies, in latent pixels
    /// @param denoiser takes noise from it
    public record Part(Box place, Denoiser denoiser) {}

    /// Copies the list.
    public JointDenoiser {
        parts = List.copyOf(parts);
    }

    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Sum guided = new Sum(x.shape());
        Sum prompted = new Sum(x.shape());
        Sum unprompted = new Sum(x.shape());
        boolean different = false;
        for (Part part : parts) {
            Box place = part.place;
            Estimates made = part.denoiser.estimates(cut(x, place), sigma);
            different |= made.different();
            guided.add(made.guided(), place);
            prompted.add(made.prompted(), place);
            unprompted.add(made.unprompted(), place);
        }
        Tensor all = guided.mean();
        return different ? new Estimates(all, prompted.mean(), unprompted.mean()) : Estimates.unguided(all);
    }

    /// {@return a part of latents [1, channels, height, width]}
    public static Tensor cut(Tensor latents, Box place) {
        Span rows = new Span(place.top(), place.bottom(), place.top(), place.bottom());
        Span columns = new Span(place.left(), place.right(), place.left(), place.right());
        return Pieces.cut(latents, rows, columns, 1);
    }

    /// A weighted sum.
    private static final class Sum {
        private final Shape shape;
        private final double[] total;
        private final double[] weights;

        Sum(Shape shape) {
            this.shape = shape;
            total = new double[shape.elements()];
            weights = new double[shape.at(2) * shape.at(3)];
        }

        void add(Tensor part, Box place) {
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

        Tensor mean() {
            float[] out = new float[total.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (total[i] / weights[i % weights.length]);
            }
            return Tensor.wrap(shape, out);
        }
    }
}
