package studio.sfumato.diffusion;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.guidance.Network;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What an inpainting model is fed beside the latents when there is no picture to paint into: a mask that
/// covers all, and the latents of a grey picture, as in A1111's `txt2img_image_conditioning`. A1111 draws those
/// latents with the VAE's tiny spread; here they are its mean, as diffusers' `argmax` mode has them.
final class BlankPicture {
    private final PictureEncoder encoder;
    private @Nullable Tensor known;
    private Wrap knownWrap = Wrap.NONE;

    BlankPicture(PictureEncoder encoder) {
        this.encoder = encoder;
    }

    /// {@return mask and grey latents for a picture of `size`: [1, 1 + latentChannels, height/8, width/8]}
    ///
    /// @param wrap which of its edges meet
    Tensor channels(ImageSize size, Wrap wrap, Consumer<GenerationEvent> events, CancellationToken token) {
        Autoencoder vae = encoder.vae();
        int height = size.height() / vae.factor();
        int width = size.width() / vae.factor();
        Shape wanted = Shape.of(1, 1 + vae.latentChannels(), height, width);
        Tensor blank = known;
        if (blank == null || !blank.shape().equals(wanted) || wrap != knownWrap) {
            Tensor grey = Tensor.zeros(Shape.of(1, vae.imageChannels(), size.height(), size.width()));
            Tensor mask = Tensor.zeros(Shape.of(1, 1, height, width)).map(_ -> 1);
            blank = joined(mask, encoder.wrapped(wrap).latents(grey, events, token));
            known = blank;
            knownWrap = wrap;
        }
        return blank;
    }

    /// {@return `network` with `channels` [1, more, height, width] beside each of the latents it is given}
    static Network fed(Network network, Tensor channels) {
        return (x, timestep) -> network.predict(joined(x, channels), timestep);
    }

    /// Every picture of `a` with the one picture of `b` behind it.
    static Tensor joined(Tensor a, Tensor b) {
        int batch = a.shape().at(0);
        int own = a.shape().elements() / batch;
        int more = b.shape().elements();
        float[] first = a.toArray();
        float[] second = b.toArray();
        float[] both = new float[batch * (own + more)];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(first, i * own, both, i * (own + more), own);
            System.arraycopy(second, 0, both, i * (own + more) + own, more);
        }
        int channels = a.shape().at(1) + b.shape().at(1);
        return Tensor.wrap(Shape.of(batch, channels, a.shape().at(2), a.shape().at(3)), both);
    }
}
