package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.Vae;

/// Makes pictures with one model: text encoding, sampling, decoding, in the order that keeps nobody waiting. The
/// networks load in the background from the start, so the prompt is encoded while the U-Net is still coming.
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Painter painter;
    private final Networks networks;
    private final Autoencoder vae;
    private final PreviewColours preview;
    private final Passes passes;
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
        this.enlarger = enlarger;
        painter = new Painter(model, runtime, cache, settings, shelf, sources, memory::availableBytes);
        networks = painter.networks();
        vae = painter.vae();
        Map<String, Painter> others = new HashMap<>();
        beside.forEach((name, other) -> {
            requireSameLatents(model, other);
            others.put(name, new Painter(other, runtime, cache, settings, shelf, sources, memory::availableBytes));
        });
        preview = new PreviewColours(model, vae);
        SessionSettings one = new SessionSettings(settings.provider(), 1, WeightMode.FOLDED);
        Networks aside = new Networks(model, runtime, cache, one);
        Optional<Supplier<TinyPreview>> tiny = previews.tiny()
                .flatMap(file -> tinyVae(file, model))
                .map(found -> () -> new TinyPreview(aside, aside.previews(found), previews.always()));
        passes = new Passes(painter, others, sources, preview, tiny, memory);
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

    /// Makes the pictures of `request`, telling `hears` of everything but the end, and no notice twice.
    /// Events come from this thread, from those that load networks and from the one that draws previews,
    /// perhaps at the same time.
    ///
    /// @param control cancels it, ends it early or leaves a picture out
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be done
    /// @throws CancelledException if it was cancelled, or ended early before there was anything to keep
    public void generate(GenerationRequest request, Consumer<GenerationEvent> hears, PictureControl control) {
        Consumer<GenerationEvent> events = noticesOnce(hears);
        CancellationToken token = control.whole();
        painter.requirePicture(request, !passes.others().isEmpty());
        request.ensemble().models().stream()
                .flatMap(name -> Stream.ofNullable(passes.others().get(name)))
                .forEach(other -> other.requirePicture(request, true));
        if (request.task() instanceof Task.Upscale task) {
            networks.keepOnlyOwnVae(request.tiling(), token);
            new TiledUpscale(passes, enlarger, TiledUpscale.AT_ONCE, request, task, events, control).generate();
            return;
        }
        Optional<HiresFix> second = request.task().second();
        Passes.Walk first = passes.walk(second.isPresent() ? inFirstPass(request) : request, events, token);
        Optional<Passes.Walk> last =
                second.filter(fix -> fix.denoise() > 0).map(fix -> passes.second(request, fix, first, events, token));
        Optional<Enlargement> enlargement = second.map(fix -> new Enlargement(
                fix,
                request.size(),
                painter.decoder(request.tiling()),
                painter.encoder().wrapped(request.tiling()),
                enlarger));
        enlargement.ifPresent(Enlargement::require);
        PictureDecoder decoder = painter.decoder(request.tiling());
        networks.keepOnlyOwnVae(request.tiling(), token);
        Passes.Pass pass = passes.ready(first, Optional.empty(), events, token);
        Optional<Passes.Pass> next = Optional.empty();
        Optional<Ground> ground = pass.ground();
        List<GenerationEvent.StageDone> stages = new ArrayList<>();
        stages.add(pass.encoded());
        int steps = first.plan().steps()
                + last.map(Passes.Walk::plan).map(SamplingPlan::steps).orElse(0);

        for (int from = 0; from < request.count(); from += request.batch()) {
            int to = Math.min(request.count(), from + request.batch());
            List<Integer> pictures = IntStream.range(from, to).boxed().toList();
            Beginning beginning = ground.map(
                            under -> under.beginning(first.change().orElseThrow(), pictures.size()))
                    .orElseGet(
                            () -> Beginning.ofNoise(first.plan(), first.latent().withBatch(pictures.size())));
            next.ifPresent(over -> passes.again(pass, over, token));
            Passes.Call call = Passes.Call.of(first.request(), pictures, Optional.empty(), steps);
            Optional<Sampled> sampled = passes.run(pass, beginning, call, stages, events, control);
            if (enlargement.isPresent()
                    && sampled.filter(made -> made.step() == 0).isPresent()
                    && !control.kept()) {
                Tensor larger = enlargement.get().apply(sampled.get().latents(), events, token);
                Sampled before =
                        new Sampled(larger, last.isPresent() ? first.plan().steps() : 0);
                if (next.isPresent()) {
                    passes.again(next.get(), pass, token);
                } else {
                    next = last.map(walk -> passes.ready(walk, Optional.of(pass), events, token));
                }
                sampled = next.isEmpty()
                        ? Optional.of(before)
                        : passes.run(
                                next.get(),
                                Ground.beginning(
                                        larger, next.get().walk().change().orElseThrow()),
                                Passes.Call.of(next.get().walk().request(), pictures, Optional.of(before), steps),
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

    private static Consumer<GenerationEvent> noticesOnce(Consumer<GenerationEvent> hears) {
        Set<String> told = ConcurrentHashMap.newKeySet();
        return event -> {
            if (!(event instanceof GenerationEvent.Notice notice) || told.add(notice.message())) {
                hears.accept(event);
            }
        };
    }

    /// A refiner comes at the end, as in A1111.
    private static GenerationRequest inFirstPass(GenerationRequest request) {
        return request.withEnsemble(
                new Ensemble(Optional.empty(), request.ensemble().partner()));
    }

    /// Ended before its first step, a request has either pictures from before, or nothing to show.
    private static void requireSome(int pictures) {
        if (pictures == 0) {
            throw new CancelledException();
        }
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
