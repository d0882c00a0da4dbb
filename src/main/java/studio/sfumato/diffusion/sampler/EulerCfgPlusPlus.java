package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [Euler] with CFG++: [EulerAncestralCfgPlusPlus] that adds no noise; ComfyUI's `euler_cfg_pp`.
public record EulerCfgPlusPlus() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return new EulerAncestralCfgPlusPlus(new FreshNoise(0, 1)).sample(model, x, sigmas, noise, on);
    }
}
