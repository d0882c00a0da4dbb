package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// Pictures made at once and in tiles, where memory is short.
class PictureDecoderTest {
    private static final CancellationToken NONE = CancellationToken.none();
    private static final ImageSize SIZE = new ImageSize(512, 448);
    private static final double GREY_LEVEL = 2.0 / 255;

    private final ModelSource model = new ModelCatalogue(List.of(Path.of("models"))).open("starter");
    private final Autoencoder vae = Autoencoder.from(model.config(ModelPart.VAE));
    private final List<GenerationEvent> events = new ArrayList<>();

    @Test
    void withTooLittleMemoryPicturesAreMadeInTilesWithoutASeamAndSaySo() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = new Networks(
                    model,
                    OrtRuntime.start(),
                    cache,
                    new SessionSettings(ProviderChoice.parse("cpu"), 2, WeightMode.FOLDED));
            Tensor latent = noise();

            Tensor whole = decoded(networks, () -> Long.MAX_VALUE, latent);
            assertThat(notices()).isEmpty();
            Tensor tiled = decoded(networks, () -> 0, latent);

            assertThat(notices()).singleElement().asString().contains("too little memory", "in tiles");
            assertThat(cache.keys())
                    .extracting(NetworkKey::network)
                    .containsExactlyInAnyOrder("vae/decoder+coarse", "vae/decoder+fine");
            events.clear();
            decoded(networks, () -> 0, latent);
            assertThat(events).noneMatch(GenerationEvent.LoadingModel.class::isInstance);
            assertThat(furthest(tiled, whole)).isGreaterThan(0).isLessThan(GREY_LEVEL);

            Tensor mean = new PictureEncoder(networks, vae, Wrap.NONE, () -> Long.MAX_VALUE)
                    .latents(whole, events::add, NONE);
            Tensor ofTiles = new PictureEncoder(networks, vae, Wrap.NONE, () -> 0).latents(whole, events::add, NONE);
            assertThat(furthest(ofTiles, mean)).isGreaterThan(0).isLessThan(0.02 * furthest(mean, mean.times(0)));
        }
    }

    private Tensor decoded(Networks networks, LongSupplier free, Tensor latent) {
        PictureDecoder decoder = new PictureDecoder(networks, vae, Wrap.NONE, free);
        decoder.prefetch(latent.shape(), events::add, NONE);
        return decoder.use(latent.shape(), events::add, NONE, decode -> decode.apply(latent));
    }

    private List<GenerationEvent> notices() {
        return events.stream().filter(GenerationEvent.Notice.class::isInstance).toList();
    }

    private static Tensor noise() {
        Shape shape = Shape.of(1, 4, SIZE.height() / 8, SIZE.width() / 8);
        float[] values = new float[shape.elements()];
        Random random = new Random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }

    private static double furthest(Tensor a, Tensor b) {
        double furthest = 0;
        for (float value : a.minus(b).toArray()) {
            furthest = Math.max(furthest, Math.abs(value));
        }
        return furthest;
    }
}
