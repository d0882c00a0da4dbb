package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// ER-SDE-Solver-3, for the extended reverse-time SDE: Cui et al. 2023 (arXiv:2309.06169) with α = 1 and the noise
/// scale φ(σ) = σ·(exp(σ^0.3) + 10), as ComfyUI's `er_sde`. Its integrals over 1/φ are sums of 200 terms.
public record ErSde(FreshNoise fresh) implements Sampler {
    private static final int TERMS = 200;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor old = x;
        Tensor oldSlope = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            if (next == 0) {
                return denoised;
            }
            double r = phi(next) / phi(sigma);
            x = x.combine(r, denoised, 1 - r);
            if (i > 0) {
                double h = next - sigma;
                Tensor slope = denoised.minus(old).over(sigma - sigmas.at(i - 1)); // d(x₀)/dσ
                x = x.combine(1, slope, h + phi(next) * integral(sigma, next, 0));
                if (i > 1) {
                    Tensor curve = slope.minus(oldSlope).over((sigma - sigmas.at(i - 2)) / 2);
                    x = x.combine(1, curve, h * h / 2 + phi(next) * integral(sigma, next, 1));
                }
                oldSlope = slope;
            }
            x = fresh.addTo(x, noise, Math.sqrt(Math.max(0, next * next - sigma * sigma * r * r)));
            old = denoised;
        }
        return x;
    }

    private static double phi(double sigma) {
        return sigma * (Math.exp(Math.pow(sigma, 0.3)) + 10);
    }

    /// ∫ from `next` to `sigma` of (s − sigma)ᵖ / φ(s).
    private static double integral(double sigma, double next, int power) {
        double width = (sigma - next) / TERMS;
        double sum = 0;
        for (int k = 0; k < TERMS; k++) {
            double s = next + k * width;
            sum += Math.pow(s - sigma, power) / phi(s);
        }
        return sum * width;
    }
}
