package studio.sfumato.diffusion.inpaint;

import java.util.Optional;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Resampler;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What of the latents is painted: at each step the rest of the estimate is the picture's own, as in A1111's
/// `CFGDenoiser` (Lugmayr et al. 2022, arXiv:2201.09865, without its resampling).
///
/// @param shares how much of each place is painted, 0…1: [1, 1, height/8, width/8]
/// @param soft how places that are painted in part become what they are
public record LatentMask(Tensor shares, Optional<SoftInpainting> soft) {
    private static final float ALL = 255;

    /// {@return the mask of latents of this size}
    ///
    /// @param mask of the pixels
    public static LatentMask of(Mask mask, int height, int width, Optional<SoftInpainting> soft) {
        Mask small = Mask.ofGrey(Resampler.BICUBIC.resize(mask.toRaster(), width, height));
        float[] shares = new float[width * height];
        for (int i = 0; i < shares.length; i++) {
            float share = small.at(i % width, i / width) / ALL;
            shares[i] = soft.isPresent() ? share : (float) Math.rint(share);
        }
        return new LatentMask(Tensor.wrap(Shape.of(1, 1, height, width), shares), soft);
    }

    /// {@return `model`, whose estimates are the picture's own where nothing is painted}
    ///
    /// @param picture its latents, one row for each that is made
    public Denoiser over(Denoiser model, Tensor picture) {
        return new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                return blended(picture, model.denoise(x, sigma), sigma);
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                Estimates made = model.estimates(x, sigma);
                return made.withGuided(blended(picture, made.guided(), sigma));
            }
        };
    }

    private Tensor blended(Tensor picture, Tensor made, double sigma) {
        return soft.isPresent() ? new SoftBlend(soft.get(), shares).at(sigma, picture, made) : within(picture, made);
    }

    /// {@return what was sampled, the picture's own where nothing is painted}
    public Tensor last(Tensor picture, Tensor sampled) {
        return soft.isPresent() ? sampled : within(picture, sampled);
    }

    /// {@return `inner` where it is painted, `outer` where it is not}
    public Tensor within(Tensor outer, Tensor inner) {
        int plane = shares.shape().elements();
        float[] a = outer.toArray();
        float[] b = inner.toArray();
        for (int i = 0; i < a.length; i++) {
            float share = shares.at(i % plane);
            a[i] = a[i] * (1 - share) + b[i] * share;
        }
        return Tensor.wrap(outer.shape(), a);
    }
}
