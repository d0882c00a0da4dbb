package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// SA-Solver, a stochastic Adams method: Xue et al. 2023, Algorithm 1 (arXiv:2309.05019), with λ = −log σ as
/// ComfyUI's `sa_solver`: a predictor of order 3, and a corrector of order 4 that takes the estimate made
/// where the predictor ended. Noise of strength τ = η is added between `high` and `low`.
public record SaSolver(FreshNoise fresh, double high, double low) implements Sampler {
    private static final int PREDICTOR = 3;
    private static final int CORRECTOR = 4;

    /// From four fifths of the timesteps to one fifth.
    static SaSolver of(FreshNoise fresh, NoiseSchedule training) {
        double last = training.timesteps() - 1.0;
        return new SaSolver(fresh, training.tToSigma(0.8 * last), training.tToSigma(0.2 * last));
    }

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return walk(model, x, sigmas, noise, on, false);
    }

    /// The loop of both modes.
    ///
    /// @param again whether the corrected latents are shown to the denoiser once more
    Tensor walk(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on, boolean again) {
        int steps = sigmas.steps();
        List<Tensor> estimates = new ArrayList<>(); // newest first
        Tensor corrected = x;
        Tensor before = x; // what a corrector starts from: the last corrected latents, shrunk, with the step's noise
        double tau = 0;
        for (int i = 0; i < steps; i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            estimates.addFirst(denoised);
            int left = sigmas.last() == 0 ? steps - i : CORRECTOR; // the order falls towards the end
            if (i == 0 || (next == 0 && !again)) {
                corrected = x;
            } else {
                int order = Math.min(Math.min(CORRECTOR, estimates.size()), left);
                corrected = plus(before, estimates, weights(sigmas, i, i, order, 1 + tau * tau));
                if (again) {
                    denoised = model.denoise(corrected, sigma);
                    estimates.set(0, denoised);
                }
            }
            if (next == 0) {
                return denoised;
            }
            tau = next > low && next <= high ? fresh.eta() : 0;
            double h = Math.log(sigma / next);
            before = corrected.times(next / sigma * Math.exp(-tau * tau * h));
            if (tau > 0) {
                before = fresh.addTo(before, noise, next * Math.sqrt(-Math.expm1(-2 * tau * tau * h)));
            }
            int order = Math.min(Math.min(PREDICTOR, estimates.size()), left - 1);
            x = plus(before, estimates, weights(sigmas, i + 1, i, order, 1 + tau * tau));
        }
        return x;
    }

    private static Tensor plus(Tensor x, List<Tensor> estimates, double[] weights) {
        Tensor sum = x;
        for (int k = 0; k < weights.length; k++) {
            sum = sum.combine(1, estimates.get(k), weights[k]);
        }
        return sum;
    }

    /// How much the last estimates count on the way to level `to` from the one before: the integrals of their Lagrange
    /// polynomials against rate·e^(rate·(λ − λ_to)) (eq. 15 and 18).
    ///
    /// @param newest the level of the newest estimate: `to`, or the one before
    /// @param rate 1 + τ²
    private static double[] weights(Sigmas sigmas, int to, int newest, int order, double rate) {
        double h = Math.log(sigmas.at(to - 1) / sigmas.at(to));
        double left = Math.exp(-rate * h);
        double[][] powers = new double[order][order];
        double[] integrals = new double[order];
        for (int p = 0; p < order; p++) {
            integrals[p] = (p == 0 ? 1 : -p / rate * integrals[p - 1]) - Math.pow(-h, p) * left;
            for (int k = 0; k < order; k++) {
                powers[p][k] = Math.pow(Math.log(sigmas.at(to) / sigmas.at(newest - k)), p);
            }
        }
        return LinearSystem.solve(powers, integrals);
    }
}
