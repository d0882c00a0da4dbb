package studio.sfumato.diffusion;

import java.util.Map;
import java.util.function.Consumer;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.tensor.Tensor;

/// Makes latents of pictures: the VAE's mean, not a draw from its tiny spread, so that equal requests give equal
/// pixels.
///
/// @param vae whose settings they are
record PictureEncoder(Networks networks, Autoencoder vae) {
    /// {@return the latents [1, latentChannels, height/8, width/8] as the U-Net has them}
    ///
    /// @param picture −1…1, of shape [1, 3, height, width]
    Tensor latents(Tensor picture, Consumer<GenerationEvent> events, CancellationToken token) {
        return mean(picture, events, token).times(vae.scalingFactor());
    }

    /// {@return the same, not scaled: what models trained to follow instructions are fed}
    Tensor mean(Tensor picture, Consumer<GenerationEvent> events, CancellationToken token) {
        Tensor mean = networks.use(
                networks.vaeEncoder(),
                events,
                token,
                session -> session.run(Map.of(VaeEncoder.SAMPLE, picture), VaeEncoder.MEAN, token));
        if (!mean.isFinite()) {
            throw new InferenceException("the VAE's encoder left the range of numbers (NaN or infinity)");
        }
        return mean;
    }
}
