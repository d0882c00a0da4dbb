package studio.sfumato.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
/// another can finish, and no picture is lost. Safe for use by several threads; the listener hears everything in order,
/// on a thread of the queue's own. It has heard of a job's end before the next begins, so it must not wait for the
/// queue.
public final class JobQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
    private static final int WASTE = 500;
    private static final int LINES_A_JOB = 8;

    private final JobJournal journal;
    private final Runner engine;
    private final Saver saver;
    private final Voice<QueueEvent> voice;
    private final QueueLedger ledger = new QueueLedger();
    private final Pace pace = new Pace();
    private final JobRun.Diary diary = new RunDiary();
    private final Object lock = new Object();
    private @Nullable JobRun current;
    private boolean told;
    private boolean started;
    private boolean closing;
    private boolean resting = true;
    private CompletableFuture<@Nullable Void> idle = CompletableFuture.completedFuture(null);

    /// Runs one request: [Engine#submit].
    @FunctionalInterface
    public interface Runner {
        /// {@return the request on its way}
        ///
        /// @throws StudioException if it cannot even begin
        Job submit(GenerationRequest request, Consumer<GenerationEvent> listener);
    }

    /// Writes pictures.
    @FunctionalInterface
    public interface Saver {
        /// {@return the file that a picture was written to}
        ///
        /// @throws StudioException if it could not be
        Path save(QueuedJob job, GenerationEvent.ImageReady picture);

        /// Makes sure, before the work, that the pictures of `job` can be written.
        ///
        /// @throws StudioException if they cannot
        default void prepare(QueuedJob job) {}
    }

    /// A queue with what its journal holds. Nothing runs before [#start()].
    public JobQueue(JobJournal journal, Runner engine, Saver saver, Consumer<QueueEvent> listener) {
        this.journal = journal;
        this.engine = engine;
        this.saver = saver;
        voice = new Voice<>("queue events", listener);
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

    /// {@return how long `request` would take, once a first step was taken on this machine}
    public Optional<Duration> predict(GenerationRequest request) {
        return pace.whole(request);
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
        adopt(left, false);
        next();
    }

    /// Adds what another process has left, to look at: none of it runs before [#retry(String)]. Jobs that had failed
    /// keep their reason.
    public void hold(QueueFolder.Left left) {
        adopt(left, true);
    }

    private void adopt(QueueFolder.Left left, boolean hold) {
        for (QueuedJob job : left.unfinished()) {
            boolean failed = job.state() instanceof JobState.Failed;
            put(hold ? failed ? job : job.in(new JobState.Held()) : job.in(new JobState.Waiting()));
        }
        left.drop();
    }

    private void put(QueuedJob job) {
        synchronized (lock) {
            if (job(job.id()).isEmpty()) {
                List<QueueChange> changes =
                        new ArrayList<>(List.of(new QueueChange.Added(job.id(), job.request(), job.place())));
                changes.addAll(QueueLedger.happened(job));
                change(changes);
            }
        }
    }

    /// Puts a job that was stopped or taken out back as it was, at `place` in the order, and lets it wait for its turn.
    public void restore(QueuedJob job, int place) {
        running(job.id()).filter(JobRun::stopping).ifPresent(run -> run.over().join());
        put(job.in(new JobState.Waiting()));
        move(job.id(), place);
        retry(job.id());
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
        synchronized (lock) {
            List<String> ids =
                    new ArrayList<>(ledger.jobs().stream().map(QueuedJob::id).toList());
            if (ids.remove(id)) {
                ids.add(Math.clamp(place, 0, ids.size()), id);
                change(new QueueChange.Ordered(ids));
            }
        }
    }

    /// Stops a job; what it has made stays, and so does the job.
    public void cancel(String id) {
        Optional<JobRun> running;
        synchronized (lock) {
            Optional<QueuedJob> job = ledger.job(id);
            if (job.isEmpty() || job.get().state().ended()) {
                return;
            }
            running = running(id);
            if (running.isEmpty()) {
                change(new QueueChange.Turned(id, new JobState.Cancelled()));
                tellOfWaiting(job.get());
            }
        }
        running.ifPresent(JobRun::cancel);
    }

    /// Ends a running job early: the picture under way is kept as its last step has estimated it, and no other is made.
    public void interrupt(String id) {
        running(id).ifPresent(JobRun::interrupt);
    }

    /// Leaves out the picture under way of a running job.
    public void skip(String id) {
        running(id).ifPresent(JobRun::skip);
    }

    /// Takes a job out of the queue; if it is running, it is stopped. What it has made stays.
    public void remove(String id) {
        Optional<JobRun> running;
        synchronized (lock) {
            Optional<QueuedJob> job = ledger.job(id);
            running = running(id);
            change(new QueueChange.Removed(id));
            if (running.isEmpty()) {
                job.ifPresent(this::tellOfWaiting);
            }
        }
        running.ifPresent(JobRun::cancel);
    }

    /// A job that waited will not be run: nobody else tells of its end.
    private void tellOfWaiting(QueuedJob before) {
        if (before.state() instanceof JobState.Waiting) {
            voice.tell(new QueueEvent.Ended(job(before.id()).orElse(before.in(new JobState.Cancelled()))));
        }
    }

    /// A picture that could not be written is now safe in `file`.
    public void kept(String id, int picture, Path file) {
        synchronized (lock) {
            change(new QueueChange.Made(id, picture, file));
            if (job(id).filter(job -> job.state() instanceof JobState.Failed && job.left() == 0)
                    .isPresent()) {
                change(new QueueChange.Turned(id, new JobState.Done()));
            }
        }
    }

    /// Once its end is told, a job may wait again, although the listener has not heard of that.
    private Optional<JobRun> running(String id) {
        synchronized (lock) {
            return Optional.ofNullable(current).filter(run -> !told && run.id().equals(id));
        }
    }

    /// Lets a job that failed or was stopped wait again for its turn; pictures it has made are not made
    /// again.
    public void retry(String id) {
        synchronized (lock) {
            if (job(id).filter(job -> job.state().ended()).isEmpty()) {
                return;
            }
            change(new QueueChange.Turned(id, new JobState.Waiting()));
        }
        next();
    }

    /// Adds the same request once more, at the end.
    ///
    /// @return the new job's name; empty if there is no job called `id`
    public Optional<String> duplicate(String id) {
        return job(id).map(job -> add(job.request(), job.place()));
    }

    /// {@return completes when nothing is left to be done, or the queue is paused with nothing running}; the listener
    /// has heard everything then.
    public CompletableFuture<@Nullable Void> idle() {
        synchronized (lock) {
            return idle.copy();
        }
    }

    private void change(QueueChange change) {
        change(List.of(change));
    }

    /// Nothing happens between changes that are made together.
    private void change(List<QueueChange> changes) {
        synchronized (lock) {
            changes.forEach(change -> {
                journal.append(change);
                ledger.apply(change);
            });
            if (journal.lines() > WASTE + LINES_A_JOB * ledger.jobs().size()) {
                List<QueueChange> all = ledger.changes();
                if (journal.lines() > WASTE + 2 * all.size()) {
                    journal.compact(all);
                }
            }
            voice.tell(new QueueEvent.Changed());
        }
    }

    /// Takes the next job, if there is one and nothing runs.
    private void next() {
        QueuedJob turn;
        JobRun mine;
        synchronized (lock) {
            Optional<QueuedJob> waiting = ledger.next();
            if (!started || closing || current != null) {
                return;
            }
            if (waiting.isEmpty() || ledger.paused()) {
                rest();
                return;
            }
            if (resting) {
                resting = false;
                idle = new CompletableFuture<>();
            }
            turn = waiting.get();
            mine = new JobRun(turn.id(), engine, saver, diary);
            current = mine;
            told = false;
        }
        Thread.ofVirtual().name("queue").start(() -> run(turn, mine));
    }

    private void rest() {
        if (!resting) {
            resting = true;
            CompletableFuture<@Nullable Void> waited = idle;
            voice.then(() -> waited.complete(null));
        }
    }

    private void run(QueuedJob turn, JobRun mine) {
        try {
            note(new QueueChange.Turned(mine.id(), new JobState.Running()));
            job(mine.id())
                    .ifPresentOrElse(
                            job -> make(job, mine),
                            () -> voice.tell(new QueueEvent.Ended(turn.in(new JobState.Cancelled()))));
            voice.heard().join();
        } finally {
            pace.ended();
            synchronized (lock) {
                current = null;
            }
            mine.over().complete(null);
            next();
        }
    }

    private void make(QueuedJob job, JobRun mine) {
        voice.tell(new QueueEvent.Began(job));
        Optional<JobState> end = mine.make(job);
        synchronized (lock) {
            end.ifPresent(state -> note(new QueueChange.Turned(mine.id(), state)));
            voice.tell(new QueueEvent.Ended(job(mine.id()).orElse(job.in(new JobState.Cancelled()))));
            told = true;
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
                voice.tell(new QueueEvent.Changed());
            }
        }
    }

    /// What a run writes down here.
    private final class RunDiary implements JobRun.Diary {
        @Override
        public Optional<QueuedJob> job(String id) {
            return JobQueue.this.job(id);
        }

        @Override
        public void note(QueueChange change) {
            JobQueue.this.note(change);
        }

        @Override
        public void tell(QueueEvent event) {
            voice.tell(event);
        }

        @Override
        public void timed(QueuedJob job, GenerationEvent event) {
            pace.heard(job.request(), event);
        }
    }

    /// Stops the running job and leaves everything that is not done for whoever opens the journal next.
    /// With nothing left to do the journal is removed.
    @Override
    public void close() {
        Optional<JobRun> running;
        synchronized (lock) {
            closing = true;
            running = Optional.ofNullable(current);
        }
        running.ifPresent(run -> {
            run.leave();
            run.over().join();
        });
        voice.close();
        voice.heard().join();
        CompletableFuture<@Nullable Void> waited;
        synchronized (lock) {
            waited = idle;
        }
        waited.complete(null);
        boolean finished = jobs().stream()
                .allMatch(job -> job.state() instanceof JobState.Done || job.state() instanceof JobState.Cancelled);
        if (finished) {
            journal.delete();
        } else {
            journal.close();
        }
    }
}
