package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.JobState;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.RequestJson;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.ui.queue.QueueState;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

@Timeout(120)
class QueueEaselTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ModelCatalogue MODELS = new ModelCatalogue(List.of(Path.of("models")));

    @TempDir
    Path folder;

    private final CountDownLatch mayStart = new CountDownLatch(1);
    private final List<QueueEasel> opened = new ArrayList<>();

    /// Keeps what it hears until a job has ended.
    private static final class Diary {
        final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
        final List<Path> files = new CopyOnWriteArrayList<>();
        final List<Path> found = new CopyOnWriteArrayList<>();
        final List<StudioException> troubles = new CopyOnWriteArrayList<>();
        final BlockingQueue<QueuedJob> began = new LinkedBlockingQueue<>();
        final BlockingQueue<QueuedJob> ended = new LinkedBlockingQueue<>();
        final BlockingQueue<QueueEvent.Unsaved> lost = new LinkedBlockingQueue<>();
        volatile QueueState state = QueueState.EMPTY;

        void hear(QueueEvent event) {
            switch (event) {
                case QueueEvent.Heard heard -> events.add(heard.event());
                case QueueEvent.Saved saved -> files.add(saved.file());
                case QueueEvent.Began begun -> began.add(begun.job());
                case QueueEvent.Ended end -> ended.add(end.job());
                case QueueEvent.Unsaved unsaved -> lost.add(unsaved);
                case QueueEvent.Changed _ -> {}
            }
        }

        QueueEasel.Watcher watcher() {
            return new QueueEasel.Watcher(this::hear, now -> state = now, found::addAll, troubles::add);
        }
    }

    private QueueEasel easel(Path pictures, Diary diary) {
        EngineSettings settings = new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty());
        ModelHash hashes = new ModelHash(folder.resolve("cache"));
        QueueEasel easel = new QueueEasel(
                new QueueFolder(queues()),
                () -> {
                    awaitStart();
                    return new Engine(OrtRuntime.start(), MODELS::open, settings);
                },
                request -> PictureRecords.of(
                        MODELS.open(request.model()), hashes, AddOnShelf.none(), new AddOnHash(), "test"),
                () -> new Destination(pictures, "", "[seed]", 0, 1));
        easel.open(diary.watcher(), false);
        opened.add(easel);
        return easel;
    }

    private Path queues() {
        return folder.resolve("queue");
    }

    private void awaitStart() {
        try {
            mayStart.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        mayStart.countDown();
        assertThat(opened).allSatisfy(easel -> assertThat(easel.close(LONG)).isTrue());
    }

    private static GenerationRequest request(int steps, int count) {
        return new GenerationRequest(
                "starter",
                new Prompt("a fox", "", 1),
                new ImageSize(64, 64),
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, steps),
                new Guidance(1),
                new NoiseSettings(new Seed(5), RandomSource.NV),
                count,
                1,
                new Task.TextToImage());
    }

    @Test
    void picturesAreKeptWithWhatMadeThem() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        easel(folder.resolve("out/of/nowhere"), diary).ask(request(2, 2));
        assertThat(diary.ended.take().state()).isInstanceOf(JobState.Done.class);
        assertThat(diary.files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("00001-5.png", "00002-6.png");
        PictureInfo info = PictureInfo.read(diary.files.getLast());
        assertThat(RequestJson.read(String.valueOf(info.requestJson())))
                .isEqualTo(request(2, 2).single(1));
        assertThat(Objects.requireNonNull(info.parameters()).field("Model hash"))
                .matches("[0-9a-f]{10}");
        assertThat(diary.troubles).isEmpty();
    }

    @Test
    void aRequestCanBeCancelledBeforeThereIsAnEngine() throws InterruptedException {
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(2, 1));
        String id = diary.began.take().id();
        easel.cancel(id);
        easel.cancel(id);
        mayStart.countDown();
        assertThat(diary.ended.take().state()).isInstanceOf(JobState.Cancelled.class);
        assertThat(Files.exists(folder.resolve("out/00001-5.png"))).isFalse();
    }

    @Test
    void anInterruptedPictureIsKeptAndSaysAtWhichStep() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(1000, 3));
        String id = diary.began.take().id();
        awaitStep(diary, 3);
        easel.interrupt(id);
        QueuedJob ended = diary.ended.take();
        assertThat(ended.state()).isInstanceOf(JobState.Cancelled.class);
        assertThat(diary.files).hasSize(1);
        String step = Objects.requireNonNull(
                        PictureInfo.read(diary.files.getFirst()).parameters())
                .field("Ended at step");
        assertThat(Integer.parseInt(String.valueOf(step))).isBetween(3, 999);
    }

    private static void awaitStep(Diary diary, int step) {
        while (diary.events.stream()
                        .filter(GenerationEvent.Stepped.class::isInstance)
                        .count()
                < step) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCancelledJobComesBackInFrontOfWhatWaits() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(400, 1));
        easel.ask(request(401, 1));
        easel.ask(request(402, 1));
        QueuedJob first = diary.began.take();
        awaitStep(diary, 1);
        easel.pause(true);
        easel.cancel(first.id());
        easel.restore(first, 0);
        assertThat(diary.ended.take().state()).isInstanceOf(JobState.Cancelled.class);
        easel.pause(false);
        assertThat(diary.began.take().id()).isEqualTo(first.id());
        assertThat(diary.state.jobs()).extracting(QueuedJob::id).startsWith(first.id());
    }

    @Test
    void whatIsNotDoneIsLeftAndWaitsToBeToldToGoOn() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(1000, 1));
        easel.ask(request(2, 1));
        diary.began.take();
        assertThat(easel.close(LONG)).isTrue();

        Diary later = new Diary();
        QueueEasel again = easel(folder.resolve("out"), later);
        while (later.state.jobs().size() < 2
                || !later.state.jobs().stream().allMatch(job -> job.state() instanceof JobState.Held)) {
            Thread.onSpinWait();
        }
        again.retry(later.state.jobs().getLast().id());
        assertThat(later.ended.take().state()).isInstanceOf(JobState.Done.class);
        again.remove(later.state.jobs().getFirst().id());
        assertThat(again.close(LONG)).isTrue();
        assertThat(queues()).isEmptyDirectory();
    }

    @Test
    void whatWasMadeBeforeTheEndIsToldAtTheNextStart() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(2, 1));
        diary.ended.take();
        easel.ask(request(1000, 1)); // the queue is not at its end
        diary.began.take();
        diary.began.take();
        assertThat(easel.close(LONG)).isTrue();

        Diary later = new Diary();
        easel(folder.resolve("out"), later);
        while (later.found.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(later.found).containsExactlyElementsOf(diary.files);
    }

    @Test
    void aFolderThatCannotBeWrittenToFailsBeforeTheWork() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("taken"), "a file");
        Diary diary = new Diary();
        easel(file, diary).ask(request(2, 1));
        assertThat(diary.ended.take().state())
                .isInstanceOfSatisfying(
                        JobState.Failed.class,
                        failed -> assertThat(failed.message()).contains("taken", "not a folder"));
    }

    @Test
    void aPictureWhoseFolderIsGoneWhenItIsReadyIsSavedElsewhere() throws IOException, InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(1000, 1));
        String id = diary.began.take().id();
        awaitStep(diary, 2);
        Files.deleteIfExists(folder.resolve("out"));
        Files.writeString(folder.resolve("out"), "a file where the folder was");
        easel.interrupt(id);
        QueuedJob failed = diary.ended.take();
        assertThat(failed.state()).isInstanceOf(JobState.Failed.class);
        QueueEvent.Unsaved lost = diary.lost.take();
        easel.keepElsewhere(lost.job(), lost.picture(), folder.resolve("elsewhere"));
        while (!(diary.state.jobs().getFirst().state() instanceof JobState.Done)) {
            Thread.onSpinWait();
        }
        assertThat(folder.resolve("elsewhere/00001-5.png")).isRegularFile();
    }

    @Test
    void aQueueThatCannotBeKeptIsSaidAndStillMakesPictures() throws IOException, InterruptedException {
        mayStart.countDown();
        Files.writeString(queues(), "a file where the folder should be");
        Diary diary = new Diary();
        easel(folder.resolve("out"), diary).ask(request(2, 1));
        assertThat(diary.ended.take().state()).isInstanceOf(JobState.Done.class);
        assertThat(diary.troubles).isNotEmpty();
    }

    @Test
    void aModelThatIsTakenAwayFailsItsJobClearlyAndOneTriesAgainWhenItIsBack() throws InterruptedException {
        mayStart.countDown();
        Diary diary = new Diary();
        QueueEasel easel = easel(folder.resolve("out"), diary);
        easel.ask(request(2, 1).withModel("nowhere"));
        QueuedJob failed = diary.ended.take();
        assertThat(failed.state())
                .isInstanceOfSatisfying(
                        JobState.Failed.class, why -> assertThat(why.message()).contains("nowhere"));
        easel.retry(failed.id());
        assertThat(diary.ended.take().state()).isInstanceOf(JobState.Failed.class);
    }
}
