package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureControl;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.LatentPreview;
import studio.sfumato.image.LatentRgb;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelFolder;

class EngineTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/pipelines/models");

    private EngineSettings settings = new EngineSettings(new ProviderChoice.Auto(), 1, Optional.empty());
    /// Before each job the engine waits for it.
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private final Engine engine =
            new Engine(OrtRuntime.start(), name -> ModelFolder.open(MODELS.resolve(name)), this::settings);
    private final List<GenerationEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        gate.countDown();
        engine.close();
    }

    private EngineSettings settings() {
        await(gate);
        return settings;
    }

    private static GenerationRequest request(String model, String sampler, int steps, double guidance) {
        return new GenerationRequest(
                model,
                new Prompt("a red fox", "", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse(sampler).sampler(), ScheduleId.AUTOMATIC, steps),
                new Guidance(guidance),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage());
    }

    private GenerationEvent run(GenerationRequest request) {
        events.clear();
        return engine.submit(request, events::add).end().join();
    }

    private List<GenerationEvent.ImageReady> pictures() {
        return events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .toList();
    }

    @Test
    void equalRequestsGiveEqualPixelsAndNoNetworkIsLoadedTwice() {
        GenerationRequest request = request("sd1", "Euler a", 3, 6);
        assertThat(run(request)).isInstanceOf(GenerationEvent.Finished.class);
        List<GenerationEvent.ImageReady> first = pictures();

        assertThat(run(request)).isInstanceOf(GenerationEvent.Finished.class);

        assertThat(pictures().getFirst().image()).isEqualTo(first.getFirst().image());
        assertThat(events).noneMatch(GenerationEvent.LoadingModel.class::isInstance);
    }

    @Test
    void afterOtherSettingsNetworksAreLoadedAnewForTheNextJob() {
        GenerationRequest request = request("sd1", "Euler", 2, 6);
        assertThat(run(request)).isInstanceOf(GenerationEvent.Finished.class);
        settings = new EngineSettings(new ProviderChoice.Auto(), 2, Optional.of(WeightMode.MAPPED));

        assertThat(run(request)).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(events).anyMatch(GenerationEvent.LoadingModel.class::isInstance);

        assertThat(run(request)).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(events).noneMatch(GenerationEvent.LoadingModel.class::isInstance);
    }

    @Test
    void anotherModelTakesThePlaceOfTheFirst() {
        assertThat(run(request("sd1", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(run(request("sdxl", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(run(request("sd1", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Finished.class);

        assertThat(events).anyMatch(GenerationEvent.LoadingModel.class::isInstance);
    }

    @Test
    void aCancelIsHeardAtOnceAndTheEngineStaysUsable() {
        CountDownLatch stepped = new CountDownLatch(1);
        Consumer<GenerationEvent> listener = event -> {
            events.add(event);
            if (event instanceof GenerationEvent.Stepped) {
                stepped.countDown();
            }
        };
        Job job = engine.submit(request("sd1", "Euler", 1000, 6), listener);
        await(stepped);

        job.cancel();

        assertThat(job.end().join()).isInstanceOf(GenerationEvent.Cancelled.class);
        int heard = events.size();
        assertThat(events.getLast()).isInstanceOf(GenerationEvent.Cancelled.class);
        List<GenerationEvent> next = new CopyOnWriteArrayList<>();
        assertThat(engine.submit(request("sd1", "Euler", 2, 6), next::add).end().join())
                .isInstanceOf(GenerationEvent.Finished.class);
        assertThat(events).hasSize(heard);
    }

    private Job submitAndSteer(GenerationRequest request, int step, Consumer<Job> wish) {
        CompletableFuture<Job> submitted = new CompletableFuture<>();
        AtomicInteger steps = new AtomicInteger();
        events.clear();
        Job job = engine.submit(request, event -> {
            events.add(event);
            if (event instanceof GenerationEvent.Stepped && steps.incrementAndGet() == step) {
                wish.accept(submitted.join());
            }
        });
        submitted.complete(job);
        return job;
    }

    @Test
    void interruptedAPictureIsWhatItsLastStepHasEstimated() {
        Job job = submitAndSteer(several(1000, 3), 4, Job::interrupt);

        assertThat(job.end().join()).isInstanceOf(GenerationEvent.Finished.class);
        GenerationEvent.ImageReady kept = pictures().getFirst();
        assertThat(pictures()).hasSize(1);
        assertThat(kept.step()).isBetween(4, 999);
        assertThat(events.stream()
                        .filter(GenerationEvent.Stepped.class::isInstance)
                        .map(GenerationEvent.Stepped.class::cast)
                        .toList()
                        .getLast()
                        .step())
                .isEqualTo(kept.step());
        assertThat(preview(kept.step())).isEqualTo(preview(kept));
    }

    /// {@return the preview after a step of the first picture}
    private Raster preview(int step) {
        return events.stream()
                .filter(GenerationEvent.Previewed.class::isInstance)
                .map(GenerationEvent.Previewed.class::cast)
                .filter(previewed -> previewed.step() == step)
                .findFirst()
                .orElseThrow()
                .preview();
    }

    /// {@return the preview of what `kept` was decoded from}
    private static Raster preview(GenerationEvent.ImageReady kept) {
        return new LatentPreview(LatentRgb.sd(), 8).render(kept.latents(), 0);
    }

    @Test
    void interruptedBeforeItsFirstStepThereIsNothingToKeep() {
        gate = new CountDownLatch(1);
        Job job = engine.submit(several(1000, 2), events::add);
        job.interrupt();
        gate.countDown();

        assertThat(job.end().join()).isInstanceOf(GenerationEvent.Cancelled.class);
        assertThat(pictures()).isEmpty();
    }

    @Test
    void aPictureThatIsSkippedIsLeftOutAndTheNextIsTheOneItWouldHaveBeen() {
        try (Steered steered = steered()) {
            assertThat(steered.run(several(3, 2), new PictureControl(new CancellationToken())))
                    .isTrue();
            Raster second = steered.pictures().getLast().image();

            assertThat(steered.run(several(3, 2), 1, (control, _) -> control.skip()))
                    .isTrue();

            assertThat(steered.events()).contains(new GenerationEvent.Skipped(List.of(0)));
            assertThat(steered.pictures()).singleElement().satisfies(picture -> {
                assertThat(picture.picture()).isEqualTo(1);
                assertThat(picture.step()).isZero();
                assertThat(picture.image()).isEqualTo(second);
            });
        }
    }

    @Test
    void aCancelIsStrongerThanAnInterrupt() {
        try (Steered steered = steered()) {
            boolean finished = steered.run(several(3, 2), 2, (control, token) -> {
                control.keep();
                token.cancel();
            });

            assertThat(finished).isFalse();
            assertThat(steered.pictures()).isEmpty();
        }
    }

    private static Steered steered() {
        return new Steered(ModelFolder.open(MODELS.resolve("sd1")), picture -> {
            throw new IllegalStateException("no picture " + picture);
        });
    }

    private static GenerationRequest several(int steps, int count) {
        GenerationRequest one = request("sd1", "Euler", steps, 6);
        return new GenerationRequest(
                one.model(),
                one.prompt(),
                one.size(),
                one.sampling(),
                one.guidance(),
                one.noise(),
                count,
                1,
                one.task());
    }

    @Test
    void aListenerThatHangsDelaysNeitherTheWorkNorACancel() {
        CountDownLatch hang = new CountDownLatch(1);
        Job stuck = engine.submit(request("sd1", "Euler", 1000, 6), event -> await(hang));

        stuck.cancel();

        assertThat(run(request("sd1", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(stuck.end()).isNotDone();
        hang.countDown();
        assertThat(stuck.end().join()).isInstanceOf(GenerationEvent.Cancelled.class);
    }

    @Test
    void aListenerThatFailsStillHearsTheEnd() {
        Job job = engine.submit(request("sd1", "Euler", 2, 6), event -> {
            throw new IllegalStateException("not my day");
        });

        assertThat(job.end().join()).isInstanceOf(GenerationEvent.Finished.class);
    }

    @Test
    void aClosedEngineRefuses() {
        engine.close();

        assertThat(run(request("sd1", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Failed.class);
    }

    @Test
    void aJobCancelledWhileItWaitsNeverStarts() {
        gate = new CountDownLatch(1);
        Job first = engine.submit(request("sd1", "Euler", 2, 6), _ -> {});
        Job second = engine.submit(request("sd1", "Euler", 2, 6), events::add);

        second.cancel();
        gate.countDown();

        assertThat(first.end().join()).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(second.end().join()).isInstanceOf(GenerationEvent.Cancelled.class);
        assertThat(events).hasExactlyElementsOfTypes(GenerationEvent.Queued.class, GenerationEvent.Cancelled.class);
    }

    @Test
    void aFailureSaysWhyAndTheNextJobRuns() {
        assertThat(run(request("nowhere", "Euler", 2, 6)))
                .isInstanceOfSatisfying(GenerationEvent.Failed.class, failed -> {
                    assertThat(failed.message()).contains("nowhere");
                    assertThat(failed.exitCode()).isEqualTo(3);
                });
        assertThat(run(request("sd1", "Euler", 2, 6))).isInstanceOf(GenerationEvent.Finished.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
