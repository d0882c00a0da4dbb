package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.DdimTimesteps;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DDIM: Song et al. 2021, eq. 12 and 16 (arXiv:2010.02502), on whole timesteps of its own as in A1111. In σ
/// the noise of eq. 16 is that of [Ancestral].
///
/// The paper's latents are √ᾱ·x, of unit variance. It starts from unit noise in those, and they are what it
/// returns: a little noise (that of timestep 1) is left in them.
public record Ddim(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Ancestral step = Ancestral.between(sigma, sigmas.at(i + 1), fresh.eta());
            Tensor epsilon = x.minus(denoised).over(sigma);
            x = denoised.combine(1, epsilon, step.down());
            x = fresh.addTo(x, noise, step.up());
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
