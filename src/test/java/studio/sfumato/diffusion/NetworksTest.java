package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import studio.sfumato.weights.checkpoint.WithVae;
import studio.sfumato.weights.lora.LoraSet;

class NetworksTest {
    private static final CancellationToken NONE = CancellationToken.none();
    private static final Path FOLDER = Path.of("src/test/resources/golden/pipelines/models/sd1");
    private static final ModelSource MODEL = ModelFolder.open(FOLDER);

    @Test
    void whatIsMappedStaysAsItWasWhenItsFileIsReplacedAndNothingElseIsTakenFromTheNewOne(@TempDir Path folder)
            throws IOException {
        Path file = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("dream.safetensors"));
        ModelSource model = SingleFile.open(file);
        Map<String, Tensor> inputs = Map.of(
                UNet.SAMPLE, Tensor.zeros(Shape.of(1, 4, 8, 8)).map(_ -> 0.5),
                UNet.TIMESTEP, Tensor.of(Shape.of(1), 500f),
                UNet.CONTEXT, Tensor.zeros(Shape.of(1, 77, 128)).map(_ -> 0.25));
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = new Networks(model, OrtRuntime.start(), cache, settings(WeightMode.MAPPED));
            Networks.Recipe unet = networks.unet(UNetVariant.PLAIN);
            Supplier<Tensor> run =
                    () -> networks.use(unet, _ -> {}, NONE, session -> session.run(inputs, UNet.OUT_SAMPLE, NONE));
            Tensor before = run.get();
            Versions.replace(file, TinyCheckpoint.of("sd1-diffusers-names").write(folder.resolve("fresh")));
            assertThat(run.get()).isEqualTo(before);
            assertThatThrownBy(() -> use(networks, networks.vaeDecoder(Wrap.NONE)))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessage("dream was replaced while it was in use");

            Networks fresh =
                    new Networks(SingleFile.open(file), OrtRuntime.start(), cache, settings(WeightMode.FOLDED));
            Tensor after = fresh.use(
                    fresh.unet(UNetVariant.PLAIN),
                    _ -> {},
                    NONE,
                    session -> session.run(inputs, UNet.OUT_SAMPLE, NONE));
            assertThat(after).isNotEqualTo(before);
        }
    }

    @Test
    void bothHalvesOfAnotherVaeAreDropped() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks own = networks(MODEL, cache);
            Networks other = networks(WithVae.of(MODEL, FOLDER.resolve("vae")), cache);
            use(other, other.vaeDecoder(Wrap.NONE));
            use(other, other.vaeEncoder(Wrap.NONE));
            other.keepOnlyOwnVae(Wrap.NONE, NONE);
            assertThat(cache.keys()).hasSize(2);

            use(own, own.vaeEncoder(Wrap.NONE));
            own.keepOnlyOwnVae(Wrap.NONE, NONE);

            assertThat(cache.keys().stream().map(NetworkKey::network)).containsExactly("vae/encoder");
        }
    }

    @Test
    void aNetworkThatRunsOnceAPictureIsNotCopiedIntoMemory() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = networks(MODEL, cache);
            use(networks, networks.vaeDecoder(Wrap.NONE).once());
            use(networks, networks.vaeDecoder(Wrap.NONE));

            assertThat(cache.keys().stream().map(NetworkKey::settings))
                    .containsExactlyInAnyOrder(settings(WeightMode.MAPPED), settings(WeightMode.FOLDED));
        }
    }

    @Test
    void aNetworkThatHasDoneItsWorkIsLetGoOnlyWhereMemoryIsShort() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks roomy = networks(MODEL, cache);
            Networks cramped = new Networks(MODEL, OrtRuntime.start(), cache, settings(WeightMode.MAPPED));
            assertThat(roomy.useOnce(roomy.vaeEncoder(Wrap.NONE), _ -> {}, NONE, Session::name))
                    .isEqualTo("VAE encoder");
            assertThat(cramped.useOnce(cramped.vaeDecoder(Wrap.NONE), _ -> {}, NONE, Session::name))
                    .isEqualTo("VAE decoder");

            assertThat(cache.keys().stream().map(NetworkKey::network)).containsExactly("vae/encoder");
        }
    }

    @Test
    void whatOtherLorasHaveChangedIsDroppedAndWhatNoneHasStays() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = networks(MODEL, cache);
            Networks.Recipe plain =
                    networks.textEncoder(ModelPart.TEXT_ENCODER, HiddenState.clipSkip(1), false, LoraSet.NONE);
            Networks.Recipe before = changed(plain, "1");
            Networks.Recipe now = changed(plain, "2");
            List.of(plain, before, now).forEach(each -> use(networks, each));

            networks.keepOnlyEncoders(List.of(now), NONE);

            assertThat(cache.keys().stream().map(NetworkKey::network))
                    .containsExactlyInAnyOrder(plain.network(), now.network());

            Networks.Recipe unet = networks.unet(UNetVariant.PLAIN);
            Networks.Recipe changed = changed(unet, "2");
            use(networks, unet);
            use(networks, changed);
            networks.keepOnlyUnet(changed, NONE);

            assertThat(cache.keys().stream().map(NetworkKey::network))
                    .containsExactlyInAnyOrder(plain.network(), now.network(), changed.network());
        }
    }

    /// As a LoRA does that replaces weights.
    private static Networks.Recipe changed(Networks.Recipe recipe, String how) {
        return new Networks.Recipe(recipe.label(), recipe.network() + "+changed-" + how, recipe.graph(), Map.of());
    }

    private static Networks networks(ModelSource model, ModelCache<NetworkKey, Session> cache) {
        return new Networks(model, OrtRuntime.start(), cache, settings(WeightMode.FOLDED));
    }

    private static SessionSettings settings(WeightMode weights) {
        return new SessionSettings(ProviderChoice.parse("cpu"), 1, weights);
    }

    private static void use(Networks networks, Networks.Recipe recipe) {
        assertThat(networks.use(recipe, _ -> {}, NONE, Session::provider)).isNotNull();
    }
}
