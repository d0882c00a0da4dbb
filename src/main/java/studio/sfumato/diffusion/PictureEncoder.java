package studio.sfumato.diffusion;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import studio.sfumato.diffusion.tile.TiledVae;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes latents of pictures: the VAE's mean, not a draw from its tiny spread, so that equal requests give equal
/// pixels.
///
/// @param vae whose settings they are
/// @param wrap which edges of the pictures meet
/// @param free how many bytes of memory can be had; with fewer than it takes, pictures are encoded in tiles
record PictureEncoder(Networks networks, Autoencoder vae, Wrap wrap, LongSupplier free) {
    /// {@return the same for pictures whose edges meet}
    PictureEncoder wrapped(Wrap edges) {
        return new PictureEncoder(networks, vae, edges, free);
    }

    /// {@return the latents [1, latentChannels, height/8, width/8] as the U-Net has them}
    ///
    /// @param picture −1…1, of shape [1, 3, height, width]
    Tensor latents(Tensor picture, Consumer<GenerationEvent> events, CancellationToken token) {
        return mean(picture, events, token).times(vae.scalingFactor());
    }

    /// {@return the same, not scaled: what models trained to follow instructions are fed}
    Tensor mean(Tensor picture, Consumer<GenerationEvent> events, CancellationToken token) {
        networks.encoderNotice().ifPresent(notice -> events.accept(new GenerationEvent.Notice(notice)));
        Tensor mean = networks.tiles(vae, wrap)
                .filter(tiles -> tiles.encodingBytes(
                                picture.shape().at(3), picture.shape().at(2))
                        > free.getAsLong())
                .map(tiles -> inTiles(tiles, picture, events, token))
                .orElseGet(() -> networks.use(
                        networks.vaeEncoder(wrap),
                        events,
                        token,
                        session -> session.run(Map.of(VaeEncoder.SAMPLE, picture), VaeEncoder.MEAN, token)));
        mean = withoutSpread(mean);
        if (!mean.isFinite()) {
            throw new InferenceException("the VAE's encoder left the range of numbers (NaN or infinity)");
        }
        return mean;
    }

    /// Some exported encoders give the logarithms of the spread in as many channels behind the means.
    private Tensor withoutSpread(Tensor given) {
        Shape shape = given.shape();
        if (shape.rank() != 4 || shape.at(0) != 1 || shape.at(1) != 2 * vae.latentChannels()) {
            return given;
        }
        return Tensor.wrap(
                Shape.of(1, vae.latentChannels(), shape.at(2), shape.at(3)),
                Arrays.copyOf(given.toArray(), shape.elements() / 2));
    }

    private Tensor inTiles(TiledVae tiles, Tensor picture, Consumer<GenerationEvent> events, CancellationToken token) {
        Tensor features = networks.use(
                networks.fineEncoder(tiles), events, token, session -> tiles.encode(session, picture, token));
        return networks.use(
                networks.coarseEncoder(tiles),
                events,
                token,
                session -> session.run(Map.of(VaeTiles.FEATURES, features), VaeEncoder.MEAN, token));
    }
}
