package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Brownian;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The end of a walk, begun from a picture with noise on it (Meng et al. 2021, SDEdit, arXiv:2108.01073).
///
/// @param plan the levels that are left to walk
/// @param noised the level of the noise that is put on the picture; mostly the first of the plan
/// @param span the levels that Brownian noise is drawn over
public record PictureWalk(SamplingPlan plan, double noised, Sigmas span) {
    /// {@return the end of `whole`, from level `from` on}
    ///
    /// @param brownianOverAll whether Brownian noise is drawn over the levels left out too
    static PictureWalk endOf(SamplingPlan whole, int from, boolean brownianOverAll) {
        Sigmas all = whole.sigmas();
        Sigmas left = all.from(Math.clamp(from, 0, Math.max(0, all.steps() - 1)));
        return new PictureWalk(whole.walking(left), left.first(), brownianOverAll ? all : left);
    }

    /// {@return latents made from those of a picture}
    ///
    /// @param picture latents [batch, channels, height/8, width/8] as the U-Net has them
    /// @param unit standard normal noise of their shape
    public Tensor from(Tensor picture, Tensor unit, Denoiser model, Noise noise, StepListener on) {
        double first = plan.sigmas().first();
        double strength = plan.wholeVariance() ? Math.hypot(1, noised) : noised;
        Tensor x = picture.combine(1, unit, strength);
        if (noised != first) {
            x = x.times(Math.hypot(1, first) / Math.hypot(1, noised)); // as if that were the picture's own scale
        }
        return plan.sampler().sample(model, x, plan.sigmas(), spanning(noise), on);
    }

    private Noise spanning(Noise noise) {
        return new Noise() {
            @Override
            public Tensor next(Shape shape) {
                return noise.next(shape);
            }

            @Override
            public Brownian brownian(Shape shape, Sigmas walked) {
                return noise.brownian(shape, span);
            }
        };
    }
}
