package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Gives what the network predicts, after guidance, the spread it has with the prompt alone: Lin et al. 2023,
/// section 3.4, eq. 14–16 (arXiv:2305.08891); diffusers' `rescale_noise_cfg`. Spreads are taken over a whole picture.
///
/// The prediction F is (estimate − c_skip·x) / c_out, so that F·f is the estimate f·estimate + (1 − f)·c_skip·x.
///
/// @param guided the guidance
/// @param phi φ, how much of the rescaled prediction is taken: 0…1
/// @param prediction what the network predicts
public record GuidanceRescale(Denoiser guided, double phi, Prediction prediction) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Estimates estimates = guided.estimates(x, sigma);
        double skip = prediction.skip(sigma);
        double[] wanted = deviations(estimates.prompted().combine(1, x, -skip));
        double[] found = deviations(estimates.guided().combine(1, x, -skip));
        Shape shape = x.shape();
        int picture = shape.elements() / shape.at(0);
        float[] out = new float[shape.elements()];
        for (int i = 0; i < out.length; i++) {
            double ratio = found[i / picture] == 0 ? 1 : wanted[i / picture] / found[i / picture];
            double factor = phi * ratio + 1 - phi;
            out[i] = (float) (factor * estimates.guided().at(i) + (1 - factor) * skip * x.at(i));
        }
        return estimates.withGuided(Tensor.wrap(shape, out));
    }

    /// {@return the standard deviation of each picture's values}
    private static double[] deviations(Tensor batch) {
        int pictures = batch.shape().at(0);
        int size = batch.shape().elements() / pictures;
        double[] deviations = new double[pictures];
        for (int picture = 0; picture < pictures; picture++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += batch.at(picture * size + i);
            }
            double squares = 0;
            for (int i = 0; i < size; i++) {
                double off = batch.at(picture * size + i) - sum / size;
                squares += off * off;
            }
            deviations[picture] = Math.sqrt(squares / size);
        }
        return deviations;
    }
}
