package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Turns noise into latents: one pure loop over falling noise levels that calls a denoiser.
public sealed interface Sampler
        permits Euler,
                EulerAncestral,
                Heun,
                Lms,
                DpmPlusPlus2M,
                DpmPlusPlusSde,
                DpmPlusPlus2MSde,
                DpmPlusPlus2MSdeHeun,
                DpmPlusPlus3MSde,
                DpmPlusPlus2SAncestral,
                Dpm2,
                Dpm2Ancestral,
                Restart,
                Ddim,
                Plms,
                Lcm,
                HeunPlusPlus2,
                Ipndm,
                IpndmV,
                Deis,
                ResMultistep,
                GradientEstimation,
                ErSde {
    /// {@return the latents [batch, channels, height/8, width/8] at the last noise level}
    ///
    /// @param x latents with noise of standard deviation `sigmas.first()`
    /// @param noise where fresh noise comes from, for the samplers that add some
    /// @param on hears of each step once; what it throws ends the sampling
    Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on);

    /// {@return the noise levels to walk: those of the chosen schedule, unless the sampler is defined by its own}
    default Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return chosen.sigmas(training, steps);
    }

    /// {@return latents to start from that are nothing but noise}
    ///
    /// @param unit standard normal noise
    default Tensor start(Tensor unit, Sigmas sigmas) {
        return unit.times(sigmas.first());
    }
}
