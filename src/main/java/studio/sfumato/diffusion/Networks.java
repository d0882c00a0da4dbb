package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import studio.sfumato.diffusion.tile.TiledVae;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.AdaptableLayer;
import studio.sfumato.graph.Adaptation;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.ClipVariant;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.Vae;
import studio.sfumato.weights.lora.LoraSet;

/// One model's networks: each is built and opened when it is first wanted, in the background where that is asked for.
final class Networks {
    /// From how many bytes of weights on a network has side paths whether it needs them or not.
    private static final long LARGE = 200L << 20;

    private static final String CHANGED = "+changed-";

    /// Stands before whose a network is that is not the model's own.
    private static final String OF = " of ";

    /// What networks that guide others are called in the cache.
    private static final String CONTROL = "control";

    private final ModelSource model;
    private final Optional<ExportedGraphs> exported;
    private final OrtRuntime runtime;
    private final ModelCache<NetworkKey, Session> cache;
    private final SessionSettings settings;
    private final long large;

    /// The model's files as they were when its tensors were listed.
    private final String stamps;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /// What of its parts could last be changed from outside.
    private final Map<ModelPart, Adaptation> latest = new ConcurrentHashMap<>();

    Networks(ModelSource model, OrtRuntime runtime, ModelCache<NetworkKey, Session> cache, SessionSettings settings) {
        this(model, runtime, cache, settings, LARGE);
    }

    /// @param large from how many bytes of weights on a network is treated as a large one
    Networks(
            ModelSource model,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            long large) {
        this.model = model;
        this.exported = ExportedGraphs.of(model);
        this.runtime = runtime;
        this.cache = cache;
        this.settings = settings;
        this.large = large;
        this.stamps = model.parts().stream()
                .flatMap(part -> model.files(part).stream())
                .distinct()
                .map(FileStamp::of)
                .collect(Collectors.joining("|", "", "|"));
    }

    /// A network that can be lent out.
    ///
    /// @param label what it is called in messages
    /// @param network its name in the cache
    /// @param graph builds it
    /// @param shares what its layers take beside their weights, by the weight's key
    /// @param own the file it comes from, where it is none of the model's
    /// @param seldom whether it runs once a picture at most, which is not worth a copy of its weights
    record Recipe(
            String label,
            String network,
            Supplier<OnnxModel> graph,
            Map<String, List<LoraSet.Share>> shares,
            Optional<Path> own,
            boolean seldom) {
        /// One of the model's.
        Recipe(String label, String network, Supplier<OnnxModel> graph, Map<String, List<LoraSet.Share>> shares) {
            this(label, network, graph, shares, Optional.empty(), false);
        }

        /// The same, of a network that runs once a picture at most.
        Recipe once() {
            return new Recipe(label, network, graph, shares, own, true);
        }
    }

    /// {@return a network in a file of its own that guides the U-Net}
    Recipe control(String label, Path file, Supplier<OnnxModel> graph) {
        return new Recipe(label, CONTROL, graph, Map.of(), Optional.of(file), false);
    }

    /// {@return a network that a file makes of the model's own U-Net, and that guides that}
    Recipe controlOver(String label, Path file, Supplier<OnnxModel> graph) {
        return new Recipe(label, CONTROL + " " + file, graph, Map.of(), Optional.empty(), false);
    }

    /// Drops the networks that guide others.
    void keepOnlyControls(List<Recipe> wanted, CancellationToken token) {
        Set<NetworkKey> kept = wanted.stream().map(this::key).collect(Collectors.toSet());
        cache.keys().stream()
                .filter(key -> key.network().startsWith(CONTROL) && !kept.contains(key))
                .forEach(key -> cache.evict(key, token));
    }

    /// {@return a text encoder}
    ///
    /// @param masked whether it can look away from tokens
    /// @param loras what changes it
    Recipe textEncoder(ModelPart part, HiddenState state, boolean masked, LoraSet loras) {
        String network = part.folder() + "/" + state.fromEnd() + (state.normed() ? "" : "-raw") + whose(part);
        if (exported.isPresent()) {
            ExportedGraphs graphs = exported.get();
            return new Recipe(part.label(), network, () -> graphs.textEncoder(part, state, masked), Map.of());
        }
        ClipConfig config = ClipConfig.from(model.config(part));
        ClipVariant variant = new ClipVariant(masked, adaptation(part, loras));
        Recipe recipe = new Recipe(
                part.label(),
                network + variant.suffix() + changed(part, loras),
                () -> ClipTextModel.build(config, loras.weights(part, model.weights(part)), state, variant),
                loras.beside(part));
        return model.weights(part).bytes() >= large ? recipe.once() : recipe;
    }

    Recipe unet(UNetVariant plain, LoraSet loras) {
        ModelPart part = ModelPart.UNET;
        if (exported.isPresent()) {
            ExportedGraphs graphs = exported.get();
            return new Recipe(part.label(), part.folder() + plain.suffix(), () -> graphs.unet(plain), Map.of());
        }
        UNetVariant variant = plain.adapted(adaptation(part, loras));
        UNetConfig config = UNetConfig.from(model.config(part));
        return new Recipe(
                part.label(),
                part.folder() + variant.suffix() + changed(part, loras),
                () -> UNet.build(config, loras.weights(part, model.weights(part)), variant),
                loras.beside(part));
    }

    /// {@return the U-Net without LoRAs}
    Recipe unet(UNetVariant plain) {
        return unet(plain, LoraSet.NONE);
    }

    /// Loading a large network again takes seconds, so it always has side paths: closed, they cost
    /// nothing. In a small one they would be felt at every step, and it is soon loaded again. For the
    /// same reason a large one that has more paths than are wanted stays: closed, they give the same
    /// bits.
    private Adaptation adaptation(ModelPart part, LoraSet loras) {
        boolean mayStay = model.weights(part).bytes() >= large;
        if (!mayStay && loras.beside(part).isEmpty()) {
            return Adaptation.NONE;
        }
        Adaptation wanted = SidePathInputs.adaptation(loras, part);
        Adaptation before = latest.getOrDefault(part, Adaptation.NONE);
        boolean stays = mayStay && before.covers(wanted) && isOpen(part, before);
        latest.put(part, stays ? before : wanted);
        return stays ? before : wanted;
    }

    private boolean isOpen(ModelPart part, Adaptation adaptation) {
        return cache.keys().stream()
                .anyMatch(key -> key.model().equals(model.location())
                        && key.network().startsWith(part.folder())
                        && key.network().contains(adaptation.suffix()));
    }

    private static String changed(ModelPart part, LoraSet loras) {
        String replacing = loras.replacing(part);
        return replacing.isEmpty() ? "" : CHANGED + replacing;
    }

    /// Drops the text encoders that other LoRAs have changed, and those that others lent before.
    void keepOnlyEncoders(List<Recipe> encoders, CancellationToken token) {
        evict(
                network -> network.startsWith(ModelPart.TEXT_ENCODER.folder())
                        && (network.contains(CHANGED) || network.contains(OF)),
                encoders,
                token);
    }

    /// Drops the U-Net's other variants: two would hold its weights twice.
    void keepOnlyUnet(Recipe wanted, CancellationToken token) {
        evict(network -> network.startsWith(ModelPart.UNET.folder()), List.of(wanted), token);
    }

    /// Drops the networks of other VAEs.
    ///
    /// @param wrap which edges of its pictures meet
    void keepOnlyOwnVae(Wrap wrap, CancellationToken token) {
        evict(
                network -> network.startsWith(ModelPart.VAE.folder()),
                List.of(vaeDecoder(wrap), vaeEncoder(wrap)),
                token);
    }

    private void evict(Predicate<String> network, List<Recipe> but, CancellationToken token) {
        Set<NetworkKey> kept = but.stream().map(this::key).collect(Collectors.toSet());
        cache.keys().stream()
                .filter(key -> key.model().equals(model.location()) && network.test(key.network()))
                .filter(key -> !kept.contains(key))
                .forEach(key -> cache.evict(key, token));
    }

    /// Drops every other network, of this model and others.
    void keepOnly(List<Recipe> wanted, CancellationToken token) {
        cache.evictAllBut(wanted.stream().map(this::key).collect(Collectors.toSet()), token);
    }

    /// {@return what makes pictures of latents}
    ///
    /// @param wrap which edges of the pictures meet
    Recipe vaeDecoder(Wrap wrap) {
        if (vaeExported()) {
            return new Recipe("VAE decoder", ModelPart.VAE.folder() + "/decoder", exported.get()::decoder, Map.of());
        }
        return vae("decoder" + wrap.suffix(), (config, weights) -> config.decoder(weights, wrap));
    }

    /// {@return what makes latents of pictures}
    ///
    /// @param wrap which edges of the pictures meet
    ///     A model that was exported without one is refused when it is loaded.
    Recipe vaeEncoder(Wrap wrap) {
        if (vaeExported()) {
            return new Recipe(
                    "VAE encoder", ModelPart.VAE.folder() + "/encoder", exported.orElseThrow()::encoder, Map.of());
        }
        return vae("encoder" + wrap.suffix(), (config, weights) -> config.encoder(weights, wrap));
    }

    private boolean vaeExported() {
        return exported.isPresent() && model.separateVae().isEmpty();
    }

    /// {@return what the user should know of what makes latents of pictures}
    Optional<String> encoderNotice() {
        return vaeExported() ? exported.flatMap(ExportedGraphs::encoderNotice) : Optional.empty();
    }

    /// {@return how the VAE works in tiles; empty where it cannot: an exported graph is one whole}
    ///
    /// @param wrap which edges of the pictures meet
    Optional<TiledVae> tiles(Autoencoder vae, Wrap wrap) {
        return vaeExported() ? Optional.empty() : TiledVae.of(vae, wrap);
    }

    /// {@return the part of the decoder that sees the whole picture}
    Recipe coarseDecoder(TiledVae tiles) {
        return vae(
                "decoder+coarse" + tiles.wrap().suffix(),
                (_, weights) -> tiles.vae().coarseDecoder(weights, tiles.wrap()));
    }

    /// {@return the part that sees tiles}
    Recipe fineDecoder(TiledVae tiles) {
        return vae("decoder+fine", (_, weights) -> tiles.vae().fineDecoder(weights));
    }

    /// {@return the part of the encoder that sees tiles}
    Recipe fineEncoder(TiledVae tiles) {
        return vae("encoder+fine", (_, weights) -> tiles.vae().fineEncoder(weights));
    }

    /// {@return the part that sees the whole picture}
    Recipe coarseEncoder(TiledVae tiles) {
        return vae(
                "encoder+coarse" + tiles.wrap().suffix(),
                (_, weights) -> tiles.vae().coarseEncoder(weights, tiles.wrap()));
    }

    private Recipe vae(String half, BiFunction<Autoencoder, WeightSource, OnnxModel> graph) {
        Autoencoder config = Autoencoder.from(model.config(ModelPart.VAE));
        return new Recipe(
                "VAE " + half,
                ModelPart.VAE.folder() + "/" + half + whose(ModelPart.VAE),
                () -> graph.apply(config, model.weights(ModelPart.VAE)),
                Map.of());
    }

    private String whose(ModelPart part) {
        return model.lender(part).map(lender -> OF + lender).orElse("");
    }

    /// {@return a tiny autoencoder's decoder for previews, whosever it is}
    Recipe previews(Vae tiny) {
        Autoencoder config = Autoencoder.from(tiny.config());
        return new Recipe(
                "previews' VAE",
                "previews of " + tiny.location(),
                () -> config.decoder(tiny.weights(), Wrap.NONE),
                Map.of());
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
        try (Held held = hold(recipe, events, token)) {
            return work.apply(held.session());
        }
    }

    /// Lends a network that has then done its work: where memory is short, so that all weights stay in their files,
    /// it is let go.
    <R> R useOnce(
            Recipe recipe,
            Consumer<GenerationEvent> events,
            CancellationToken token,
            Function<? super Session, R> work) {
        R made = use(recipe, events, token, work);
        if (settings.weights() == WeightMode.MAPPED) {
            drop(recipe, token);
        }
        return made;
    }

    /// Lends a network until it is closed, by the thread that took it; otherwise as [#use].
    Held hold(Recipe recipe, Consumer<GenerationEvent> events, CancellationToken token) {
        ModelCache<NetworkKey, Session>.Lease lease = cache.lease(key(recipe), () -> open(recipe, events), token);
        boolean whole = false;
        try {
            Session session = lease.model();
            session.notices().stream()
                    .filter(told::add)
                    .forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));
            List<AdaptableLayer> layers = session.adaptable();
            Session.Keeping inputs = layers.isEmpty() ? session.keep(Map.of()) : keep(session, layers, recipe.shares());
            whole = true;
            return new Held(lease, inputs);
        } finally {
            if (!whole) {
                lease.close();
            }
        }
    }

    private static Session.Keeping keep(
            Session session, List<AdaptableLayer> layers, Map<String, List<LoraSet.Share>> shares) {
        SidePathInputs paths = new SidePathInputs(layers, shares);
        return session.keep(paths.strengths(), paths.identity(), paths::matrices);
    }

    /// A network that is lent.
    record Held(ModelCache<NetworkKey, Session>.Lease lease, Session.Keeping inputs) implements AutoCloseable {
        /// {@return the network, not to be used once this is closed}
        Session session() {
            return inputs.session();
        }

        /// Gives it back; again does nothing.
        @Override
        public void close() {
            inputs.close();
            lease.close();
        }
    }

    /// {@return whether a network is loaded or loading}
    boolean has(Recipe recipe) {
        return cache.keys().contains(key(recipe));
    }

    /// Frees a network, if it is loaded; nobody may hold it.
    void drop(Recipe recipe, CancellationToken token) {
        cache.evict(key(recipe), token);
    }

    /// {@return about how many bytes of memory a network takes}
    long bytes(ModelPart part) {
        return NetworkRoom.bytes(model.weights(part), settings.weights());
    }

    /// Weights are found by where they were in the file: of another one they would be anything.
    private Session open(Recipe recipe, Consumer<GenerationEvent> events) {
        events.accept(new GenerationEvent.LoadingModel(recipe.label()));
        Session session = runtime.open(recipe.graph().get(), settings(recipe));
        if (recipe.own().isEmpty() && !FileStamp.holds(stamps)) {
            session.close();
            throw new ModelFileException(
                    model.name() + " was replaced while it was in use", "Ask again: the new one is taken then.", null);
        }
        return session;
    }

    private SessionSettings settings(Recipe recipe) {
        return recipe.seldom() ? settings.weights(WeightMode.MAPPED) : settings;
    }

    private NetworkKey key(Recipe recipe) {
        return new NetworkKey(recipe.own().orElseGet(model::location), recipe.network(), settings(recipe));
    }
}
