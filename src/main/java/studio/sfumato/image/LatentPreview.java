package studio.sfumato.image;

import studio.sfumato.tensor.Tensor;

/// Shows what a half-made picture will be, from its latents alone.
///
/// @param colours the model's line from latents to colours
/// @param scale pixels a latent; 8 gives the picture's own size for every Stable Diffusion model
public record LatentPreview(LatentRgb colours, int scale) {
    /// Refuses scales outside 1…8.
    public LatentPreview {
        if (scale < 1 || scale > 8) {
            throw new IllegalArgumentException("a preview's scale is 1 to 8, not " + scale);
        }
    }

    /// {@return the picture, smoothly enlarged}
    ///
    /// @param x0 the estimate of the clean latents, [batch, channels, height, width]
    /// @param index which of the batch
    public Raster render(Tensor x0, int index) {
        Raster small = colours.render(x0, index);
        return scale == 1 ? small : Resampler.BILINEAR.resize(small, small.width() * scale, small.height() * scale);
    }
}
