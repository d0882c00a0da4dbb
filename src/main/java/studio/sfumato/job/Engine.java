package studio.sfumato.job;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.NetworkKey;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Pipeline;
import studio.sfumato.diffusion.Previews;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.ThreadPriority;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelChoice;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.WithVae;

/// Runs jobs one after the other on the inference thread. The networks of the model that was used last stay loaded.
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int INTERNAL_EXIT = 1;
    private static final double NANOS = 1e9;

    private final OrtRuntime runtime;
    private final Models models;
    private final AddOnShelf shelf;
    private final Supplier<EngineSettings> settings;
    private final DepthMaps depths;
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final ExecutorService inference = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("inference").daemon().factory());
    private Optional<Loaded> loaded = Optional.empty();

    /// Finds the model that a request names.
    @FunctionalInterface
    public interface Models {
        /// {@return the opened model}
        ///
        /// @throws StudioException if there is none, or it is damaged
        ModelSource open(String nameOrPath);

        /// {@return the opened model with what is to stand in for its own}
        ///
        /// @throws StudioException if there is none, or it is damaged
        default ModelSource open(ModelChoice wanted) {
            ModelSource model = open(wanted.model());
            return wanted.vae().isEmpty() ? model : WithVae.of(model, Path.of(wanted.vae()));
        }

        /// {@return a tiny VAE that previews of such models can be drawn with}
        default Optional<Path> tinyVae(ModelFamily family) {
            return Optional.empty();
        }

        /// {@return the models of a catalogue}
        static Models of(ModelCatalogue catalogue) {
            return of(catalogue, catalogue);
        }

        /// {@return the models of two catalogues of the same folders}
        ///
        /// @param lending knows what was chosen for models, for those that only lend a hand
        /// @param asked may not: what is asked for says itself what was chosen
        static Models of(ModelCatalogue lending, ModelCatalogue asked) {
            return new Models() {
                @Override
                public ModelSource open(String nameOrPath) {
                    return lending.open(nameOrPath);
                }

                @Override
                public ModelSource open(ModelChoice wanted) {
                    return asked.open(wanted);
                }

                @Override
                public Optional<Path> tinyVae(ModelFamily family) {
                    return asked.tinyVae(family);
                }
            };
        }
    }

    private record Loaded(
            ModelChoice choice,
            List<String> others,
            EngineSettings settings,
            List<FileStamp> stamps,
            Optional<Path> depth,
            Pipeline pipeline) {
        /// {@return the models beside a request's own}
        static List<String> others(GenerationRequest request) {
            return Stream.concat(
                            request.ensemble().models().stream(),
                            request.task().second().flatMap(HiresFix::model).stream())
                    .distinct()
                    .toList();
        }

        boolean is(GenerationRequest request, EngineSettings wanted) {
            return choice.equals(request.choice())
                    && others.equals(others(request))
                    && settings.equals(wanted)
                    && !outdated();
        }

        /// {@return whether a model was replaced meanwhile, or something else said of how it is used}
        boolean outdated() {
            return stamps.stream().anyMatch(FileStamp::outdated);
        }
    }

    private static Raster nowhere(PictureRef picture) {
        throw new ImageFileException("the picture " + picture + " is not kept anywhere");
    }

    /// An engine without any model loaded, and without LoRAs but those that requests name by path.
    public Engine(OrtRuntime runtime, Models models, EngineSettings settings) {
        this(runtime, models, () -> settings);
    }

    /// The same with settings that are asked for before each job.
    public Engine(OrtRuntime runtime, Models models, Supplier<EngineSettings> settings) {
        this(runtime, models, AddOnShelf.none(), settings);
    }

    /// An engine that asks for its settings before each job: after a change networks are loaded anew.
    ///
    /// @param shelf where LoRAs are found
    public Engine(OrtRuntime runtime, Models models, AddOnShelf shelf, Supplier<EngineSettings> settings) {
        this(runtime, models, shelf, settings, Engine::nowhere);
    }

    /// The same with pictures to start from.
    ///
    /// @param sources finds a picture that a request names: [SourceStore#open]
    public Engine(
            OrtRuntime runtime,
            Models models,
            AddOnShelf shelf,
            Supplier<EngineSettings> settings,
            Function<PictureRef, Raster> sources) {
        this.depths = new DepthMaps(new ControlMaps(() -> runtime, shelf, settings), sources);
        this.runtime = runtime;
        this.models = models;
        this.shelf = shelf;
        this.settings = settings;
    }

    /// Lets the work give way to the rest of the program, above all to its window; must come before the first request.
    ///
    /// @return this engine
    public Engine givingWay() {
        inference.execute(ThreadPriority::giveWay);
        return this;
    }

    /// Takes a request. Its events arrive on the threads that make them, one at a time.
    public Job submit(GenerationRequest request, Consumer<GenerationEvent> listener) {
        Job job = new Job(request, listener);
        job.emit(new GenerationEvent.Queued(request));
        try {
            inference.execute(() -> run(job));
        } catch (RejectedExecutionException closed) {
            LOG.debug("refused", closed);
            job.emit(new GenerationEvent.Failed("the engine is closed", null, INTERNAL_EXIT));
        }
        return job;
    }

    private void run(Job job) {
        long begin = System.nanoTime();
        try {
            job.token().throwIfCancelled();
            Loaded ready = loaded(job.request(), job.token());
            GenerationRequest request = ready.depth()
                    .map(place -> depths.completed(job.request(), job.request().model(), place, job.token()))
                    .orElse(job.request());
            ready.pipeline().generate(request, job::emit, job.control());
            job.emit(new GenerationEvent.Finished((System.nanoTime() - begin) / NANOS));
        } catch (CancelledException _) {
            job.emit(new GenerationEvent.Cancelled());
        } catch (StudioException fault) {
            LOG.debug("job failed", fault);
            job.emit(failed(fault));
        } catch (OutOfMemoryError full) {
            job.emit(failed(
                    NotEnoughMemoryException.ofHeap("the Java heap is full", "Choose a smaller size or batch", full)));
        } catch (RuntimeException | Error bug) {
            LOG.error("a job ended by a mistake in the program", bug);
            job.emit(new GenerationEvent.Failed(
                    "internal error: " + bug, "Please report this with the log.", INTERNAL_EXIT));
        }
    }

    private static GenerationEvent failed(StudioException fault) {
        return new GenerationEvent.Failed(String.valueOf(fault.getMessage()), fault.hint(), fault.exitCode());
    }

    /// Only the inference thread calls this.
    private Loaded loaded(GenerationRequest request, CancellationToken token) {
        EngineSettings now = settings.get();
        if (loaded.isPresent() && loaded.get().is(request, now)) {
            return loaded.get();
        }
        if (loaded.filter(Loaded::outdated).isPresent()) {
            keepOnly(_ -> false, token);
        }
        ModelSource model = models.open(request.choice());
        Map<String, ModelSource> others = new LinkedHashMap<>();
        Loaded.others(request).forEach(name -> others.put(name, models.open(name)));
        List<FileStamp> stamps = Stream.concat(Stream.of(model), others.values().stream())
                .flatMap(Engine::files)
                .distinct()
                .map(FileStamp::of)
                .toList();
        Set<Path> places = Stream.concat(Stream.of(model), others.values().stream())
                .map(ModelSource::location)
                .collect(Collectors.toSet());
        keepOnly(key -> places.contains(key.model()), token);
        SessionSettings sessions = now.sessions(model);
        List<SessionSettings> wanted = List.of(sessions, sessions.weights(WeightMode.MAPPED));
        keepOnly(key -> wanted.contains(key.settings()), token);
        Pipeline pipeline = new Pipeline(
                model,
                others,
                runtime,
                cache,
                sessions,
                shelf,
                depths::open,
                new HiresEnlarger(shelf, runtime, settings),
                previews(now, model));
        Optional<Path> depth = Stream.concat(Stream.of(model), others.values().stream())
                .filter(ModelSource::depth)
                .findFirst()
                .map(ModelSource::location);
        Loaded ready = new Loaded(request.choice(), Loaded.others(request), now, stamps, depth, pipeline);
        loaded = Optional.of(ready);
        return ready;
    }

    /// {@return all that a model is made of, and what is said of it}
    private static Stream<Path> files(ModelSource model) {
        Stream<Path> weights = model.parts().stream().flatMap(part -> model.files(part).stream());
        return Stream.of(Stream.of(model.location()), model.notes().stream(), weights)
                .flatMap(each -> each);
    }

    private Previews previews(EngineSettings now, ModelSource model) {
        return switch (now.previews()) {
            case COLOURS -> Previews.COLOURS;
            case AUTO -> new Previews(models.tinyVae(model.family()), false);
            case TINY -> new Previews(models.tinyVae(model.family()), true);
        };
    }

    private void keepOnly(Predicate<NetworkKey> wanted, CancellationToken token) {
        cache.evictAllBut(cache.keys().stream().filter(wanted).collect(Collectors.toSet()), token);
    }

    /// Lets the job under way end, then frees everything.
    @Override
    public void close() {
        inference.close();
        cache.close();
    }
}
