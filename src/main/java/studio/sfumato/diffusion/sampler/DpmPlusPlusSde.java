package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(2S) on the reverse SDE: Lu et al. 2022, Algorithm 1 with r = ½ (arXiv:2211.01095), each half step split
/// into σ_down and σ_up as in k-diffusion. Calls the denoiser twice a step, once in the step to no noise.
public record DpmPlusPlusSde(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Brownian motion = noise.brownian(x.shape(), sigmas);
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            if (next == 0) {
                x = denoised;
                continue;
            }
            float t = time(sigma);
            float s = t + (time(next) - t) / 2;
            double middle = Math.sqrt(sigma * next);
            Ancestral half = Ancestral.between(sigma, middle, fresh.eta());
            Tensor guess = noisy(towards(denoised, x, half, sigma), half, motion, level(t), level(s));
            Tensor there = model.denoise(guess, middle);
            Ancestral whole = Ancestral.between(sigma, next, fresh.eta());
            x = noisy(towards(there, x, whole, sigma), whole, motion, level(t), level(time(next)));
        }
        return x;
    }

    /// An exponential step down to σ_down.
    private static Tensor towards(Tensor target, Tensor x, Ancestral step, double sigma) {
        double shrink = step.down() / sigma;
        return x.combine(shrink, target, 1 - shrink);
    }

    /// Noise from there up to the next level.
    private Tensor noisy(Tensor x, Ancestral step, Brownian motion, float from, float to) {
        return fresh.addTo(x, () -> motion.between(from, to), step.up());
    }

    // k-diffusion's times t = −log σ are in single precision, and the levels it asks noise for come back from them. An
    // ulp there is another place on the Brownian path, so it is followed.
    private static float time(double sigma) {
        return (float) -Math.log((float) sigma);
    }

    private static float level(float t) {
        return (float) Math.exp(-t);
    }
}
