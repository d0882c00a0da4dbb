package studio.sfumato.diffusion;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.tile.JointDenoiser;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.NoiseScheduleConfig;

/// Walks from noise to latents: plans a walk, makes ready what it takes, takes it.
///
/// @param painter the request's own model
/// @param others the models beside it, by what requests call them
/// @param sources finds the pictures that requests work on
/// @param preview draws steps
/// @param tiny draws them better, if it is there
record Passes(
        Painter painter,
        Map<String, Painter> others,
        Function<PictureRef, Raster> sources,
        PreviewColours preview,
        Optional<Supplier<TinyPreview>> tiny,
        MemoryProbe memory) {
    private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

    /// How a request's pictures are walked to, once.
    ///
    /// @param painter whose walk it is
    /// @param change the same walk, where it begins with a picture
    /// @param calls what prompts are read for
    /// @param made how often the denoiser is called
    record Walk(
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
    /// @param parts those of larger latents that it goes over at once; none where it takes them whole
    record Pass(
            Walk walk,
            Troupe troupe,
            Optional<Ground> ground,
            Optional<Tensor> beside,
            GenerationEvent.StageDone encoded,
            List<Part> parts) {
        /// {@return the shape of one picture's latents}
        Shape latent() {
            return parts.isEmpty()
                    ? walk.latent()
                    : ground.orElseThrow().latents().shape();
        }

        /// {@return the same from another picture of that size}
        ///
        /// @param guided the models, guided by other views of the pictures that guide them
        /// @param fed what an inpainting model's U-Net is fed beside the latents
        Pass from(Ground other, Troupe guided, Optional<Tensor> fed) {
            return new Pass(walk, guided, Optional.of(other), fed, encoded, List.of());
        }

        /// {@return the same over parts of larger latents}
        Pass over(Ground whole, List<Part> these) {
            return new Pass(walk, troupe, Optional.of(whole), beside, encoded, these);
        }

        private Denoiser denoiser(Troupe.Stage stage, CallCounter counter, int pictures, CancellationToken stop) {
            return parts.isEmpty()
                    ? stage.denoiser(counter, pictures, stop)
                    : new JointDenoiser(parts.stream()
                            .map(part -> new JointDenoiser.Part(
                                    part.place, stage.part(part.guided, part.fed, counter, pictures, stop)))
                            .toList());
        }
    }

    /// A part of larger latents.
    ///
    /// @param place where it lies, in latent pixels
    /// @param guided the models as it is guided
    /// @param fed what an inpainting model's U-Net is fed beside it
    record Part(Box place, Troupe guided, Optional<Tensor> fed) {}

    /// What one walk is to make.
    ///
    /// @param pictures their numbers
    /// @param noise the chance in each
    /// @param before what there is before the first step, if anything
    /// @param steps how many steps there are in all
    record Call(List<Integer> pictures, List<NoiseSettings> noise, Optional<Sampled> before, int steps) {
        /// The pictures of a request, each by its own chance.
        static Call of(GenerationRequest request, List<Integer> pictures, Optional<Sampled> before, int steps) {
            return new Call(pictures, pictures.stream().map(request::noise).toList(), before, steps);
        }
    }

    /// {@return the walk of a request}
    Walk walk(GenerationRequest request, Consumer<GenerationEvent> events, CancellationToken token) {
        NoiseScheduleConfig told = painter.trained(events, token);
        NoiseSchedule levels =
                NoiseSchedule.of(Painter.noise(request, told), painter.model().family());
        Optional<PictureWalk> change =
                request.task().change().map(far -> request.compat().walk(request.sampling(), far, levels, told));
        SamplingPlan plan =
                change.map(PictureWalk::plan).orElseGet(() -> request.compat().plan(request.sampling(), levels, told));
        SamplerEntry sampler = Samplers.get(request.sampling().sampler());
        StepRange calls = sampler.calls(request.sampling().steps());
        StepRange made = change.isEmpty() ? calls : sampler.calls(plan.steps());
        return new Walk(request, painter, plan, change, calls, made, latentShape(request.size()));
    }

    /// {@return the walk of a second pass over larger pictures}
    ///
    /// @param first the first pass's
    Walk second(
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
    /// @param leaving a walk that is over for now; its U-Nets make room where there is too little
    Pass ready(Walk walk, Optional<Pass> leaving, Consumer<GenerationEvent> events, CancellationToken token) {
        GenerationRequest request = walk.request();
        PromptPlan positive = request.prompt().rules().positive(request.prompt().positive(), walk.calls());
        boolean guided = (walk.plan().guided(request.guidance()) && !allTold(walk)) || positive.needsNegative();
        @Nullable
        PromptPlan negative =
                guided ? request.prompt().rules().negative(request.prompt().negative(), walk.calls()) : null;
        Painter.Asked asked = new Painter.Asked(request, walk.plan(), walk.made(), positive, negative, walk.latent());
        Painter.Chosen own = walk.painter().choose(asked, !others.isEmpty(), events, token);
        if (!own.fits()) {
            leaving.ifPresent(pass -> pass.troupe().dropUnets(token));
        }
        own.prefetch(events, token);
        own.notices().forEach(notice -> events.accept(new GenerationEvent.Notice(notice)));

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
        return new Pass(walk, troupe, ground, beside, encoded, List.of());
    }

    /// Makes room for the U-Nets of a walk that is taken again after another one.
    void again(Pass pass, Pass leaving, CancellationToken token) {
        if (!pass.troupe().own().fits()) {
            leaving.troupe().dropUnets(token);
        }
        pass.troupe().own().keepOnlyUnet(token);
    }

    /// {@return what one walk made of some pictures; empty if they are to be left out, or it was ended before there was
    /// anything}
    ///
    /// @param stages gets what it took
    Optional<Sampled> run(
            Pass pass,
            Beginning beginning,
            Call call,
            List<GenerationEvent.StageDone> stages,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        GenerationRequest request = pass.walk().request();
        StageClock loading = new StageClock(Stage.LOAD, memory, events);
        try (Troupe.Stage stage = pass.troupe().begin(request, pass.beside(), events, control.whole())) {
            stages.add(loading.stop());
            painter.decoder(request.tiling()).prefetch(pass.latent(), events, control.whole());
            StageClock sampling = new StageClock(Stage.SAMPLE, memory, events);
            CallCounter counter = new CallCounter();
            int pictures = call.pictures().size();
            Optional<Sampled> sampled = sample(
                    request,
                    beginning,
                    call,
                    stop -> counter.counting(pass.denoiser(stage, counter, pictures, stop)),
                    events,
                    control);
            stages.add(sampling.stop());
            return sampled;
        }
    }

    /// {@return whether every model that takes part is told its guidance, so that none runs without the prompt}
    private boolean allTold(Walk walk) {
        Ensemble beside = walk.request().ensemble();
        return Stream.of(
                        Stream.of(walk.painter()),
                        beside.refiner().map(next -> other(next.model())).stream(),
                        beside.partner().map(next -> other(next.model())).stream())
                .flatMap(Function.identity())
                .allMatch(Painter::toldGuidance);
    }

    private Painter other(String name) {
        return Objects.requireNonNull(others.get(name), name);
    }

    /// {@return another model made ready}; its text encoders make room where its U-Net would find too little
    private Painter.Ready ready(
            String name, Painter.Asked asked, Consumer<GenerationEvent> events, CancellationToken token) {
        Painter.Ready ready = other(name).choose(asked, true, events, token).encode(events, token);
        if (!ready.fits()) {
            ready.dropEncoders(token);
        }
        return ready;
    }

    private Shape latentShape(ImageSize size) {
        Autoencoder vae = painter.vae();
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
            Call call,
            Function<CancellationToken, Denoiser> denoiser,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        Noise noise = request.compat().noise(call.noise(), painter.vae().factor());
        PictureControl.Part part = control.begin();
        Optional<Sampled> sampled;
        try (part;
                StepReporter steps = new StepReporter(
                        call.pictures(),
                        call.before(),
                        call.steps(),
                        preview.preview(),
                        tiny.map(Supplier::get),
                        events,
                        part.token())) {
            try {
                Tensor latents = beginning.sample(denoiser.apply(part.token()), noise, steps);
                sampled = Optional.of(new Sampled(latents, 0));
            } catch (CancelledException ended) {
                control.whole().throwIfCancelled();
                LOG.debug("ended early", ended);
                sampled = steps.soFar();
            } catch (InferenceException fault) {
                throw new InferenceException(
                        "Step " + steps.current() + " of " + call.steps() + ": " + fault.getMessage(),
                        fault.hint(),
                        fault);
            }
        }
        return part.skipped() ? Optional.empty() : sampled;
    }
}
