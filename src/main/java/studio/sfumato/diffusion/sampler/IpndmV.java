package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// iPNDM for uneven steps (Zhang & Chen 2022, arXiv:2204.13902), with the coefficients of diff-sampler that Forge and
/// ComfyUI run. Up to two slopes they are Adams–Bashforth's for uneven steps; with more the term `third` differs from
/// it (there 1 − h/(3·…) is one factor), which is kept, since it is what people's pictures were made with.
public record IpndmV() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        List<Tensor> slopes = new ArrayList<>(); // newest first
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            slopes.addFirst(x.minus(denoised).over(sigma));
            if (slopes.size() > 4) {
                slopes.removeLast();
            }
            double[] weights = weights(sigmas, i, slopes.size());
            for (int j = 0; j < weights.length; j++) {
                x = x.combine(1, slopes.get(j), weights[j] * (sigmas.at(i + 1) - sigma));
            }
        }
        return x;
    }

    /// The weights of the last `order` slopes, newest first. h is the step to take, h1 the one before it, and so on.
    private static double[] weights(Sigmas sigmas, int i, int order) {
        double h = sigmas.at(i + 1) - sigmas.at(i);
        if (order == 1) {
            return new double[] {1};
        }
        double h1 = sigmas.at(i) - sigmas.at(i - 1);
        double second = h / h1 / 2;
        if (order == 2) {
            return new double[] {1 + second, -second};
        }
        double h2 = sigmas.at(i - 1) - sigmas.at(i - 2);
        double span1 = h + h1;
        double third = (1 - h / (3 * span1) * (h * span1) / (h1 * (h1 + h2))) / 2;
        if (order == 3) {
            return new double[] {1 + second + third, -second - (1 + h1 / h2) * third, third * h1 / h2};
        }
        double h3 = sigmas.at(i - 2) - sigmas.at(i - 3);
        double span2 = span1 + h2;
        double fourth = ((1 - h / (3 * span1)) / 2 + (1 - h / (2 * span1)) * h / (6 * span2))
                * (h * span1 * span2)
                / (h1 * (h1 + h2) * (h1 + h2 + h3));
        double back = h1 * (h1 + h2) / (h2 * (h2 + h3));
        return new double[] {
            1 + second + third + fourth,
            -second - (1 + h1 / h2) * third - (1 + h1 / h2 + back) * fourth,
            third * h1 / h2 + (h1 / h2 + back * (1 + h2 / h3)) * fourth,
            -fourth * back * h1 / h2
        };
    }
}
