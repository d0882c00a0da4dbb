package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
import studio.sfumato.job.RequestJson;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.ui.generate.Easel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.addon.AddOnShelf;

class EngineEaselTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ModelCatalogue MODELS = new ModelCatalogue(List.of(Path.of("models")));

    @TempDir
    Path folder;

    private final CountDownLatch mayStart = new CountDownLatch(1);
    private final List<EngineEasel> opened = new ArrayList<>();

    /// Keeps what it hears until the end.
    private static final class Diary implements Easel.Watcher {
        final List<GenerationEvent> events = Collections.synchronizedList(new ArrayList<>());
        final List<Path> files = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();

        @Override
        public void heard(GenerationEvent event) {
            events.add(event);
            if (event instanceof GenerationEvent.Finished
                    || event instanceof GenerationEvent.Cancelled
                    || event instanceof GenerationEvent.Failed) {
                end.complete(event);
            }
        }

        @Override
        public void kept(GenerationEvent.ImageReady picture, Path file) {
            files.add(file);
        }

        @Override
        public void lost(GenerationEvent.ImageReady picture, StudioException why) {
            throw new AssertionError(why);
        }
    }

    private EngineEasel easel(Path pictures) {
        EngineSettings settings = new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty());
        EngineEasel easel = new EngineEasel(
                () -> {
                    awaitStart();
                    return new Engine(OrtRuntime.start(), MODELS::open, settings);
                },
                MODELS,
                new ModelHash(folder.resolve("cache")),
                AddOnShelf.none(),
                () -> new Destination(pictures, "", "[seed]", 0, 1),
                "test");
        opened.add(easel);
        return easel;
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
    void picturesAreKeptWithWhatMadeThem() {
        mayStart.countDown();
        Diary diary = new Diary();
        easel(folder.resolve("out/of/nowhere")).begin(request(2, 2), diary);
        assertThat(diary.end.join()).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(diary.files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("00001-5.png", "00002-6.png");
        PictureInfo info = PictureInfo.read(diary.files.getLast());
        assertThat(RequestJson.read(String.valueOf(info.requestJson())))
                .isEqualTo(request(2, 2).single(1));
        assertThat(Objects.requireNonNull(info.parameters()).field("Model hash"))
                .matches("[0-9a-f]{10}");
    }

    @Test
    void aRequestCanBeCancelledBeforeThereIsAnEngine() throws IOException {
        Diary diary = new Diary();
        Easel.Sitting sitting = easel(folder.resolve("out")).begin(request(2, 1), diary);
        sitting.cancel();
        sitting.cancel();
        assertThat(diary.end.join()).isInstanceOf(GenerationEvent.Cancelled.class);
        close();
        assertThat(diary.events).hasSize(1);
        assertThat(Files.exists(folder.resolve("out/00001-5.png"))).isFalse();
    }

    @Test
    void closingCancelsWhatIsUnderWay() {
        mayStart.countDown();
        Diary diary = new Diary();
        EngineEasel easel = easel(folder.resolve("out"));
        easel.begin(request(1000, 1), diary);
        assertThat(easel.close(LONG)).isTrue();
        assertThat(diary.end.join()).isInstanceOf(GenerationEvent.Cancelled.class);
    }

    @Test
    void aFolderThatCannotBeWrittenToFailsBeforeTheWork() throws IOException {
        mayStart.countDown();
        Path file = Files.writeString(folder.resolve("taken"), "a file");
        Diary diary = new Diary();
        easel(file).begin(request(2, 1), diary);
        assertThat(diary.end.join())
                .isInstanceOfSatisfying(
                        GenerationEvent.Failed.class,
                        failed -> assertThat(failed.message()).contains("taken", "not a folder"));
    }
}
