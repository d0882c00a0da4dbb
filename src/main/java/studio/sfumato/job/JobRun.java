package studio.sfumato.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.error.StudioException;

/// The making of one job's pictures: the parts of its request that are missing, one after the other, and what may be
/// wished meanwhile. Wishes come from any thread.
final class JobRun {
    private final String id;
    private final JobQueue.Runner engine;
    private final JobQueue.Saver saver;
    private final Diary diary;
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private @Nullable Job part;
    private Wish wish = Wish.GO_ON;
    private volatile @Nullable StudioException unsaved;
    private volatile int endedAt;

    /// Where it is written down what happens.
    interface Diary {
        /// {@return the job called `id`, if it is still in the queue}
        Optional<QueuedJob> job(String id);

        /// Keeps a change.
        void note(QueueChange change);

        /// Tells who listens.
        void tell(QueueEvent event);

        /// Something happened to the job: steps are timed.
        void timed(QueuedJob job, GenerationEvent event);
    }

    /// What was wished, the strongest last.
    private enum Wish {
        GO_ON,
        INTERRUPT,
        CANCEL,
        /// The program ends: the job is left for whoever opens the journal next.
        LEAVE
    }

    JobRun(String id, JobQueue.Runner engine, JobQueue.Saver saver, Diary diary) {
        this.id = id;
        this.engine = engine;
        this.saver = saver;
        this.diary = diary;
    }

    /// {@return the job's name}
    String id() {
        return id;
    }

    /// {@return completes when it is over}
    CompletableFuture<@Nullable Void> over() {
        return over;
    }

    void interrupt() {
        wish(Wish.INTERRUPT);
    }

    void cancel() {
        wish(Wish.CANCEL);
    }

    void leave() {
        wish(Wish.LEAVE);
    }

    /// {@return whether it will end at once}
    boolean stopping() {
        return wish().compareTo(Wish.CANCEL) >= 0;
    }

    void skip() {
        running().ifPresent(Job::skip);
    }

    private synchronized Optional<Job> running() {
        return Optional.ofNullable(part);
    }

    private synchronized Wish wish() {
        return wish;
    }

    private void wish(Wish now) {
        synchronized (this) {
            if (now.compareTo(wish) <= 0) {
                return;
            }
            wish = now;
        }
        running().ifPresent(job -> grant(job, now));
    }

    private static void grant(Job job, Wish wish) {
        switch (wish) {
            case GO_ON -> {}
            case INTERRUPT -> job.interrupt();
            case CANCEL, LEAVE -> job.cancel();
        }
    }

    /// Makes what is missing of `job`.
    ///
    /// @return where the job stands now; empty if it is to be left as it was
    Optional<JobState> make(QueuedJob job) {
        try {
            saver.prepare(job);
            for (QueuedJob.Part missing : job.missing()) {
                if (wish() != Wish.GO_ON) {
                    break;
                }
                GenerationEvent end = begin(job, missing).end().join();
                if (end instanceof GenerationEvent.Failed failed) {
                    return Optional.of(new JobState.Failed(failed.message(), failed.hint(), failed.exitCode()));
                }
                if (end instanceof GenerationEvent.Cancelled) {
                    break;
                }
            }
        } catch (StudioException impossible) {
            hear(
                    new GenerationEvent.Failed(
                            String.valueOf(impossible.getMessage()), impossible.hint(), impossible.exitCode()),
                    0);
            return Optional.of(failed(impossible));
        }
        return diary.job(id).flatMap(this::end);
    }

    private Optional<JobState> end(QueuedJob job) {
        StudioException problem = unsaved;
        if (problem != null) {
            return Optional.of(failed(problem));
        }
        boolean complete = job.left() == 0 && !job.made().isEmpty();
        if (!complete && wish() == Wish.LEAVE) {
            return Optional.empty();
        }
        return Optional.of(complete ? new JobState.Done(endedAt) : new JobState.Cancelled());
    }

    static JobState failed(StudioException problem) {
        return new JobState.Failed(String.valueOf(problem.getMessage()), problem.hint(), problem.exitCode());
    }

    private Job begin(QueuedJob job, QueuedJob.Part missing) {
        Job begun = engine.submit(
                job.request().part(missing.first(), missing.count()), event -> hear(event, missing.first()));
        synchronized (this) {
            part = begun;
        }
        grant(begun, wish());
        return begun;
    }

    private void hear(GenerationEvent told, int first) {
        Optional<QueuedJob> found = diary.job(id);
        if (found.isEmpty()) {
            return; // it was taken out
        }
        QueuedJob job = found.get();
        GenerationEvent event = Renumbered.event(told, first);
        diary.timed(job, event);
        if (event instanceof GenerationEvent.ImageReady ready) {
            endedAt = ready.step();
            diary.tell(save(job, ready));
            return;
        }
        if (event instanceof GenerationEvent.Skipped skipped) {
            skipped.pictures().forEach(picture -> diary.note(new QueueChange.Skipped(id, picture)));
        }
        diary.tell(new QueueEvent.Heard(job, event));
    }

    private QueueEvent save(QueuedJob job, GenerationEvent.ImageReady ready) {
        Path file;
        try {
            file = saver.save(job, ready);
        } catch (StudioException problem) {
            unsaved = problem;
            return new QueueEvent.Unsaved(job, ready, problem);
        }
        diary.note(new QueueChange.Made(id, ready.picture(), file));
        return new QueueEvent.Saved(job, ready, file);
    }
}
