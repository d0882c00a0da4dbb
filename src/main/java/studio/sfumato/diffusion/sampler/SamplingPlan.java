package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A sampler and the noise levels it will walk.
public record SamplingPlan(Sampler sampler, Sigmas sigmas) {
    /// {@return how many steps will be taken, which is how often the listener is called}
    public int steps() {
        return sigmas.steps();
    }

    /// {@return latents made from noise alone}
    ///
    /// @param shape [batch, channels, height/8, width/8]
    public Tensor fromNoise(Denoiser model, Shape shape, Noise noise, StepListener on) {
        Tensor x = sampler.start(noise.next(shape), sigmas);
        return sampler.sample(model, x, sigmas, noise, on);
    }
}
