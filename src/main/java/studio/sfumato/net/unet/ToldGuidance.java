package studio.sfumato.net.unet;

import java.util.Optional;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// How strong the guidance is, as a latent consistency model hears of it: Luo et al. 2023 (arXiv:2310.04378),
/// section 4.2, in the form of diffusers' `get_guidance_scale_embedding`. Its U-Net does at once what takes others
/// one run with the prompt and one without.
///
/// @param scale the CFG scale
/// @param width channels it is told in, even and at least 4
public record ToldGuidance(double scale, int width) {
    /// The channels all published models are told in.
    public static final int WIDTH = 256;

    private static final float STRETCH = 1000;
    private static final float LOG_PERIOD = (float) Math.log(10000);

    /// {@return what a U-Net of such sizes is told, if it is}
    public static Optional<ToldGuidance> of(UNetConfig unet, double scale) {
        return Optional.of(unet.guidance())
                .filter(channels -> channels > 0)
                .map(channels -> new ToldGuidance(scale, channels));
    }

    /// {@return sines, then cosines, of 1000 (scale − 1) at many frequencies [pictures, width]}; in single
    /// precision all the way, as angles are large
    public Tensor embedding(int pictures) {
        float stretched = (float) (scale - 1) * STRETCH;
        int half = width / 2;
        float step = LOG_PERIOD / (half - 1);
        float[] values = new float[pictures * width];
        for (int i = 0; i < half; i++) {
            float angle = stretched * (float) Math.exp(i * -step);
            values[i] = (float) Math.sin(angle);
            values[half + i] = (float) Math.cos(angle);
        }
        for (int picture = 1; picture < pictures; picture++) {
            System.arraycopy(values, 0, values, picture * width, width);
        }
        return Tensor.wrap(Shape.of(pictures, width), values);
    }
}
