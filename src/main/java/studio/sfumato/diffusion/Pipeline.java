package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.MemoryProbe;
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

/// Makes pictures with one model: text encoding, sampling, decoding, in the order that keeps nobody waiting. The
/// networks load in the background from the start, so the prompt is encoded while the U-Net is still coming.
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int COLOURS = 3;

    private final ModelSource model;
    private final AddOnShelf shelf;
    private final FittedLoras fitted;
    private final Networks networks;
    private final PromptEncoder prompts;
    private final PredictionProbe probe;
    private final Autoencoder vae;
    private final PreviewColours preview;
    private final BlankPicture blank;
    private final MemoryProbe memory = new MemoryProbe();

    /// A pipeline over `model`, whose networks are kept in `cache`.
    ///
    /// @param shelf where LoRAs and embeddings are found
    /// @throws UnsupportedModelException if its networks do not go together
    public Pipeline(
            ModelSource model,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            AddOnShelf shelf) {
        this.model = model;
        this.shelf = shelf;
        this.fitted = new FittedLoras(model);
        networks = new Networks(model, runtime, cache, settings);
        prompts = new PromptEncoder(model, networks, shelf);
        probe = new PredictionProbe(model, networks);
        vae = Autoencoder.from(model.config(ModelPart.VAE));
        requireMatchingSizes();
        preview = new PreviewColours(model, vae);
        blank = new BlankPicture(networks, vae);
    }

    private void requireMatchingSizes() {
        UNetConfig unet = UNetConfig.from(model.config(ModelPart.UNET));
        int fed = model.inpainting() ? 2 * vae.latentChannels() + 1 : vae.latentChannels();
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

    /// Makes the pictures of `request`, telling `events` of everything but the end. Events come from this thread, from
    /// those that load networks and from the one that draws previews, perhaps at the same time.
    ///
    /// @param control cancels it, ends it early or leaves a picture out
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be done
    /// @throws CancelledException if it was cancelled, or ended early before there was anything to keep
    public void generate(GenerationRequest request, Consumer<GenerationEvent> events, PictureControl control) {
        CancellationToken token = control.whole();
        NoiseScheduleConfig told = probe.noise(events, token);
        NoiseScheduleConfig noise = request.guidance().zeroTerminalSnr() ? told.withZeroTerminalSnr() : told;
        NoiseSchedule levels = NoiseSchedule.of(noise, model.family());
        SamplingPlan plan = request.compat().plan(request.sampling(), levels, told);
        Shape latent = latentShape(request.size());
        StepRange calls = Samplers.get(request.sampling().sampler())
                .calls(request.sampling().steps());
        PromptPlan positive = request.prompt().rules().positive(request.prompt().positive(), calls);
        boolean guided = plan.guided(request.guidance()) || positive.needsNegative();
        @Nullable
        PromptPlan negative =
                guided ? request.prompt().rules().negative(request.prompt().negative(), calls) : null;
        GuidedUNet guidance = new GuidedUNet(
                request.guidance(),
                plan.scale(request.guidance()),
                Prediction.of(noise),
                plan.told(levels),
                calls.steps());
        guidance.requireFit(UNetConfig.from(model.config(ModelPart.UNET)), latent, vae.factor());
        LoraSet loras = loras(request.prompt(), positive, events);
        List<PromptPlan> plans =
                Stream.of(positive, negative).filter(Objects::nonNull).toList();
        Embeddings.Found taught = prompts.embeddings(request.prompt(), plans);
        ExportedGraphs.refuse(model, !taught.named().isEmpty(), "embeddings");
        Networks.Recipe unet = networks.unet(guidance.variant(), loras);
        networks.keepOnlyUnet(unet, token);
        Networks.Recipe decoder = networks.vaeDecoder();
        networks.keepOnlyOwnVae(token);
        List<Networks.Recipe> encoders = prompts.recipes(positive, request.prompt(), loras);
        networks.keepOnlyEncoders(encoders, token);
        encoders.forEach(recipe -> networks.prefetch(recipe, events, token));
        networks.prefetch(unet, events, token);
        networks.prefetch(decoder, events, token);
        Stream.concat(
                        taught.notices().stream(),
                        plans.stream()
                                .flatMap(prompt ->
                                        prompts.notices(prompt, request.prompt().rules(), taught).stream()))
                .distinct()
                .forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));

        events.accept(new GenerationEvent.Encoding());
        StageClock encoding = new StageClock(Stage.ENCODE, memory, events);
        EncodedPrompts encoded = prompts.encode(
                positive,
                negative,
                request.prompt(),
                loras,
                taught,
                request.compat().zerosForEmpty(),
                events,
                token);
        List<GenerationEvent.StageDone> stages = new ArrayList<>();
        stages.add(encoding.stop());

        Optional<Tensor> beside =
                model.inpainting() ? Optional.of(blank.channels(request.size(), events, token)) : Optional.empty();
        for (int from = 0; from < request.count(); from += request.batch()) {
            int to = Math.min(request.count(), from + request.batch());
            List<Integer> pictures = IntStream.range(from, to).boxed().toList();
            StageClock loading = new StageClock(Stage.LOAD, memory, events);
            Optional<Sampled> sampled = networks.use(unet, events, token, session -> {
                stages.add(loading.stop());
                StageClock sampling = new StageClock(Stage.SAMPLE, memory, events);
                CallCounter made = new CallCounter();
                Optional<Sampled> drawn = sample(
                        request,
                        plan,
                        latent,
                        stop -> made.counting(guidance.denoiser(
                                session, encoded, made, pictures.size(), request.size(), beside, stop)),
                        pictures,
                        events,
                        control);
                stages.add(sampling.stop());
                return drawn;
            });
            if (sampled.isPresent()) {
                decode(request, decoder, sampled.get(), pictures, stages, events, token);
            } else if (control.kept()) {
                requireSome(from);
            } else {
                events.accept(new GenerationEvent.Skipped(pictures));
            }
            if (control.kept()) {
                return;
            }
            stages.clear();
        }
    }

    /// Ended before its first step, a request has either pictures from before, or nothing to show.
    private static void requireSome(int pictures) {
        if (pictures == 0) {
            throw new CancelledException();
        }
    }

    /// {@return the LoRAs of a prompt, fitted to the model; events say what has no effect}
    private LoraSet loras(Prompt prompt, PromptPlan plan, Consumer<GenerationEvent> events) {
        NamedLora.Found found = NamedLora.of(prompt, plan, shelf);
        found.notices().forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));
        List<LoraSet.Use> uses = new ArrayList<>();
        ExportedGraphs.refuse(model, !found.loras().isEmpty(), "LoRAs");
        for (NamedLora lora : found.loras()) {
            LoraFit fit = fitted.get(lora.file());
            fit.notice().ifPresent(notice -> events.accept(new GenerationEvent.Notice(notice)));
            uses.add(new LoraSet.Use(fit, lora.textEncoder(), lora.unet(), lora.rank()));
        }
        return LoraSet.of(uses, model);
    }

    private Shape latentShape(ImageSize size) {
        int factor = vae.factor();
        if (size.width() % factor != 0 || size.height() % factor != 0) {
            throw new RequestException("size must be a multiple of " + factor + " for this model, not " + size);
        }
        return Shape.of(1, vae.latentChannels(), size.height() / factor, size.width() / factor);
    }

    /// {@return what was sampled; empty if it is to be left out, or was ended before there was anything}
    private Optional<Sampled> sample(
            GenerationRequest request,
            SamplingPlan plan,
            Shape latent,
            Function<CancellationToken, Denoiser> denoiser,
            List<Integer> pictures,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        Noise noise =
                request.compat().noise(pictures.stream().map(request::noise).toList(), vae.factor());
        PictureControl.Part part = control.begin();
        Optional<Sampled> sampled;
        try (part;
                StepReporter steps =
                        new StepReporter(pictures, plan.steps(), preview.preview(), events, part.token())) {
            try {
                Tensor latents = plan.fromNoise(
                        steps.watching(denoiser.apply(part.token())), latent.withBatch(pictures.size()), noise, steps);
                sampled = Optional.of(new Sampled(latents, 0));
            } catch (CancelledException ended) {
                control.whole().throwIfCancelled();
                LOG.debug("ended early", ended);
                sampled = steps.soFar();
            } catch (InferenceException fault) {
                throw new InferenceException(
                        "Step " + steps.current() + " of " + plan.steps() + ": " + fault.getMessage(),
                        fault.hint(),
                        fault);
            }
        }
        return part.skipped() ? Optional.empty() : sampled;
    }

    private void decode(
            GenerationRequest request,
            Networks.Recipe decoder,
            Sampled sampled,
            List<Integer> pictures,
            List<GenerationEvent.StageDone> stages,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        events.accept(new GenerationEvent.Decoding(pictures));
        StageClock decoding = new StageClock(Stage.DECODE, memory, events);
        networks.use(decoder, events, token, session -> {
            for (int i = 0; i < pictures.size(); i++) {
                int picture = pictures.get(i);
                Tensor latent = sampled.latents().slice(i, i + 1);
                Tensor unscaled = latent.over(vae.scalingFactor());
                Raster image =
                        Raster.fromTensor(session.run(Map.of(VaeDecoder.LATENT, unscaled), VaeDecoder.SAMPLE, token));
                preview.learn(latent, image);
                List<GenerationEvent.StageDone> took = new ArrayList<>(stages);
                took.add(decoding.lap());
                events.accept(new GenerationEvent.ImageReady(
                        picture, request.noise(picture).seed(), image, latent, sampled.step(), took));
            }
            return pictures.size();
        });
        decoding.stop();
    }
}
