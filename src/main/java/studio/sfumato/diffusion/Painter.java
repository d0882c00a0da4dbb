package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.lora.FittedLoras;
import studio.sfumato.weights.lora.LoraFit;
import studio.sfumato.weights.lora.LoraSet;

/// A model as it takes part in a request, the only one or one of several: what its prompts mean to it,
/// what changes it,
/// and its U-Net as a denoiser.
final class Painter {
    private static final int COLOURS = 3;

    private final ModelSource model;
    private final AddOnShelf shelf;
    private final Function<PictureRef, Raster> sources;
    private final FittedLoras fitted;
    private final Networks networks;
    private final PromptEncoder prompts;
    private final PredictionProbe probe;
    private final Autoencoder vae;
    private final PictureEncoder encoder;
    private final BlankPicture blank;
    private final LongSupplier free;

    /// @param sources finds the pictures that guide others
    /// @param free how many bytes of memory can be had
    /// @throws UnsupportedModelException if its networks do not go together
    Painter(
            ModelSource model,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources,
            LongSupplier free) {
        this.model = model;
        this.shelf = shelf;
        this.sources = sources;
        this.free = free;
        fitted = new FittedLoras(model);
        networks = new Networks(model, runtime, cache, settings);
        prompts = new PromptEncoder(model, networks, shelf);
        probe = new PredictionProbe(model, networks);
        vae = Autoencoder.from(model.config(ModelPart.VAE));
        requireMatchingSizes();
        encoder = new PictureEncoder(networks, vae, Wrap.NONE, free);
        blank = new BlankPicture(encoder);
    }

    private void requireMatchingSizes() {
        UNetConfig unet = sizes();
        int fed = (wantsPicture() ? 2 : 1) * vae.latentChannels() + (model.inpainting() || model.depth() ? 1 : 0);
        if (unet.inChannels() != fed) {
            throw new UnsupportedModelException(model.name() + ": the U-Net takes " + unet.inChannels()
                    + " channels, but the VAE has " + vae.latentChannels());
        }
        if (unet.outChannels() != vae.latentChannels()) {
            throw new UnsupportedModelException("unet/config.json: out_channels " + unet.outChannels()
                    + " is not the VAE's " + vae.latentChannels() + " latent channels");
        }
        if (vae.imageChannels() != COLOURS) {
            throw new UnsupportedModelException(
                    "vae/config.json: pictures of " + vae.imageChannels() + " channels are not supported");
        }
        if (!(vae.scalingFactor() > 0 && vae.scalingFactor() < Double.MAX_VALUE)) {
            throw new ModelFileException("vae/config.json: scaling_factor must be above 0, not " + vae.scalingFactor());
        }
    }

    /// {@return whether the U-Net is fed a picture beside the latents}
    private boolean wantsPicture() {
        return model.inpainting() || model.instructed();
    }

    /// Refuses requests without the picture to change, or the depth map, that the model cannot do without.
    void requirePicture(GenerationRequest request, boolean lenient) {
        DepthView.unit(request, model, lenient);
        if (model.instructed() && request.task().change().isEmpty()) {
            throw new RequestException(
                    model.name() + " changes pictures as it is told: it needs one to change", "--init PICTURE", null);
        }
    }

    ModelSource model() {
        return model;
    }

    Networks networks() {
        return networks;
    }

    Autoencoder vae() {
        return vae;
    }

    PictureEncoder encoder() {
        return encoder;
    }

    /// {@return what makes pictures of latents}
    ///
    /// @param wrap which of their edges meet
    PictureDecoder decoder(Wrap wrap) {
        return new PictureDecoder(networks, vae, wrap, free);
    }

    /// {@return the noise it was trained on, as its files or one run of its U-Net tell}
    NoiseScheduleConfig trained(Consumer<GenerationEvent> events, CancellationToken token) {
        return probe.noise(events, token);
    }

    /// {@return the noise it works with for a request}
    static NoiseScheduleConfig noise(GenerationRequest request, NoiseScheduleConfig trained) {
        return request.guidance().zeroTerminalSnr() ? trained.withZeroTerminalSnr(true) : trained;
    }

    /// What a request asks of every model that takes part.
    ///
    /// @param plan the walk, made for the request's own model
    /// @param calls how often the denoiser is called
    /// @param negative `null` where it takes no part
    /// @param latent the shape of one picture's latents
    record Asked(
            GenerationRequest request,
            SamplingPlan plan,
            StepRange calls,
            PromptPlan positive,
            @Nullable PromptPlan negative,
            Shape latent) {
        List<PromptPlan> plans() {
            return Stream.of(positive, negative).filter(Objects::nonNull).toList();
        }
    }

    /// {@return what the request comes to with this model}; events say what of it has no effect
    ///
    /// @param lenient whether a LoRA that fits nothing is left out rather than refused: it was meant
    ///     for another
    ///     model
    /// @throws studio.sfumato.error.StudioException if that cannot be
    Chosen choose(Asked asked, boolean lenient, Consumer<GenerationEvent> events, CancellationToken token) {
        NoiseScheduleConfig noise = noise(asked.request(), probe.noise(events, token));
        NoiseSchedule levels = NoiseSchedule.of(noise, model.family());
        Guidance wanted = asked.request().guidance();
        UNetConfig sizes = sizes();
        GuidedUNet guidance = new GuidedUNet(
                        wanted,
                        asked.plan().scale(wanted),
                        Prediction.of(noise),
                        asked.plan().told(levels),
                        asked.calls().steps(),
                        model.instructed(),
                        Optional.empty())
                .over(sizes);
        told(asked).ifPresent(notice -> events.accept(new GenerationEvent.Notice(notice)));
        guidance.requireFit(sizes, asked.latent(), vae.factor());
        LoraSet loras = loras(asked, lenient, events);
        Embeddings.Found taught = prompts.embeddings(asked.request().prompt(), asked.plans());
        ExportedGraphs.refuse(model, !taught.named().isEmpty(), "embeddings");
        Optional<DepthView> depth = DepthView.of(asked.request(), model, sources, lenient);
        Controls controls = Controls.of(asked.request(), model, shelf, sources, networks, lenient, events);
        if (!controls.recipes().isEmpty() || asked.request().controls().isEmpty()) {
            networks.keepOnlyControls(controls.recipes(), token);
        }
        Networks.Recipe unet = networks.unet(
                guidance.variant()
                        .controlled(controls.ports())
                        .wrapped(asked.request().tiling()),
                loras);
        networks.keepOnlyUnet(unet, token);
        List<Networks.Recipe> encoders =
                prompts.recipes(asked.positive(), asked.request().prompt(), loras);
        networks.keepOnlyEncoders(encoders, token);
        return new Chosen(asked, guidance, controls, depth, loras, taught, unet, encoders);
    }

    private UNetConfig sizes() {
        return UNetConfig.from(model.config(ModelPart.UNET));
    }

    /// {@return whether its U-Net is told how strong the guidance is, so that the negative prompt takes no part}
    boolean toldGuidance() {
        return sizes().guidance() > 0;
    }

    /// {@return what has no effect on a model that is told its guidance}
    private Optional<String> told(Asked asked) {
        if (!toldGuidance()) {
            return Optional.empty();
        }
        boolean negative = !asked.request().prompt().negative().isBlank()
                && !asked.positive().needsNegative();
        List<String> idle = Stream.concat(
                        negative ? Stream.of("the negative prompt") : Stream.empty(),
                        asked.request().guidance().negatives().stream())
                .toList();
        return idle.isEmpty()
                ? Optional.empty()
                : Optional.of(model.name() + " is told its CFG scale and never runs without the prompt, so this does"
                        + " nothing: " + String.join(", ", idle));
    }

    private boolean thereIsRoom(Networks.Recipe unet) {
        return networks.has(unet) || networks.bytes(ModelPart.UNET) <= free.getAsLong();
    }

    /// {@return the LoRAs of a prompt, fitted to the model; events say what has no effect}
    private LoraSet loras(Asked asked, boolean lenient, Consumer<GenerationEvent> events) {
        NamedLora.Found found = NamedLora.of(asked.request().prompt(), asked.positive(), shelf);
        found.notices().forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));
        List<LoraSet.Use> uses = new ArrayList<>();
        ExportedGraphs.refuse(model, !found.loras().isEmpty() && !lenient, "LoRAs");
        for (NamedLora lora : found.loras()) {
            fit(lora, lenient, events)
                    .ifPresent(fit -> uses.add(new LoraSet.Use(fit, lora.textEncoder(), lora.unet(), lora.rank())));
        }
        return LoraSet.of(uses, model);
    }

    private Optional<LoraFit> fit(NamedLora lora, boolean lenient, Consumer<GenerationEvent> events) {
        if (lenient && ExportedGraphs.of(model).isPresent()) {
            return Optional.empty();
        }
        try {
            LoraFit fit = fitted.get(lora.file());
            fit.notice().ifPresent(notice -> events.accept(new GenerationEvent.Notice(notice)));
            return Optional.of(fit);
        } catch (UnsupportedModelException another) {
            if (!lenient) {
                throw another;
            }
            events.accept(new GenerationEvent.Notice(another.getMessage() + "; " + model.name() + " goes without it"));
            return Optional.empty();
        }
    }

    /// What a request comes to.
    final class Chosen {
        private final Asked asked;
        private final GuidedUNet guidance;
        private final Controls controls;
        private final Optional<DepthView> depth;
        private final LoraSet loras;
        private final Embeddings.Found taught;
        private final Networks.Recipe unet;
        private final List<Networks.Recipe> encoders;

        private Chosen(
                Asked asked,
                GuidedUNet guidance,
                Controls controls,
                Optional<DepthView> depth,
                LoraSet loras,
                Embeddings.Found taught,
                Networks.Recipe unet,
                List<Networks.Recipe> encoders) {
            this.asked = asked;
            this.guidance = guidance;
            this.controls = controls;
            this.depth = depth;
            this.loras = loras;
            this.taught = taught;
            this.unet = unet;
            this.encoders = encoders;
        }

        /// Starts loading the text encoders, then the U-Net.
        void prefetch(Consumer<GenerationEvent> events, CancellationToken token) {
            encoders.forEach(recipe -> networks.prefetch(recipe, events, token));
            networks.prefetch(unet, events, token);
            controls.recipes().forEach(recipe -> networks.prefetch(recipe, events, token));
        }

        /// {@return whether its U-Net is there, or there is room for it}
        boolean fits() {
            return thereIsRoom(unet);
        }

        /// {@return what the user should know about the prompts}
        Stream<String> notices() {
            return Stream.concat(
                    taught.notices().stream(),
                    asked.plans().stream()
                            .flatMap(prompt ->
                                    prompts
                                            .notices(
                                                    prompt,
                                                    asked.request().prompt().rules(),
                                                    taught)
                                            .stream()));
        }

        /// {@return the model with its prompts encoded}
        Ready encode(Consumer<GenerationEvent> events, CancellationToken token) {
            EncodedPrompts encoded = prompts.encode(
                    asked.positive(),
                    asked.negative(),
                    asked.request().prompt(),
                    loras,
                    taught,
                    asked.request().compat().zerosForEmpty(),
                    events,
                    token);
            return new Ready(guidance, controls, depth, unet, encoders, encoded);
        }
    }

    /// The model with everything known that its U-Net takes.
    final class Ready {
        private final GuidedUNet guidance;
        private final Controls controls;
        private final Optional<DepthView> depth;
        private final Networks.Recipe unet;
        private final List<Networks.Recipe> encoders;
        private final EncodedPrompts encoded;

        private Ready(
                GuidedUNet guidance,
                Controls controls,
                Optional<DepthView> depth,
                Networks.Recipe unet,
                List<Networks.Recipe> encoders,
                EncodedPrompts encoded) {
            this.guidance = guidance;
            this.controls = controls;
            this.depth = depth;
            this.unet = unet;
            this.encoders = encoders;
            this.encoded = encoded;
        }

        /// {@return the same, guided by other views of the pictures that guide it}
        Ready through(Function<Raster, Raster> view) {
            return new Ready(
                    guidance, controls.through(view), depth.map(map -> map.through(view)), unet, encoders, encoded);
        }

        /// {@return whether its U-Net is fed how far away things are}
        boolean seesDepth() {
            return depth.isPresent();
        }

        /// {@return the noise levels it was trained on}
        NoiseSchedule levels() {
            return guidance.training();
        }

        /// {@return whether it is fed what the other is}
        boolean alike(Ready other) {
            return model.inpainting() == other.model().inpainting()
                    && model.instructed() == other.model().instructed()
                    && model.depth() == other.model().depth();
        }

        private ModelSource model() {
            return model;
        }

        /// {@return what an inpainting model's U-Net is fed when there is no picture to paint into, or what one that
        /// sees depth sees}
        Optional<Tensor> beside(ImageSize size, Wrap wrap, Consumer<GenerationEvent> events, CancellationToken token) {
            if (depth.isPresent()) {
                return Optional.of(depth.get().channel(size, vae.factor()));
            }
            return model.inpainting() ? Optional.of(blank.channels(size, wrap, events, token)) : Optional.empty();
        }

        /// {@return its U-Net, loaded; close it}
        Networks.Held hold(Consumer<GenerationEvent> events, CancellationToken token) {
            return networks.hold(unet, events, token);
        }

        /// {@return whether its U-Net is there, or there is room for it}
        boolean fits() {
            return thereIsRoom(unet);
        }

        /// Drops the U-Net's other variants.
        void keepOnlyUnet(CancellationToken token) {
            networks.keepOnlyUnet(unet, token);
        }

        /// Frees the text encoders, which have done their work.
        void dropEncoders(CancellationToken token) {
            encoders.forEach(recipe -> networks.drop(recipe, token));
        }

        /// Frees the U-Net; nobody may hold it.
        void dropUnet(CancellationToken token) {
            networks.drop(unet, token);
        }

        /// {@return the denoiser of `count` pictures}
        ///
        /// @param made counts the calls of what the sampler calls
        Denoiser denoiser(
                Session session,
                CallCounter made,
                int count,
                ImageSize size,
                Optional<Tensor> beside,
                CancellationToken stop) {
            return guidance.denoiser(
                    session,
                    encoded,
                    prompts -> controls.feed(prompts, count, made, guidance.calls(), size, stop),
                    made,
                    count,
                    size,
                    beside,
                    stop);
        }
    }
}
