package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.hires.LatentUpscale;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes latents of a first pass those that a second begins with: A1111 1.10's `sample_hr_pass`.
///
/// @param first the first pictures' size
/// @param decoder makes pictures of latents
/// @param encoder makes latents of pictures
/// @param enlarger makes pictures larger
record Enlargement(
        HiresFix fix, ImageSize first, PictureDecoder decoder, PictureEncoder encoder, PictureEnlarger enlarger) {
    private static final int WHITE = 255;

    /// Looks whether it can be done.
    ///
    /// @throws studio.sfumato.error.StudioException if not
    void require() {
        if (LatentUpscale.find(fix.upscaler()).isEmpty()) {
            enlarger.require(fix.upscaler());
        }
    }

    /// {@return the latents of larger pictures}
    ///
    /// @param latents of the first, [pictures, channels, height/8, width/8]
    Tensor apply(Tensor latents, Consumer<GenerationEvent> events, CancellationToken token) {
        ImageSize covering = fix.covering(first);
        int factor = encoder.vae().factor();
        int height = covering.height() / factor;
        int width = covering.width() / factor;
        Optional<LatentUpscale> way = LatentUpscale.find(fix.upscaler());
        Tensor larger = way.isPresent()
                ? way.get().apply(latents, height, width)
                : throughPictures(latents, covering, events, token);
        ImageSize size = fix.size(first);
        return middle(larger, size.height() / factor, size.width() / factor);
    }

    private Tensor throughPictures(
            Tensor latents, ImageSize size, Consumer<GenerationEvent> events, CancellationToken token) {
        Autoencoder vae = encoder.vae();
        List<Tensor> larger = new ArrayList<>();
        for (int i = 0; i < latents.shape().at(0); i++) {
            Tensor unscaled = latents.slice(i, i + 1).over(vae.scalingFactor());
            Tensor shown = decoder.use(unscaled.shape(), events, token, decode -> decode.apply(unscaled));
            Raster small = eightBits(shown);
            double scale = Math.max((double) size.width() / small.width(), (double) size.height() / small.height());
            Raster large = scale > 1 ? enlarger.enlarge(fix.upscaler(), small, scale, token) : small;
            Raster sized = Framing.stretched(large, size.width(), size.height());
            larger.add(encoder.latents(sized.toTensor(), events, token));
        }
        return Tensor.concat(larger);
    }

    /// A1111 cuts fractions off here, where it rounds them elsewhere.
    private static Raster eightBits(Tensor picture) {
        int height = picture.shape().at(2);
        int width = picture.shape().at(3);
        float[] values = picture.toArray();
        int plane = height * width;
        int[] argb = new int[plane];
        for (int i = 0; i < plane; i++) {
            argb[i] = level(values[i]) << 16 | level(values[plane + i]) << 8 | level(values[2 * plane + i]);
        }
        return Raster.opaque(width, height, argb);
    }

    private static int level(float value) {
        return (int) (WHITE * Math.clamp((value + 1) / 2, 0f, 1f));
    }

    private static Tensor middle(Tensor latents, int height, int width) {
        int h = latents.shape().at(2);
        int w = latents.shape().at(3);
        if (h == height && w == width) {
            return latents;
        }
        int planes = latents.shape().at(0) * latents.shape().at(1);
        float[] from = latents.toArray();
        float[] out = new float[planes * height * width];
        int top = (h - height) / 2;
        int left = (w - width) / 2;
        for (int row = 0; row < planes * height; row++) {
            int source = (row / height * h + top + row % height) * w + left;
            System.arraycopy(from, source, out, row * width, width);
        }
        return Tensor.wrap(Shape.of(latents.shape().at(0), latents.shape().at(1), height, width), out);
    }
}
