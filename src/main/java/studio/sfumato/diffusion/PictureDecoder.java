package studio.sfumato.diffusion;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import studio.sfumato.diffusion.tile.TiledVae;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes pictures of latents: at once where memory allows, else in tiles.
///
/// @param vae whose settings they are
/// @param wrap which edges of the pictures meet
/// @param free how many bytes of memory can be had
record PictureDecoder(Networks networks, Autoencoder vae, Wrap wrap, LongSupplier free) {
    private static final String NOTICE =
            "There is too little memory to decode a picture of this size at once: it is done in tiles, which takes longer";

    /// Starts loading what decodes latents of such a shape.
    void prefetch(Shape latents, Consumer<GenerationEvent> events, CancellationToken token) {
        if (fits(latents)) {
            networks.prefetch(networks.vaeDecoder(wrap), events, token);
        }
    }

    /// Lends `work` what makes a picture, about −1 to 1, of a latent of such a shape that is not scaled. Where memory
    /// is short other networks are let go first, and only then tiles taken.
    <R> R use(
            Shape latents,
            Consumer<GenerationEvent> events,
            CancellationToken token,
            Function<UnaryOperator<Tensor>, R> work) {
        Networks.Recipe whole = networks.vaeDecoder(wrap);
        Optional<TiledVae> able = networks.tiles(vae, wrap);
        if (!fits(latents)) {
            // Those for tiles stay, where an earlier picture has needed them.
            Stream<Networks.Recipe> parts = able.stream()
                    .flatMap(tiles -> Stream.of(networks.coarseDecoder(tiles), networks.fineDecoder(tiles)));
            networks.keepOnly(Stream.concat(Stream.of(whole), parts).toList(), token);
        }
        Optional<TiledVae> tiled = fits(latents) ? Optional.empty() : able;
        if (tiled.isEmpty()) {
            return networks.use(
                    whole,
                    events,
                    token,
                    session -> work.apply(
                            latent -> session.run(Map.of(VaeDecoder.LATENT, latent), VaeDecoder.SAMPLE, token)));
        }
        events.accept(new GenerationEvent.Notice(NOTICE));
        TiledVae tiles = tiled.get();
        networks.drop(whole, token);
        return work.apply(latent -> {
            Tensor features = networks.use(
                    networks.coarseDecoder(tiles),
                    events,
                    token,
                    session -> session.run(Map.of(VaeDecoder.LATENT, latent), VaeTiles.FEATURES, token));
            return networks.use(
                    networks.fineDecoder(tiles), events, token, session -> tiles.decode(session, features, token));
        });
    }

    private boolean fits(Shape latents) {
        int width = latents.at(3) * vae.factor();
        int height = latents.at(2) * vae.factor();
        return networks.tiles(vae, wrap)
                .map(tiles -> tiles.decodingBytes(width, height) <= free.getAsLong())
                .orElse(true);
    }
}
