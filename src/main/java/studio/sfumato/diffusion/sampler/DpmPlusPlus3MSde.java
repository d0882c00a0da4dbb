package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(3M) on the reverse SDE, after k-diffusion: the estimate is a parabola through its last three values,
/// integrated exactly against e^((1 + η)λ), λ = −log σ (Lu et al. 2022, arXiv:2211.01095, Appendix A, for the terms).
public record DpmPlusPlus3MSde(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Brownian motion = noise.brownian(x.shape(), sigmas);
        Tensor old = x;
        Tensor older = x;
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
                double phi2 = 1 + Math.expm1(-k) / k;
                x = x.combine(Math.exp(-k), denoised, -Math.expm1(-k));
                if (i > 0) {
                    double r0 = Math.log(sigmas.at(i - 1) / sigma) / h;
                    Tensor d = denoised.minus(old).over(r0); // slope over the last step, in units of h
                    x = x.combine(1, d, phi2);
                    if (i > 1) {
                        double phi3 = phi2 / k - 0.5;
                        double r1 = Math.log(sigmas.at(i - 2) / sigmas.at(i - 1)) / h;
                        Tensor bend =
                                d.combine(1, old.minus(older).over(r1), -1).over(r0 + r1);
                        x = x.combine(1, bend, phi2 * r0 - phi3);
                    }
                }
                x = fresh.addTo(x, motion, sigma, next);
            }
            older = old;
            old = denoised;
        }
        return x;
    }
}
