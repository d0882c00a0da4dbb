package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.DdimTimesteps;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Pseudo linear multistep: Liu et al. 2022 (arXiv:2202.09778), on the whole timesteps of [Ddim] as
/// in A1111. The noise of up to four steps is combined as in [AdamsBashforth]; the first step is Heun's method. In σ
/// the paper's transfer is Euler's step, and as in [Ddim] the latents returned are the paper's, of unit
/// variance.
public record Plms() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        AdamsBashforth slopes = new AdamsBashforth();
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor epsilon = x.minus(denoised).over(sigma);
            slopes.add(epsilon);
            Tensor mean = slopes.mean();
            if (i == 0) {
                Tensor guess = x.plus(epsilon.times(next - sigma));
                Tensor there = guess.minus(model.denoise(guess, next)).over(next);
                mean = epsilon.combine(0.5, there, 0.5);
            }
            x = x.plus(mean.times(next - sigma));
        }
        return x.over(Math.hypot(1, sigmas.last()));
    }

    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return new DdimTimesteps().sigmas(training, steps);
    }

    @Override
    public Tensor start(Tensor unit, Sigmas sigmas) {
        return unit.times(Math.hypot(1, sigmas.first()));
    }
}
