package studio.sfumato.diffusion.sampler;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A sampler and the noise levels it will walk.
///
/// @param wholeVariance whether the first latents have the variance of noise and picture together
/// @param timesteps gives the timestep the network is told for a noise level; `null` for the sampler's own choice
/// @param needsUnprompted whether the estimate without the prompt is needed whatever the guidance
public record SamplingPlan(
        Sampler sampler,
        Sigmas sigmas,
        boolean wholeVariance,
        @Nullable DoubleUnaryOperator timesteps,
        boolean needsUnprompted) {
    /// A walk that starts as the sampler likes and tells the network the sampler's own timesteps.
    public SamplingPlan(Sampler sampler, Sigmas sigmas) {
        this(sampler, sigmas, false, null, false);
    }

    /// {@return the same walk, begun with the variance of noise and picture together or of noise alone}
    SamplingPlan startingWith(boolean whole) {
        return new SamplingPlan(sampler, sigmas, whole, timesteps, needsUnprompted);
    }

    /// {@return the same walk, of which the network is told other timesteps}
    SamplingPlan telling(DoubleUnaryOperator told) {
        return new SamplingPlan(sampler, sigmas, wholeVariance, told, needsUnprompted);
    }

    /// {@return the same sampler on other levels}
    SamplingPlan walking(Sigmas other) {
        return new SamplingPlan(sampler, other, wholeVariance, timesteps, needsUnprompted);
    }

    /// {@return how many steps will be taken, which is how often the listener is called}; an adaptive sampler may take
    /// more or fewer
    public int steps() {
        return sampler.steps(sigmas);
    }

    /// {@return the model's levels with the timesteps the network is to be told}
    public NoiseSchedule told(NoiseSchedule training) {
        return training.told(timesteps == null ? sigma -> sampler.timestep(training, sigma) : timesteps);
    }

    /// {@return whether the negative prompt takes part}
    public boolean guided(Guidance guidance) {
        return guidance.guided() || needsUnprompted;
    }

    /// {@return the CFG scale to use}
    public double scale(Guidance guidance) {
        return guidance.scale() * sampler.guidanceShare();
    }

    /// {@return latents made from noise alone}
    ///
    /// @param shape [batch, channels, height/8, width/8]
    public Tensor fromNoise(Denoiser model, Shape shape, Noise noise, StepListener on) {
        Tensor unit = noise.next(shape);
        Tensor x = wholeVariance ? unit.times(Math.hypot(1, sigmas.first())) : sampler.start(unit, sigmas);
        return sampler.sample(model, x, sigmas, noise, on);
    }
}
