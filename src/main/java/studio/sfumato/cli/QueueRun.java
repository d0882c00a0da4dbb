package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.JobQueue;
import studio.sfumato.job.JobState;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;

/// Runs a queue to its end and reports what happens in it.
final class QueueRun {
    private static final int CANCELLED = 130;
    private static final long MOST_SECONDS = 5;

    private final Workshop workshop;
    private final GenerateOptions options;
    private final boolean throwaway;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, PictureSink> sinks = new ConcurrentHashMap<>();
    private volatile Runnable failed = () -> {};

    /// @param throwaway whether the user sees how every job ends, so that one that fails or is
    /// interrupted need not be kept, nor those after it; only what a kill leaves is
    QueueRun(Workshop workshop, GenerateOptions options, boolean throwaway, PrintWriter out, PrintWriter err) {
        this.workshop = workshop;
        this.options = options;
        this.throwaway = throwaway;
        this.out = out;
        this.err = err;
    }

    /// {@return the exit code}
    ///
    /// @param pictures how many there will be
    /// @param fill puts jobs into the queue
    int run(EngineSettings settings, int pictures, Consumer<JobQueue> fill) {
        ProgressLine progress = new ProgressLine(err, workshop.interactive() && !options.events, pictures);
        try (Engine engine = workshop.engine(settings);
                GalleryEntry gallery = new GalleryEntry(workshop, err);
                JobQueue queue = new JobQueue(
                        workshop.queues().begin(),
                        engine::submit,
                        this::save,
                        event -> hear(event, progress, gallery::enter))) {
            Interrupts.hear(signal -> stop(queue, signal));
            failed = throwaway ? () -> drop(queue) : () -> {};
            fill.accept(queue);
            queue.start();
            queue.idle().join();
            if (throwaway) {
                queue.jobs().stream()
                        .filter(job -> job.state() instanceof JobState.Failed)
                        .forEach(job -> queue.remove(job.id()));
            }
        }
        return sinks.values().stream()
                .mapToInt(PictureSink::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
    }

    private Path save(QueuedJob job, GenerationEvent.ImageReady ready) {
        return new PictureKeeper(Clock.system(ZoneId.systemDefault()))
                .keep(
                        job.request(),
                        ready,
                        workshop.records(job.request().choice()).join(),
                        job.place());
    }

    private void hear(QueueEvent event, ProgressLine progress, Consumer<Path> gallery) {
        switch (event) {
            case QueueEvent.Changed _, QueueEvent.Began _, QueueEvent.Ended _ -> {}
            case QueueEvent.Heard heard -> {
                sink(heard.job(), progress, gallery).heard(heard.event());
                if (heard.event() instanceof GenerationEvent.Failed) {
                    failed.run();
                }
            }
            case QueueEvent.Saved saved -> sink(saved.job(), progress, gallery).saved(saved.picture(), saved.file());
            case QueueEvent.Unsaved unsaved ->
                sink(unsaved.job(), progress, gallery).unsaved(unsaved.picture(), unsaved.problem());
        }
    }

    private PictureSink sink(QueuedJob job, ProgressLine progress, Consumer<Path> gallery) {
        return sinks.computeIfAbsent(job.id(), _ -> new PictureSink(options, job, gallery, progress, out, err));
    }

    private static void drop(JobQueue queue) {
        queue.jobs().forEach(job -> queue.cancel(job.id()));
    }

    /// Lets pictures that are being written be finished, but waits for no network: the program ends here.
    /// Interrupted by the user, a queue nobody wants is dropped; ended by the system, it is kept.
    private void stop(JobQueue queue, String signal) {
        boolean drop = throwaway && signal.equals("INT");
        err.println(drop ? "cancelled" : "stopped; go on with: sfumato queue resume");
        err.flush();
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(
                () -> {
                    if (drop) {
                        drop(queue);
                    }
                    queue.close();
                    return true;
                },
                Thread::startVirtualThread);
        stopped.completeOnTimeout(false, MOST_SECONDS, TimeUnit.SECONDS).join();
        Runtime.getRuntime().halt(CANCELLED);
    }
}
