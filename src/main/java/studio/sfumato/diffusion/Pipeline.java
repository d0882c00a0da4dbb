package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
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

/// Makes pictures with one model: text encoding, sampling, decoding, in the order that keeps nobody waiting. The
/// networks load in the background from the start, so the prompt is encoded while the U-Net is still coming.
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Painter painter;
    private final Map<String, Painter> others = new HashMap<>();
    private final Networks networks;
    private final Autoencoder vae;
    private final PreviewColours preview;
    private final Function<PictureRef, Raster> sources;
    private final MemoryProbe memory = new MemoryProbe();

    /// A pipeline over `model`, whose networks are kept in `cache`.
    ///
    /// @param shelf where LoRAs and embeddings are found
    /// @param sources finds the pictures that requests work on
    /// @throws UnsupportedModelException if its networks do not go together
    public Pipeline(
            ModelSource model,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources) {
        this(model, Map.of(), runtime, cache, settings, shelf, sources);
    }

    /// A pipeline over a model and those that may take part beside it.
    ///
    /// @param beside these by what requests call them
    /// @throws UnsupportedModelException if a model's networks do not go together, or two work on
    /// different latents
    public Pipeline(
            ModelSource model,
            Map<String, ModelSource> beside,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources) {
        this.sources = sources;
        painter = new Painter(model, runtime, cache, settings, shelf);
        networks = painter.networks();
        vae = painter.vae();
        beside.forEach((name, other) -> {
            requireSameLatents(model, other);
            others.put(name, new Painter(other, runtime, cache, settings, shelf));
        });
        preview = new PreviewColours(model, vae);
    }

    private static void requireSameLatents(ModelSource model, ModelSource other) {
        boolean channels = Autoencoder.from(model.config(ModelPart.VAE)).latentChannels()
                == Autoencoder.from(other.config(ModelPart.VAE)).latentChannels();
        if (model.family().latentScale() != other.family().latentScale() || !channels) {
            throw new UnsupportedModelException(
                    other.name() + " is " + other.family().label() + " and " + model.name() + " is "
                            + model.family().label() + ": they do not work on the same latents",
                    "Choose a refiner or partner of the model's own family.",
                    null);
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
        NoiseScheduleConfig told = painter.trained(events, token);
        NoiseSchedule levels =
                NoiseSchedule.of(Painter.noise(request, told), painter.model().family());
        Optional<PictureWalk> walk =
                request.task().change().map(change -> request.compat().walk(request.sampling(), change, levels, told));
        SamplingPlan plan =
                walk.map(PictureWalk::plan).orElseGet(() -> request.compat().plan(request.sampling(), levels, told));
        Shape latent = latentShape(request.size());
        SamplerEntry sampler = Samplers.get(request.sampling().sampler());
        StepRange calls = sampler.calls(request.sampling().steps());
        StepRange made = walk.isEmpty() ? calls : sampler.calls(plan.steps());
        PromptPlan positive = request.prompt().rules().positive(request.prompt().positive(), calls);
        boolean guided = plan.guided(request.guidance()) || positive.needsNegative();
        @Nullable
        PromptPlan negative =
                guided ? request.prompt().rules().negative(request.prompt().negative(), calls) : null;
        Painter.Asked asked = new Painter.Asked(request, plan, made, positive, negative, latent);
        Painter.Chosen own = painter.choose(asked, !others.isEmpty(), events, token);
        Networks.Recipe decoder = networks.vaeDecoder();
        networks.keepOnlyOwnVae(token);
        own.prefetch(events, token);
        networks.prefetch(decoder, events, token);
        own.notices().distinct().forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));

        events.accept(new GenerationEvent.Encoding());
        StageClock encoding = new StageClock(Stage.ENCODE, memory, events);
        Troupe troupe = new Troupe(
                own.encode(events, token),
                request.ensemble().refiner().map(other -> ready(other.model(), asked, events, token)),
                request.ensemble().partner().map(other -> ready(other.model(), asked, events, token)));
        Optional<Ground> ground =
                new Ground.Maker(sources, painter.encoder(), painter.model().inpainting(), events, token).of(request);
        List<GenerationEvent.StageDone> stages = new ArrayList<>();
        stages.add(encoding.stop());

        Optional<Tensor> painted = ground.flatMap(Ground::beside);
        Optional<Tensor> beside = painted.isPresent() ? painted : troupe.own().beside(request.size(), events, token);
        for (int from = 0; from < request.count(); from += request.batch()) {
            int to = Math.min(request.count(), from + request.batch());
            List<Integer> pictures = IntStream.range(from, to).boxed().toList();
            StageClock loading = new StageClock(Stage.LOAD, memory, events);
            Optional<Sampled> sampled;
            try (Troupe.Stage stage = troupe.begin(request, beside, events, token)) {
                stages.add(loading.stop());
                StageClock sampling = new StageClock(Stage.SAMPLE, memory, events);
                CallCounter counter = new CallCounter();
                sampled = sample(
                        request,
                        plan,
                        ground.map(under -> under.beginning(walk.orElseThrow(), pictures.size()))
                                .orElseGet(() -> Beginning.ofNoise(plan, latent.withBatch(pictures.size()))),
                        stop -> counter.counting(stage.denoiser(counter, pictures.size(), stop)),
                        pictures,
                        events,
                        control);
                stages.add(sampling.stop());
            }
            if (sampled.isPresent()) {
                decode(request, decoder, sampled.get(), ground, pictures, stages, events, token);
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

    /// {@return another model made ready}; its text encoders make room where its U-Net would find too
    /// little
    private Painter.Ready ready(
            String name, Painter.Asked asked, Consumer<GenerationEvent> events, CancellationToken token) {
        Painter.Ready ready = Objects.requireNonNull(others.get(name), name)
                .choose(asked, true, events, token)
                .encode(events, token);
        if (memory.availableBytes() < ready.bytes()) {
            ready.dropEncoders(token);
        }
        return ready;
    }

    /// Ended before its first step, a request has either pictures from before, or nothing to show.
    private static void requireSome(int pictures) {
        if (pictures == 0) {
            throw new CancelledException();
        }
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
            Beginning beginning,
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
                Tensor latents = beginning.sample(denoiser.apply(part.token()), noise, steps);
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
            Optional<Ground> ground,
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
                Raster decoded =
                        Raster.fromTensor(session.run(Map.of(VaeDecoder.LATENT, unscaled), VaeDecoder.SAMPLE, token));
                preview.learn(latent, decoded);
                Raster image =
                        ground.map(under -> under.finished(decoded, latent)).orElse(decoded);
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
