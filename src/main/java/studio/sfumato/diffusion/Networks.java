package studio.sfumato.diffusion;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// One model's networks: each is built and opened when it is first wanted, in the background where that is asked for.
final class Networks {
    private final ModelSource model;
    private final OrtRuntime runtime;
    private final ModelCache<NetworkKey, Session> cache;
    private final SessionSettings settings;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Networks(ModelSource model, OrtRuntime runtime, ModelCache<NetworkKey, Session> cache, SessionSettings settings) {
        this.model = model;
        this.runtime = runtime;
        this.cache = cache;
        this.settings = settings;
    }

    /// A network that can be lent out.
    ///
    /// @param label what it is called in messages
    /// @param graph builds it
    record Recipe(String label, String network, Supplier<OnnxModel> graph) {}

    /// {@return a text encoder}
    ///
    /// @param masked whether it can look away from tokens
    Recipe textEncoder(ModelPart part, HiddenState state, boolean masked) {
        ClipConfig config = ClipConfig.from(model.config(part));
        return new Recipe(
                part.label(),
                part.folder() + "/" + state.fromEnd() + (state.normed() ? "" : "-raw") + (masked ? "-masked" : ""),
                () -> masked
                        ? ClipTextModel.buildMasked(config, model.weights(part), state)
                        : ClipTextModel.build(config, model.weights(part), state));
    }

    Recipe unet(UNetVariant variant) {
        ModelPart part = ModelPart.UNET;
        UNetConfig config = UNetConfig.from(model.config(part));
        return new Recipe(
                part.label(), part.folder() + variant.suffix(), () -> UNet.build(config, model.weights(part), variant));
    }

    /// Drops the other variants of a network: two would hold its weights twice.
    ///
    /// @param part what the names of all its variants begin with
    void keepOnly(Recipe wanted, String part, CancellationToken token) {
        NetworkKey kept = key(wanted);
        cache.keys().stream()
                .filter(key -> key.model().equals(kept.model()) && key.network().startsWith(part) && !key.equals(kept))
                .forEach(key -> cache.evict(key, token));
    }

    Recipe vaeDecoder() {
        VaeConfig config = VaeConfig.from(model.config(ModelPart.VAE));
        String whose = model.separateVae().map(file -> " of " + file).orElse("");
        return new Recipe(
                "VAE decoder", "vae/decoder" + whose, () -> VaeDecoder.build(config, model.weights(ModelPart.VAE)));
    }

    Recipe vaeEncoder() {
        VaeConfig config = VaeConfig.from(model.config(ModelPart.VAE));
        String whose = model.separateVae().map(file -> " of " + file).orElse("");
        return new Recipe(
                "VAE encoder", "vae/encoder" + whose, () -> VaeEncoder.build(config, model.weights(ModelPart.VAE)));
    }

    /// Starts loading a network, so that it is there when it is wanted.
    void prefetch(Recipe recipe, Consumer<GenerationEvent> events, CancellationToken token) {
        cache.prefetch(key(recipe), () -> open(recipe, events), token);
    }

    /// Lends a network to `work`. Events say when it has to be loaded, and what had to give way for that.
    <R> R use(
            Recipe recipe,
            Consumer<GenerationEvent> events,
            CancellationToken token,
            Function<? super Session, R> work) {
        return cache.use(key(recipe), () -> open(recipe, events), token, session -> {
            session.notices().stream()
                    .filter(told::add)
                    .forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));
            return work.apply(session);
        });
    }

    private Session open(Recipe recipe, Consumer<GenerationEvent> events) {
        events.accept(new GenerationEvent.LoadingModel(recipe.label()));
        return runtime.open(recipe.graph().get(), settings);
    }

    private NetworkKey key(Recipe recipe) {
        return new NetworkKey(model.location(), recipe.network(), settings);
    }
}
