package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.hires.PictureEnlarger;
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
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.Vae;

/// Makes pictures with one model: text encoding, sampling, decoding, in the order that keeps nobody waiting. The
/// networks load in the background from the start, so the prompt is encoded while the U-Net is still coming.
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Painter painter;
    private final Map<String, Painter> others = new HashMap<>();
    private final Networks networks;
    private final Autoencoder vae;
    private final PreviewColours preview;
    private final Optional<Supplier<TinyPreview>> tiny;
    private final Function<PictureRef, Raster> sources;
    private final PictureEnlarger enlarger;
    private final MemoryProbe memory = new MemoryProbe();

    /// A pipeline over `model`, whose networks are kept in `cache`.
    ///
    /// @param shelf where LoRAs and embeddings are found
    /// @param sources finds the pictures that requests work on
    /// @param enlarger makes pictures larger between two passes
    /// @param previews what previews are drawn with
    /// @throws UnsupportedModelException if its networks do not go together
    public Pipeline(
            ModelSource model,
            OrtRuntime runtime,
            ModelCache<NetworkKey, Session> cache,
            SessionSettings settings,
            AddOnShelf shelf,
            Function<PictureRef, Raster> sources,
            PictureEnlarger enlarger,
            Previews previews) {
        this(model, Map.of(), runtime, cache, settings, shelf, sources, enlarger, previews);
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
            Function<PictureRef, Raster> sources,
            PictureEnlarger enlarger,
            Previews previews) {
        this.sources = sources;
        this.enlarger = enlarger;
        painter = new Painter(model, runtime, cache, settings, shelf, sources, memory::availableBytes);
        networks = painter.networks();
        vae = painter.vae();
        beside.forEach((name, other) -> {
            requireSameLatents(model, other);
            others.put(name, new Painter(other, runtime, cache, settings, shelf, sources, memory::availableBytes));
        });
        preview = new PreviewColours(model, vae);
        SessionSettings one = new SessionSettings(settings.provider(), 1, WeightMode.FOLDED);
        Networks aside = new Networks(model, runtime, cache, one);
        tiny = previews.tiny()
                .flatMap(file -> tinyVae(file, model))
                .map(found -> () -> new TinyPreview(aside, aside.previews(found), previews.always()));
    }

    /// A file that cannot be used is no reason to make no pictures.
    private Optional<Vae> tinyVae(Path file, ModelSource model) {
        try {
            Vae found = Vae.open(file, model.family(), model.family().latentScale());
            return Optional.of(found)
                    .filter(tiny -> Autoencoder.from(tiny.config()).latentChannels() == vae.latentChannels());
        } catch (StudioException unusable) {
            LOG.debug("previews go without {}", file, unusable);
            return Optional.empty();
        }
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
        painter.requirePicture(request, !others.isEmpty());
        Optional<HiresFix> second = request.task().second();
        Walk first = walk(second.isPresent() ? inFirstPass(request) : request, painter, events, token);
        Optional<Walk> last =
                second.filter(fix -> fix.denoise() > 0).map(fix -> secondWalk(request, fix, first, events, token));
        Optional<Enlargement> enlargement = second.map(fix -> new Enlargement(
                fix,
                request.size(),
                painter.decoder(request.tiling()),
                painter.encoder().wrapped(request.tiling()),
                enlarger));
        enlargement.ifPresent(Enlargement::require);
        PictureDecoder decoder = painter.decoder(request.tiling());
        networks.keepOnlyOwnVae(request.tiling(), token);
        Set<String> told = new HashSet<>();
        Pass pass = ready(first, told, events, token);
        Optional<Ground> ground = pass.ground();
        List<GenerationEvent.StageDone> stages = new ArrayList<>();
        stages.add(pass.encoded());
        int steps = first.plan().steps()
                + last.map(Walk::plan).map(SamplingPlan::steps).orElse(0);

        for (int from = 0; from < request.count(); from += request.batch()) {
            int to = Math.min(request.count(), from + request.batch());
            List<Integer> pictures = IntStream.range(from, to).boxed().toList();
            Beginning beginning = ground.map(
                            under -> under.beginning(first.change().orElseThrow(), pictures.size()))
                    .orElseGet(
                            () -> Beginning.ofNoise(first.plan(), first.latent().withBatch(pictures.size())));
            Optional<Sampled> sampled =
                    run(pass, beginning, Optional.empty(), steps, pictures, stages, events, control);
            if (enlargement.isPresent()
                    && sampled.filter(made -> made.step() == 0).isPresent()
                    && !control.kept()) {
                Tensor larger = enlargement.get().apply(sampled.get().latents(), events, token);
                Sampled before =
                        new Sampled(larger, last.isPresent() ? first.plan().steps() : 0);
                sampled = last.isEmpty()
                        ? Optional.of(before)
                        : run(
                                ready(last.get(), told, events, token),
                                Ground.beginning(larger, last.get().change().orElseThrow()),
                                Optional.of(before),
                                steps,
                                pictures,
                                stages,
                                events,
                                control);
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

    /// How a request's pictures are walked to, once.
    ///
    /// @param painter whose walk it is
    /// @param change the same walk, where it begins with a picture
    /// @param calls what prompts are read for
    /// @param made how often the denoiser is called
    private record Walk(
            GenerationRequest request,
            Painter painter,
            SamplingPlan plan,
            Optional<PictureWalk> change,
            StepRange calls,
            StepRange made,
            Shape latent) {}

    /// A walk with everything that takes.
    ///
    /// @param encoded what reading the prompts took
    private record Pass(
            Walk walk,
            Troupe troupe,
            Optional<Ground> ground,
            Optional<Tensor> beside,
            GenerationEvent.StageDone encoded) {}

    private Walk walk(
            GenerationRequest request, Painter whose, Consumer<GenerationEvent> events, CancellationToken token) {
        NoiseScheduleConfig told = whose.trained(events, token);
        NoiseSchedule levels =
                NoiseSchedule.of(Painter.noise(request, told), whose.model().family());
        Optional<PictureWalk> change =
                request.task().change().map(far -> request.compat().walk(request.sampling(), far, levels, told));
        SamplingPlan plan =
                change.map(PictureWalk::plan).orElseGet(() -> request.compat().plan(request.sampling(), levels, told));
        SamplerEntry sampler = Samplers.get(request.sampling().sampler());
        StepRange calls = sampler.calls(request.sampling().steps());
        StepRange made = change.isEmpty() ? calls : sampler.calls(plan.steps());
        return new Walk(request, whose, plan, change, calls, made, latentShape(request.size()));
    }

    /// A refiner comes at the end, as in A1111.
    private static GenerationRequest inFirstPass(GenerationRequest request) {
        return request.withEnsemble(
                new Ensemble(Optional.empty(), request.ensemble().partner()));
    }

    private Walk secondWalk(
            GenerationRequest request,
            HiresFix fix,
            Walk first,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        GenerationRequest larger = SecondPass.of(request, fix);
        Painter whose = fix.model().map(this::other).orElse(painter);
        NoiseScheduleConfig told = whose.trained(events, token);
        NoiseSchedule levels =
                NoiseSchedule.of(Painter.noise(request, told), whose.model().family());
        PictureWalk change = request.compat().second(larger.sampling(), fix.denoise(), levels, told);
        SamplerEntry sampler = Samplers.get(larger.sampling().sampler());
        StepRange calls = StepRange.second(
                first.calls().steps(), sampler.calls(larger.sampling().steps()).steps());
        StepRange made = sampler.calls(change.plan().steps());
        return new Walk(larger, whose, change.plan(), Optional.of(change), calls, made, latentShape(larger.size()));
    }

    /// {@return a walk with its prompts read and its networks loading}
    ///
    /// @param told notices that need not be told again
    private Pass ready(Walk walk, Set<String> told, Consumer<GenerationEvent> events, CancellationToken token) {
        GenerationRequest request = walk.request();
        PromptPlan positive = request.prompt().rules().positive(request.prompt().positive(), walk.calls());
        boolean guided = walk.plan().guided(request.guidance()) || positive.needsNegative();
        @Nullable
        PromptPlan negative =
                guided ? request.prompt().rules().negative(request.prompt().negative(), walk.calls()) : null;
        Painter.Asked asked = new Painter.Asked(request, walk.plan(), walk.made(), positive, negative, walk.latent());
        Painter.Chosen own = walk.painter().choose(asked, !others.isEmpty(), events, token);
        own.prefetch(events, token);
        painter.decoder(request.tiling()).prefetch(walk.latent(), events, token);
        own.notices().filter(told::add).forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));

        events.accept(new GenerationEvent.Encoding());
        StageClock encoding = new StageClock(Stage.ENCODE, memory, events);
        Troupe troupe = new Troupe(
                own.encode(events, token),
                request.ensemble().refiner().map(next -> ready(next.model(), asked, events, token)),
                request.ensemble().partner().map(next -> ready(next.model(), asked, events, token)));
        PictureEncoder encoder = painter.encoder().wrapped(request.tiling());
        Optional<Ground> ground = new Ground.Maker(sources, encoder, painter.model(), events, token).of(request);
        GenerationEvent.StageDone encoded = encoding.stop();
        Optional<Tensor> painted = ground.flatMap(Ground::beside);
        Optional<Tensor> beside =
                painted.isPresent() ? painted : troupe.own().beside(request.size(), request.tiling(), events, token);
        return new Pass(walk, troupe, ground, beside, encoded);
    }

    /// {@return what one walk made of some pictures; empty if they are to be left out, or it was ended
    /// before there was
    /// anything}
    ///
    /// @param before what there is before the first step, if anything
    /// @param steps how many steps there are in all
    private Optional<Sampled> run(
            Pass pass,
            Beginning beginning,
            Optional<Sampled> before,
            int steps,
            List<Integer> pictures,
            List<GenerationEvent.StageDone> stages,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        GenerationRequest request = pass.walk().request();
        StageClock loading = new StageClock(Stage.LOAD, memory, events);
        try (Troupe.Stage stage = pass.troupe().begin(request, pass.beside(), events, control.whole())) {
            stages.add(loading.stop());
            StageClock sampling = new StageClock(Stage.SAMPLE, memory, events);
            CallCounter counter = new CallCounter();
            Optional<Sampled> sampled = sample(
                    request,
                    beginning,
                    before,
                    steps,
                    stop -> counter.counting(stage.denoiser(counter, pictures.size(), stop)),
                    pictures,
                    events,
                    control);
            stages.add(sampling.stop());
            return sampled;
        }
    }

    private Painter other(String name) {
        return Objects.requireNonNull(others.get(name), name);
    }

    /// {@return another model made ready}; its text encoders make room where its U-Net would find too
    /// little
    private Painter.Ready ready(
            String name, Painter.Asked asked, Consumer<GenerationEvent> events, CancellationToken token) {
        Painter.Ready ready = other(name).choose(asked, true, events, token).encode(events, token);
        if (!ready.fits()) {
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
            Beginning beginning,
            Optional<Sampled> before,
            int all,
            Function<CancellationToken, Denoiser> denoiser,
            List<Integer> pictures,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        Noise noise =
                request.compat().noise(pictures.stream().map(request::noise).toList(), vae.factor());
        PictureControl.Part part = control.begin();
        Optional<Sampled> sampled;
        try (part;
                StepReporter steps = new StepReporter(
                        pictures, before, all, preview.preview(), tiny.map(Supplier::get), events, part.token())) {
            try {
                Tensor latents = beginning.sample(denoiser.apply(part.token()), noise, steps);
                sampled = Optional.of(new Sampled(latents, 0));
            } catch (CancelledException ended) {
                control.whole().throwIfCancelled();
                LOG.debug("ended early", ended);
                sampled = steps.soFar();
            } catch (InferenceException fault) {
                throw new InferenceException(
                        "Step " + steps.current() + " of " + all + ": " + fault.getMessage(), fault.hint(), fault);
            }
        }
        return part.skipped() ? Optional.empty() : sampled;
    }

    private void decode(
            GenerationRequest request,
            PictureDecoder decoder,
            Sampled sampled,
            Optional<Ground> ground,
            List<Integer> pictures,
            List<GenerationEvent.StageDone> stages,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        events.accept(new GenerationEvent.Decoding(pictures));
        StageClock decoding = new StageClock(Stage.DECODE, memory, events);
        decoder.use(sampled.latents().shape(), events, token, decode -> {
            for (int i = 0; i < pictures.size(); i++) {
                int picture = pictures.get(i);
                Tensor latent = sampled.latents().slice(i, i + 1);
                Tensor unscaled = latent.over(vae.scalingFactor());
                Raster decoded = Raster.fromTensor(decode.apply(unscaled));
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
