package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// tAB-DEIS of order 3: Zhang & Chen 2022 (arXiv:2204.13902). dx/dσ of the last three steps is
/// interpolated by a polynomial, not in σ but in the time t of a variance-preserving process, and integrated over the
/// step. That process is EDM's VP one through σ = 0.002 at t = 0.001 and σ = 80 at t = 1, as in Forge and ComfyUI. The
/// step to no noise is Euler's.
public record Deis() implements Sampler {
    private static final int ORDER = 3;
    private static final int PARTS = 200; // of Simpson's rule
    private static final double EARLIEST = 0.001;
    private static final double LOWEST = Math.log1p(0.002 * 0.002);
    private static final double HIGHEST = Math.log1p(80.0 * 80.0);

    // log(1 + σ²) = B·t²/2 + A·t
    private static final double B = 2 * (LOWEST / EARLIEST - HIGHEST) / (EARLIEST - 1);
    private static final double A = HIGHEST - B / 2;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        List<Tensor> slopes = new ArrayList<>(); // newest first
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            slopes.addFirst(x.minus(denoised).over(sigma));
            if (slopes.size() > ORDER) {
                slopes.removeLast();
            }
            if (next == 0 || slopes.size() == 1) {
                x = x.combine(1, slopes.getFirst(), next - sigma);
                continue;
            }
            for (int j = 0; j < slopes.size(); j++) {
                x = x.combine(1, slopes.get(j), weight(sigmas, i, j, slopes.size()));
            }
        }
        return x;
    }

    private static double time(double sigma) {
        return (Math.sqrt(A * A + 2 * B * Math.log1p(sigma * sigma)) - A) / B;
    }

    /// ∫ dσ from σᵢ to σᵢ₊₁ of the polynomial in t that is 1 at σᵢ₋ⱼ and 0 at the other levels of the last steps.
    private static double weight(Sigmas sigmas, int i, int j, int order) {
        double from = time(sigmas.at(i));
        double width = (time(sigmas.at(i + 1)) - from) / PARTS;
        double sum = 0;
        for (int part = 0; part <= PARTS; part++) {
            double t = from + part * width;
            double growth = Math.exp(B * t * t / 2 + A * t); // 1 + σ²
            double integrand = growth * (B * t + A) / (2 * Math.sqrt(growth - 1)); // dσ/dt
            for (int k = 0; k < order; k++) {
                if (k != j) {
                    double node = time(sigmas.at(i - k));
                    integrand *= (t - node) / (time(sigmas.at(i - j)) - node);
                }
            }
            sum += integrand * (part == 0 || part == PARTS ? 1 : part % 2 == 1 ? 4 : 2);
        }
        return sum * width / 3;
    }
}
