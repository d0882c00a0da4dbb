package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(3M) on the reverse SDE, after k-diffusion (η = 1): the estimate is a parabola through its last three
/// values, integrated exactly against e^(2λ), λ = −log σ (Lu et al. 2022, arXiv:2211.01095, Appendix A, for the terms).
///
/// As in A1111 the schedule is one step longer and its last level above 0 is left out.
public record DpmPlusPlus3MSde() implements Sampler {
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
                double fresh = -Math.expm1(-2 * h); // 1 − e⁻²ʰ
                double phi2 = 1 - fresh / (2 * h);
                x = x.combine(1 - fresh, denoised, fresh);
                if (i > 0) {
                    double r0 = Math.log(sigmas.at(i - 1) / sigma) / h;
                    Tensor d = denoised.minus(old).over(r0); // slope over the last step, in units of h
                    x = x.combine(1, d, phi2);
                    if (i > 1) {
                        double phi3 = phi2 / (2 * h) - 0.5;
                        double r1 = Math.log(sigmas.at(i - 2) / sigmas.at(i - 1)) / h;
                        Tensor bend =
                                d.combine(1, old.minus(older).over(r1), -1).over(r0 + r1);
                        x = x.combine(1, bend, phi2 * r0 - phi3);
                    }
                }
                x = x.combine(1, motion.between(sigma, next), next * Math.sqrt(fresh));
            }
            older = old;
            old = denoised;
        }
        return x;
    }

    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return chosen.sigmas(training, steps + 1).withoutPenultimate();
    }
}
