package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [Ddim] with CFG++: Chung et al. 2024, Algorithm 1 (arXiv:2406.08070), as in A1111, which divides the
/// guidance by 12.5 so that the paper's λ of 1 is a CFG scale of 12.5.
public record DdimCfgPlusPlus(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        Tensor y = new EulerAncestralCfgPlusPlus(fresh).sample(model, x, sigmas, noise, on);
        return y.over(Math.hypot(1, sigmas.last()));
    }

    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return new Ddim(fresh).sigmas(chosen, training, steps);
    }

    @Override
    public Tensor start(Tensor unit, Sigmas sigmas) {
        return new Ddim(fresh).start(unit, sigmas);
    }

    @Override
    public double guidanceShare() {
        return 1 / 12.5;
    }
}
