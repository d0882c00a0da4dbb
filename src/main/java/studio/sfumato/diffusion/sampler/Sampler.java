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
        permits ComfyLcm,
                Ddim,
                DdimCfgPlusPlus,
                Deis,
                Dpm2,
                Dpm2Ancestral,
                DpmAdaptive,
                DpmFast,
                DpmPlusPlus2M,
                DpmPlusPlus2MCfgPlusPlus,
                DpmPlusPlus2MSde,
                DpmPlusPlus2MSdeHeun,
                DpmPlusPlus2SAncestral,
                DpmPlusPlus2SAncestralCfgPlusPlus,
                DpmPlusPlus3MSde,
                DpmPlusPlusSde,
                ErSde,
                Euler,
                EulerAncestral,
                EulerAncestralCfgPlusPlus,
                EulerCfgPlusPlus,
                GradientEstimation,
                Heun,
                HeunPlusPlus2,
                Ipndm,
                IpndmV,
                Lcm,
                Lms,
                Plms,
                ResMultistep,
                Restart,
                SaSolver,
                SaSolverPece,
                Seeds2,
                Seeds3,
                Tcd,
                UniPc {
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

    /// {@return how many steps it takes on these levels}
    default int steps(Sigmas sigmas) {
        return sigmas.steps();
    }

    /// {@return latents to start from that are nothing but noise}
    ///
    /// @param unit standard normal noise
    default Tensor start(Tensor unit, Sigmas sigmas) {
        return unit.times(sigmas.first());
    }

    /// {@return the timestep the network is told for a noise level}
    default double timestep(NoiseSchedule training, double sigma) {
        return training.sigmaToT(sigma);
    }

    /// {@return what the guidance asked for is multiplied by}
    default double guidanceShare() {
        return 1;
    }
}
