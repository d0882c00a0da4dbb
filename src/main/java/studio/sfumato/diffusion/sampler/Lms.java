package studio.sfumato.diffusion.sampler;

import java.util.ArrayDeque;
import java.util.Deque;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Linear multistep: dx/dσ of the last four steps is interpolated by a polynomial (Lagrange) and integrated over the
/// step, as in k-diffusion: Adams–Bashforth for uneven steps (Hairer, Nørsett & Wanner, "Solving ODEs I", III.5).
public record Lms() implements Sampler {
    private static final int ORDER = 4;

    // Gauss–Legendre nodes and weights on [−1, 1]: two points integrate a cubic exactly.
    private static final double NODE = 1 / Math.sqrt(3);

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Deque<Tensor> slopes = new ArrayDeque<>(); // newest first
        for (int i = 0; i < sigmas.steps(); i++) {
            Tensor denoised = model.denoise(x, sigmas.at(i));
            on.step(i, x, denoised);
            slopes.addFirst(x.minus(denoised).over(sigmas.at(i)));
            if (slopes.size() > ORDER) {
                slopes.removeLast();
            }
            int j = 0;
            for (Tensor slope : slopes) {
                x = x.combine(1, slope, weight(sigmas, i, j++, slopes.size()));
            }
        }
        return x;
    }

    /// ∫ from σᵢ to σᵢ₊₁ of the basis polynomial that is 1 at σᵢ₋ⱼ and 0 at the other levels of the last `order` steps.
    private static double weight(Sigmas sigmas, int i, int j, int order) {
        double middle = (sigmas.at(i + 1) + sigmas.at(i)) / 2;
        double half = (sigmas.at(i + 1) - sigmas.at(i)) / 2;
        return half
                * (basis(sigmas, i, j, order, middle - half * NODE) + basis(sigmas, i, j, order, middle + half * NODE));
    }

    private static double basis(Sigmas sigmas, int i, int j, int order, double sigma) {
        double product = 1;
        for (int k = 0; k < order; k++) {
            if (k != j) {
                product *= (sigma - sigmas.at(i - k)) / (sigmas.at(i - j) - sigmas.at(i - k));
            }
        }
        return product;
    }
}
