package studio.sfumato.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.Job;
import studio.sfumato.job.JobJournal;
import studio.sfumato.job.JobQueue;
import studio.sfumato.job.JobState;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.SeenStep;
import studio.sfumato.ui.queue.Easel;
import studio.sfumato.ui.queue.QueueState;
import studio.sfumato.weights.ModelChoice;

/// Gives the window the same queue as the command line's. What the window wants is done in order on a thread of its
/// own, so that it waits for no disk; the engine is started with the first job.
final class QueueEasel implements Easel, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueEasel.class);

    private final QueueFolder folder;
    private final LateEngine engine;
    private final Function<GenerationRequest, PictureRecords> recordsOf;
    private final Supplier<Destination> pictures;
    private final PictureKeeper keeper = new PictureKeeper(Clock.system(ZoneId.systemDefault()));
    private final Map<ModelChoice, CompletableFuture<PictureRecords>> records = new ConcurrentHashMap<>();
    private final ExecutorService desk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("easel").factory());
    private volatile @Nullable JobQueue queue;
    private volatile Watcher watcher = Watcher.NOBODY;

    /// Hears what happens, on any thread.
    ///
    /// @param events what happens in the queue
    /// @param states how it is now
    /// @param found pictures that programs before this one have made, perhaps without telling anyone
    /// @param troubles what could not be done
    record Watcher(
            Consumer<QueueEvent> events,
            Consumer<QueueState> states,
            Consumer<List<Path>> found,
            Consumer<StudioException> troubles) {
        static final Watcher NOBODY = new Watcher(_ -> {}, _ -> {}, _ -> {}, _ -> {});
    }

    /// @param folder where queues are kept
    /// @param start starts the engine
    /// @param records what to write into the pictures of a request
    /// @param pictures where a single picture goes
    QueueEasel(
            QueueFolder folder,
            Supplier<Engine> start,
            Function<GenerationRequest, PictureRecords> records,
            Supplier<Destination> pictures) {
        this.folder = folder;
        this.engine = new LateEngine(start);
        this.recordsOf = records;
        this.pictures = pictures;
    }

    /// Tells `told` of everything from now on, and takes over what programs before this one have left.
    ///
    /// @param goOn whether that goes on by itself
    void open(Watcher told, boolean goOn) {
        watcher = told;
        desk(() -> {
            List<QueueFolder.Left> left = folder.left();
            if (!left.isEmpty()) {
                left.forEach(each -> watcher.found().accept(each.made()));
                JobQueue mine = queue();
                left.forEach(goOn ? mine::adopt : mine::hold);
            }
        });
    }

    /// Only the desk's thread calls this.
    private JobQueue queue() {
        JobQueue open = queue;
        if (open == null) {
            open = new JobQueue(journal(), engine, new Keeper(), this::hear);
            queue = open;
            open.start();
        }
        return open;
    }

    /// A queue that cannot be kept is still better than none.
    private JobJournal journal() {
        try {
            return folder.begin();
        } catch (ImageFileException unkept) {
            watcher.troubles().accept(unkept);
            try {
                return new QueueFolder(Files.createTempDirectory("sfumato-queue")).begin();
            } catch (IOException full) {
                throw new ImageFileException("no queue can be kept anywhere: " + full.getMessage(), null, full);
            }
        }
    }

    private void hear(QueueEvent event) {
        watcher.events().accept(event);
        JobQueue open = queue;
        boolean moved = event instanceof QueueEvent.Changed
                || (event instanceof QueueEvent.Heard heard && heard.event() instanceof GenerationEvent.Stepped);
        if (moved && open != null) {
            watcher.states().accept(new QueueState(open.jobs(), open.paused(), open.timeLeft()));
        }
    }

    private void desk(Runnable work) {
        desk.execute(() -> {
            try {
                work.run();
            } catch (StudioException impossible) {
                LOG.debug("the queue refuses", impossible);
                watcher.troubles().accept(impossible);
            }
        });
    }

    @Override
    public void ask(GenerationRequest request) {
        ask(request, pictures.get());
    }

    @Override
    public void ask(GenerationRequest request, String name) {
        ask(request, pictures.get().named(name));
    }

    private void ask(GenerationRequest request, Destination one) {
        Destination place = new Destination(one.out(), one.subFolders(), one.fileName(), 0, request.count());
        desk(() -> {
            try {
                queue().add(request, place);
            } catch (StudioException refused) {
                JobState failed =
                        new JobState.Failed(String.valueOf(refused.getMessage()), refused.hint(), refused.exitCode());
                String id = UUID.randomUUID().toString();
                watcher.events()
                        .accept(new QueueEvent.Ended(new QueuedJob(id, request, place, failed, new TreeMap<>())));
                throw refused;
            }
        });
    }

    @Override
    public void interrupt(String id) {
        desk(() -> queue().interrupt(id));
    }

    @Override
    public void skip(String id) {
        desk(() -> queue().skip(id));
    }

    @Override
    public void cancel(String id) {
        desk(() -> queue().cancel(id));
    }

    @Override
    public void restore(QueuedJob job, int place) {
        desk(() -> queue().restore(job, place));
    }

    @Override
    public void move(String id, int place) {
        desk(() -> queue().move(id, place));
    }

    @Override
    public void pause(boolean on) {
        desk(() -> {
            if (on) {
                queue().pause();
            } else {
                queue().resume();
            }
        });
    }

    @Override
    public void retry(String id) {
        desk(() -> queue().retry(id));
    }

    @Override
    public void duplicate(String id) {
        desk(() -> queue().duplicate(id));
    }

    @Override
    public void remove(String id) {
        desk(() -> queue().remove(id));
    }

    @Override
    public void keepElsewhere(QueuedJob job, GenerationEvent.ImageReady picture, Path folder) {
        desk(() -> {
            Destination there = new Destination(
                    folder,
                    "",
                    job.place().fileName(),
                    job.place().first(),
                    job.place().total());
            Path file = new Keeper().save(job, picture, there);
            queue().kept(job.id(), picture.picture(), file);
            hear(new QueueEvent.Saved(job, picture, file));
        });
    }

    @Override
    public void keepStep(QueuedJob job, SeenStep seen, Consumer<Path> kept) {
        desk(() -> kept.accept(new Keeper().saveStep(job, seen)));
    }

    @Override
    public Optional<Duration> predict(GenerationRequest request) {
        JobQueue open = queue;
        return open == null ? Optional.empty() : open.predict(request);
    }

    /// Leaves what is not done for the next start, lets pictures that are being written be finished and frees the
    /// engine.
    ///
    /// @return whether it was done within `most`; if not, a network is still running
    boolean close(Duration most) {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(this::close, Thread::startVirtualThread);
        return closed.handle((_, _) -> true)
                .completeOnTimeout(false, most.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public void close() {
        desk.close();
        JobQueue open = queue;
        if (open != null) {
            open.close();
        }
        engine.close();
    }

    /// Writes the pictures where their job says.
    private final class Keeper implements JobQueue.Saver {
        @Override
        public void prepare(QueuedJob job) {
            PictureKeeper.prepare(job.place());
            CompletableFuture<PictureRecords> _ =
                    recordsOf(job.request()); // hashing a large model takes a while: it begins with the work
        }

        @Override
        public Path save(QueuedJob job, GenerationEvent.ImageReady picture) {
            return save(job, picture, job.place());
        }

        Path save(QueuedJob job, GenerationEvent.ImageReady picture, Destination place) {
            return keeper.keep(job.request(), picture, recordsNow(job.request()), place);
        }

        /// A file with a name of its own could hold one picture only: a step then goes where single pictures go.
        Path saveStep(QueuedJob job, SeenStep seen) {
            Destination theirs = job.place();
            Destination place = theirs.toFile() ? pictures.get() : theirs;
            return keeper.keepStep(job.request(), seen, recordsNow(job.request()), place);
        }

        private PictureRecords recordsNow(GenerationRequest request) {
            try {
                return recordsOf(request).join();
            } catch (CompletionException failed) {
                records.remove(request.choice());
                if (failed.getCause() instanceof StudioException problem) {
                    throw problem;
                }
                throw failed;
            }
        }

        private CompletableFuture<PictureRecords> recordsOf(GenerationRequest request) {
            return records.computeIfAbsent(
                    request.choice(),
                    _ -> CompletableFuture.supplyAsync(() -> recordsOf.apply(request), Thread::startVirtualThread));
        }
    }

    /// The engine, once it is needed.
    private static final class LateEngine implements JobQueue.Runner, AutoCloseable {
        private final Supplier<Engine> start;
        private Optional<Engine> engine = Optional.empty();

        LateEngine(Supplier<Engine> start) {
            this.start = start;
        }

        @Override
        public Job submit(GenerationRequest request, Consumer<GenerationEvent> listener) {
            return running().submit(request, listener);
        }

        private synchronized Engine running() {
            Engine running = engine.orElseGet(start);
            engine = Optional.of(running);
            return running;
        }

        @Override
        public synchronized void close() {
            engine.ifPresent(Engine::close);
        }
    }
}
