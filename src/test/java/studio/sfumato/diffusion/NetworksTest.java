package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.checkpoint.WithVae;

class NetworksTest {
    private static final CancellationToken NONE = CancellationToken.none();

    @Test
    void bothHalvesOfAnotherVaeAreDropped() {
        Path folder = Path.of("src/test/resources/golden/pipelines/models/sd1");
        ModelSource model = ModelFolder.open(folder);
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks own = networks(model, cache);
            Networks other = networks(WithVae.of(model, folder.resolve("vae")), cache);
            use(other, other.vaeDecoder(Wrap.NONE));
            use(other, other.vaeEncoder(Wrap.NONE));
            other.keepOnlyOwnVae(Wrap.NONE, NONE);
            assertThat(cache.keys()).hasSize(2);

            use(own, own.vaeEncoder(Wrap.NONE));
            own.keepOnlyOwnVae(Wrap.NONE, NONE);

            assertThat(cache.keys().stream().map(NetworkKey::network)).containsExactly("vae/encoder");
        }
    }

    private static Networks networks(ModelSource model, ModelCache<NetworkKey, Session> cache) {
        return new Networks(
                model,
                OrtRuntime.start(),
                cache,
                new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED));
    }

    private static void use(Networks networks, Networks.Recipe recipe) {
        assertThat(networks.use(recipe, _ -> {}, NONE, Session::provider)).isNotNull();
    }
}
