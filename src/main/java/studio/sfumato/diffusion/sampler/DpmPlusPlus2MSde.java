package studio.sfumato.diffusion.sampler;

import java.util.function.DoubleUnaryOperator;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SDE-DPM-Solver++(2M): Lu et al. 2022, eq. 19 and 20 (arXiv:2211.01095), with α = 1 and λ = −log σ, corrected by the
/// midpoint rule as in k-diffusion. The first step is of first order; a step to no noise gives the estimate.
public record DpmPlusPlus2MSde(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return walk(model, x, sigmas, noise, on, fresh, k -> -Math.expm1(-k) / 2);
    }

    /// The loop of both rules.
    ///
    /// @param rule how much the slope of the estimate, in units of h = Δλ, counts in a step of length k = (1 + η)·h
    static Tensor walk(
            Denoiser model,
            Tensor x,
            Sigmas sigmas,
            Noise noise,
            StepListener on,
            FreshNoise fresh,
            DoubleUnaryOperator rule) {
        Brownian motion = noise.brownian(x.shape(), sigmas);
        Tensor old = x;
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            if (next == 0) {
                x = denoised;
            } else {
                double h = Math.log(sigma / next);
                double k = (1 + fresh.eta()) * h;
                x = x.combine(Math.exp(-k), denoised, -Math.expm1(-k));
                if (i > 0) {
                    double r = Math.log(sigmas.at(i - 1) / sigma) / h;
                    x = x.combine(1, denoised.minus(old), rule.applyAsDouble(k) / r);
                }
                x = fresh.addTo(x, motion, sigma, next);
            }
            old = denoised;
        }
        return x;
    }
}
