package studio.sfumato.job;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A queue before an engine that ends jobs when the test says so.
abstract class JobQueueFixture {
    @TempDir
    Path folder;

    /// Jobs the engine was given and has not ended.
    final LinkedBlockingQueue<Job> running = new LinkedBlockingQueue<>();

    final List<QueueEvent> events = new CopyOnWriteArrayList<>();
    final List<String> saved = new CopyOnWriteArrayList<>();
    QueueFolder queues = new QueueFolder(Path.of("."));

    @BeforeEach
    void open() {
        queues = new QueueFolder(folder.resolve("queue"));
    }

    static GenerationRequest request(String prompt, int count) {
        return new GenerationRequest(
                "starter",
                new Prompt(prompt, "", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 10),
                new Guidance(7),
                new NoiseSettings(new Seed(100), RandomSource.CPU),
                count,
                2,
                new Task.TextToImage());
    }

    Destination place() {
        return new Destination(folder, "", "[seed]", 0, 1);
    }

    JobQueue queue(JobJournal journal) {
        return new JobQueue(journal, this::submit, this::save, events::add);
    }

    Job submit(GenerationRequest request, Consumer<GenerationEvent> listener) {
        Job job = new Job(request, listener);
        job.emit(new GenerationEvent.Queued(request));
        running.add(job);
        return job;
    }

    Path save(QueuedJob job, GenerationEvent.ImageReady ready) {
        saved.add(job.request().prompt().positive() + " " + ready.picture() + " " + ready.seed());
        return folder.resolve(ready.picture() + ".png");
    }

    static void ready(Job job, int picture) {
        job.emit(new GenerationEvent.ImageReady(
                picture,
                job.request().noise().plus(picture).seed(),
                Raster.filled(8, 8, 0),
                Tensor.wrap(Shape.of(1, 4, 1, 1), new float[4])));
    }

    /// Ends the engine's next job as it should end.
    GenerationRequest finish() throws InterruptedException {
        return finish(running.take());
    }

    static GenerationRequest finish(Job job) {
        IntStream.range(0, job.request().count()).forEach(i -> ready(job, i));
        job.emit(new GenerationEvent.Finished(1));
        return job.request();
    }

    static List<String> states(JobQueue queue) {
        return queue.jobs().stream()
                .map(job -> job.request().prompt().positive() + " "
                        + job.state().getClass().getSimpleName())
                .toList();
    }
}
