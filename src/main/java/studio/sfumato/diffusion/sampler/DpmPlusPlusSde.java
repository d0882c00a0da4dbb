package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver++(2S) on the reverse SDE: Lu et al. 2022, Algorithm 1 with r = ½ (arXiv:2211.01095), each half step split
/// into σ_down and σ_up as in k-diffusion (η = 1). Calls the denoiser twice a step, once in the step to no noise.
public record DpmPlusPlusSde() implements Sampler {
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
            Tensor guess = step(x, denoised, sigma, middle, motion.between(level(t), level(s)));
            Tensor there = model.denoise(guess, middle);
            x = step(x, there, sigma, next, motion.between(level(t), level(time(next))));
        }
        return x;
    }

    /// An exponential step towards `target` down to σ_down, then noise up to the next level.
    private static Tensor step(Tensor x, Tensor target, double sigma, double next, Tensor fresh) {
        double up = Math.min(next, next * Math.sqrt(1 - next * next / (sigma * sigma)));
        double shrink = Math.sqrt(next * next - up * up) / sigma;
        return x.combine(shrink, target, 1 - shrink).combine(1, fresh, up);
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
