package studio.sfumato.app;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.Job;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.ui.generate.Easel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.addon.AddOnShelf;

/// Makes the window's pictures with the engine and keeps them as the command line does. The engine is started with the
/// first request, on a thread of its own: the window never waits for it.
final class EngineEasel implements Easel, AutoCloseable {
    private static final int FAILED = 1;

    private final Supplier<Engine> start;
    private final ModelCatalogue models;
    private final ModelHash hashes;
    private final AddOnShelf shelf;
    private final Supplier<Destination> pictures;
    private final PictureKeeper keeper = new PictureKeeper(Clock.system(ZoneId.systemDefault()));
    private final String version;
    private final ExecutorService desk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("easel").factory());
    private volatile @Nullable Engine engine;
    private volatile @Nullable Commission current;

    /// @param start starts the engine
    /// @param shelf where LoRAs and embeddings are found
    /// @param pictures where a single picture goes
    EngineEasel(
            Supplier<Engine> start,
            ModelCatalogue models,
            ModelHash hashes,
            AddOnShelf shelf,
            Supplier<Destination> pictures,
            String version) {
        this.start = start;
        this.models = models;
        this.hashes = hashes;
        this.shelf = shelf;
        this.pictures = pictures;
        this.version = version;
    }

    @Override
    public Sitting begin(GenerationRequest request, Watcher watcher) {
        Commission commission = new Commission(request, watcher);
        current = commission;
        desk.execute(commission::begin);
        return commission;
    }

    /// Only the desk's thread calls this.
    private Engine engine() {
        Engine running = engine;
        if (running == null) {
            running = start.get();
            engine = running;
        }
        return running;
    }

    /// Cancels what is under way, lets pictures that are being written be finished and frees the engine.
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
        Commission last = current;
        if (last != null) {
            last.cancel();
        }
        desk.close();
        if (last != null) {
            last.awaitEnd();
        }
        Engine running = engine;
        if (running != null) {
            running.close();
        }
    }

    /// One request. It may be cancelled before the engine has it.
    private final class Commission implements Sitting {
        private final GenerationRequest request;
        private final Watcher watcher;
        private final Destination place;
        private final CompletableFuture<PictureRecords> records;
        private @Nullable Job job;
        private boolean cancelled;

        Commission(GenerationRequest request, Watcher watcher) {
            this.request = request;
            this.watcher = watcher;
            Destination one = pictures.get();
            place = new Destination(one.out(), one.subFolders(), one.fileName(), 0, request.count());
            records = CompletableFuture.supplyAsync(
                    () -> PictureRecords.of(models.open(request.model(), request.vae()), hashes, shelf, version),
                    Thread::startVirtualThread);
        }

        void begin() {
            try {
                PictureKeeper.prepare(place);
                Engine ready = engine();
                synchronized (this) {
                    if (!cancelled) {
                        job = ready.submit(request, this::heard);
                    }
                }
            } catch (StudioException unable) {
                if (!isCancelled()) {
                    watcher.heard(
                            new GenerationEvent.Failed(String.valueOf(unable.getMessage()), unable.hint(), FAILED));
                }
            }
        }

        private synchronized boolean isCancelled() {
            return cancelled;
        }

        private void heard(GenerationEvent event) {
            watcher.heard(event);
            if (event instanceof GenerationEvent.ImageReady ready) {
                keep(ready);
            }
        }

        private void keep(GenerationEvent.ImageReady ready) {
            try {
                watcher.kept(ready, keeper.keep(request, ready, records.join(), place));
            } catch (StudioException unwritten) {
                watcher.lost(ready, unwritten);
            }
        }

        @Override
        public synchronized void cancel() {
            if (job != null) {
                job.cancel();
            } else if (!cancelled) {
                watcher.heard(new GenerationEvent.Cancelled());
            }
            cancelled = true;
        }

        void awaitEnd() {
            Job running = running().orElse(null);
            if (running != null) {
                running.end().join();
            }
        }

        private synchronized Optional<Job> running() {
            return Optional.ofNullable(job);
        }
    }
}
