package studio.sfumato.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;

/// Requests waiting for the engine, one after the other. Every change is in the journal before it counts,
/// and a picture is written before it is said to be made: a process that is killed leaves a queue that
/// another can finish, and no picture is lost. Safe for use by several threads; the listener is called by
/// whichever thread changed something, never under a lock.
public final class JobQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
    private static final int WASTE = 500;
    private static final int LINES_A_JOB = 8;

    private final JobJournal journal;
    private final Runner engine;
    private final Saver saver;
    private final Consumer<QueueEvent> listener;
    private final QueueLedger ledger = new QueueLedger();
    private final Pace pace = new Pace();
    private final Object lock = new Object();
    private @Nullable Current current;
    private boolean started;
    private boolean closing;
    private CompletableFuture<@Nullable Void> idle = CompletableFuture.completedFuture(null);

    /// Runs one request: [Engine#submit].
    @FunctionalInterface
    public interface Runner {
        /// {@return the request on its way}
        Job submit(GenerationRequest request, Consumer<GenerationEvent> listener);
    }

    /// Writes pictures.
    @FunctionalInterface
    public interface Saver {
        /// {@return the file that a picture was written to}
        ///
        /// @throws StudioException if it could not be
        Path save(QueuedJob job, GenerationEvent.ImageReady picture);
    }

    /// The job under way. `part` is the request the engine has now.
    private static final class Current {
        private final String id;
        private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        private @Nullable Job part;
        private boolean cancelled;

        Current(String id) {
            this.id = id;
        }
    }

    /// A queue with what its journal holds. Nothing runs before [#start()].
    public JobQueue(JobJournal journal, Runner engine, Saver saver, Consumer<QueueEvent> listener) {
        this.journal = journal;
        this.engine = engine;
        this.saver = saver;
        this.listener = listener;
        journal.read().forEach(ledger::apply);
    }

    /// {@return the jobs as they are now, in order}
    public List<QueuedJob> jobs() {
        synchronized (lock) {
            return ledger.jobs();
        }
    }

    /// {@return the job called `id`, if it is in the queue}
    public Optional<QueuedJob> job(String id) {
        synchronized (lock) {
            return ledger.job(id);
        }
    }

    /// {@return how long everything will still take; empty before the first step}
    public Optional<Duration> timeLeft() {
        return pace.left(jobs());
    }

    /// {@return whether the queue waits before its next job}
    public boolean paused() {
        synchronized (lock) {
            return ledger.paused();
        }
    }

    /// Begins with the first job, and goes on with every job added from now on.
    public void start() {
        synchronized (lock) {
            started = true;
        }
        next();
    }

    /// Adds a request at the end.
    ///
    /// @return the job's name
    /// @throws ImageFileException if it cannot be kept; then it is not in the queue
    public String add(GenerationRequest request, Destination place) {
        String id = UUID.randomUUID().toString();
        change(new QueueChange.Added(id, request, place));
        next();
        return id;
    }

    /// Adds what another process has left, and then forgets it there. Jobs that had failed wait again.
    public void adopt(QueueFolder.Left left) {
        for (QueuedJob job : left.unfinished()) {
            if (job(job.id()).isEmpty()) {
                change(new QueueChange.Added(job.id(), job.request(), job.place()));
                job.made().forEach((picture, file) -> change(new QueueChange.Made(job.id(), picture, file)));
            }
        }
        left.drop();
        next();
    }

    /// Lets the running job end, and starts no other before [#resume()].
    public void pause() {
        change(new QueueChange.Paused(true));
    }

    /// Goes on after a pause.
    public void resume() {
        change(new QueueChange.Paused(false));
        next();
    }

    /// Moves a job to another place in the order, 0 the first.
    public void move(String id, int place) {
        List<String> ids;
        synchronized (lock) {
            ids = new ArrayList<>(ledger.jobs().stream().map(QueuedJob::id).toList());
        }
        if (ids.remove(id)) {
            ids.add(Math.clamp(place, 0, ids.size()), id);
            change(new QueueChange.Ordered(ids));
        }
    }

    /// Stops a job; what it has made stays, and so does the job.
    public void cancel(String id) {
        @Nullable Job running;
        synchronized (lock) {
            Optional<QueuedJob> job = ledger.job(id);
            if (job.isEmpty() || job.get().state().ended()) {
                return;
            }
            running = interrupt(id);
        }
        if (running == null) {
            change(new QueueChange.Turned(id, new JobState.Cancelled()));
        } else {
            running.cancel();
        }
    }

    /// Takes a job out of the queue; if it is running, it is stopped. What it has made stays.
    public void remove(String id) {
        @Nullable Job running;
        synchronized (lock) {
            running = interrupt(id);
        }
        change(new QueueChange.Removed(id));
        if (running != null) {
            running.cancel();
        }
    }

    private @Nullable Job interrupt(String id) {
        if (current == null || !current.id.equals(id)) {
            return null;
        }
        current.cancelled = true;
        return current.part;
    }

    /// Lets a job that failed or was stopped wait again for its turn; pictures it has made are not made
    /// again.
    public void retry(String id) {
        if (job(id).filter(job -> job.state().ended()).isPresent()) {
            change(new QueueChange.Turned(id, new JobState.Waiting()));
            next();
        }
    }

    /// Adds the same request once more, at the end.
    ///
    /// @return the new job's name; empty if there is no job called `id`
    public Optional<String> duplicate(String id) {
        return job(id).map(job -> add(job.request(), job.place()));
    }

    /// {@return completes when nothing is left to be done, or the queue is paused with nothing running}
    public CompletableFuture<@Nullable Void> idle() {
        synchronized (lock) {
            return idle.copy();
        }
    }

    private void change(QueueChange change) {
        synchronized (lock) {
            journal.append(change);
            ledger.apply(change);
            if (journal.lines() > WASTE + LINES_A_JOB * ledger.jobs().size()) {
                List<QueueChange> changes = ledger.changes();
                if (journal.lines() > WASTE + 2 * changes.size()) {
                    journal.compact(changes);
                }
            }
        }
        listener.accept(new QueueEvent.Changed());
    }

    /// Takes the next job, if there is one and nothing runs.
    private void next() {
        Current mine;
        synchronized (lock) {
            Optional<QueuedJob> waiting = ledger.next();
            if (!started || closing || current != null) {
                return;
            }
            if (waiting.isEmpty() || ledger.paused()) {
                idle.complete(null);
                return;
            }
            if (idle.isDone()) {
                idle = new CompletableFuture<>();
            }
            mine = new Current(waiting.get().id());
            current = mine;
        }
        Thread.ofVirtual().name("queue").start(() -> run(mine));
    }

    private void run(Current mine) {
        try {
            note(new QueueChange.Turned(mine.id, new JobState.Running()));
            Optional<JobState> end = job(mine.id).flatMap(job -> make(job, mine));
            end.ifPresent(state -> note(new QueueChange.Turned(mine.id, state)));
        } finally {
            pace.ended();
            synchronized (lock) {
                current = null;
            }
            mine.over.complete(null);
            next();
        }
    }

    /// What happens to a running job happens whether or not it can be kept: a full disk must not stop the
    /// work.
    private void note(QueueChange change) {
        try {
            change(change);
        } catch (ImageFileException unkept) {
            LOG.warn("{}", unkept.getMessage());
            synchronized (lock) {
                ledger.apply(change);
            }
            listener.accept(new QueueEvent.Changed());
        }
    }

    /// {@return where the job stands now; empty if it is to be left as it was}
    private Optional<JobState> make(QueuedJob job, Current mine) {
        AtomicReference<@Nullable StudioException> unsaved = new AtomicReference<>();
        for (QueuedJob.Part part : job.missing()) {
            Job running;
            synchronized (lock) {
                if (mine.cancelled || closing) {
                    return closing ? Optional.empty() : Optional.of(new JobState.Cancelled());
                }
                running = engine.submit(
                        job.request().part(part.first(), part.count()),
                        event -> hear(mine.id, Renumbered.event(event, part.first()), unsaved));
                mine.part = running;
            }
            switch (running.end().join()) {
                case GenerationEvent.Failed failed -> {
                    return Optional.of(new JobState.Failed(failed.message(), failed.hint(), failed.exitCode()));
                }
                case GenerationEvent.Cancelled _ -> {
                    synchronized (lock) {
                        return closing ? Optional.empty() : Optional.of(new JobState.Cancelled());
                    }
                }
                default -> {}
            }
        }
        StudioException problem = unsaved.get();
        return Optional.of(
                problem == null
                        ? new JobState.Done()
                        : new JobState.Failed(
                                String.valueOf(problem.getMessage()), problem.hint(), problem.exitCode()));
    }

    private void hear(String id, GenerationEvent event, AtomicReference<@Nullable StudioException> unsaved) {
        Optional<QueuedJob> found = job(id);
        if (found.isEmpty()) {
            return; // it was taken out
        }
        QueuedJob job = found.get();
        if (event instanceof GenerationEvent.Stepped stepped) {
            pace.heard(job.request(), stepped);
        }
        if (event instanceof GenerationEvent.ImageReady ready) {
            listener.accept(save(job, ready, unsaved));
        } else {
            listener.accept(new QueueEvent.Heard(job, event));
        }
    }

    private QueueEvent save(
            QueuedJob job, GenerationEvent.ImageReady ready, AtomicReference<@Nullable StudioException> unsaved) {
        Path file;
        try {
            file = saver.save(job, ready);
        } catch (StudioException problem) {
            unsaved.set(problem);
            return new QueueEvent.Unsaved(job, ready, problem);
        }
        note(new QueueChange.Made(job.id(), ready.picture(), file));
        return new QueueEvent.Saved(job, ready, file);
    }

    /// Stops the running job and leaves everything that is not done for whoever opens the journal next.
    /// With nothing left to do the journal is removed.
    @Override
    public void close() {
        @Nullable Current running;
        @Nullable Job part;
        synchronized (lock) {
            closing = true;
            running = current;
            part = running == null ? null : running.part;
        }
        if (part != null) {
            part.cancel();
        }
        if (running != null) {
            running.over.join();
        }
        idle.complete(null);
        boolean finished = jobs().stream()
                .allMatch(job -> job.state() instanceof JobState.Done || job.state() instanceof JobState.Cancelled);
        if (finished) {
            journal.delete();
        } else {
            journal.close();
        }
    }
}
