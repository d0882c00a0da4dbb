package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureControl;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.weights.ModelFolder;

/// A picture that is made larger tile by tile can be stopped between tiles and within one.
class TiledUpscaleTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/pipelines/models/sd1");
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");
    private static final int EACH = 3;
    private static final int TILES = 4;

    private final Raster source = Png.read(SOURCE).raster();
    private SourceStore store;
    private Steered steered;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = new SourceStore(folder);
        steered = new Steered(ModelFolder.open(MODEL), store::open);
    }

    @AfterEach
    void close() {
        steered.close();
    }

    private GenerationRequest request(int pictures) {
        PictureRef kept = store.keep(source);
        return new GenerationRequest(
                "sd1",
                new Prompt("a red fox", "", 1),
                new ImageSize(48, 40),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 4),
                new Guidance(5),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                pictures,
                1,
                new Task.Upscale(kept, 0.5, new SdUpscale(1, SdUpscale.NONE, 8)));
    }

    @Test
    void cancelledWithinATileNothingIsMade() {
        assertThat(steered.run(request(1), EACH + 1, (_, token) -> token.cancel()))
                .isFalse();
        assertThat(steered.pictures()).isEmpty();
        assertThat(steered.events())
                .noneMatch(event -> event instanceof GenerationEvent.Stepped stepped && stepped.step() > EACH + 1);
    }

    @Test
    void endedEarlyThePictureHasTheTilesThatWereDoneAndTheRestAsItWas() {
        assertThat(steered.run(request(2), EACH + 1, (control, _) -> control.keep()))
                .isTrue();

        assertThat(steered.pictures()).singleElement().satisfies(ready -> {
            assertThat(ready.step()).isBetween(EACH + 1, TILES * EACH - 1);
            Raster made = ready.image();
            assertThat(made.argb(10, 10)).as("a tile that was done").isNotEqualTo(source.argb(10, 10));
            assertThat(made.argb(75, 52)).as("one that was not").isEqualTo(source.argb(75, 52));
        });
    }

    @Test
    void tilesThatGrowTogetherAreEndedEarlyAsOnePicture() {
        GenerationRequest tiles = request(1);
        GenerationRequest together = tiles.withTask(new Task.Upscale(
                tiles.task().pictures().getFirst(),
                0.9,
                new SdUpscale(1, SdUpscale.NONE, 8, SdUpscale.Method.MULTIDIFFUSION)));
        assertThat(steered.run(together, 2, (control, _) -> control.keep())).isTrue();

        assertThat(steered.pictures()).singleElement().satisfies(ready -> {
            assertThat(ready.step()).isBetween(2, 3);
            assertThat(ready.image().width()).isEqualTo(source.width());
        });
    }

    @Test
    void endedBeforeItsFirstStepThereIsNothingToKeep() {
        PictureControl control = new PictureControl(new CancellationToken());
        control.keep();

        assertThat(steered.run(request(1), control)).isFalse();
        assertThat(steered.pictures()).isEmpty();
    }

    @Test
    void aPictureThatIsSkippedIsLeftOutAndTheNextIsTheOneItWouldHaveBeen() {
        assertThat(steered.run(request(2), new PictureControl(new CancellationToken())))
                .isTrue();
        Raster second = steered.pictures().getLast().image();

        assertThat(steered.run(request(2), EACH + 2, (control, _) -> control.skip()))
                .isTrue();

        assertThat(steered.events()).contains(new GenerationEvent.Skipped(List.of(0)));
        assertThat(steered.pictures()).singleElement().satisfies(ready -> {
            assertThat(ready.picture()).isEqualTo(1);
            assertThat(ready.step()).isZero();
            assertThat(ready.image()).isEqualTo(second);
        });
    }

    @Test
    void theTimeThatIsLeftCountsEveryTile() {
        Pace pace = new Pace();
        GenerationRequest request = request(1);
        pace.heard(request, new GenerationEvent.Stepped(List.of(0), 1, TILES * EACH, 1));

        assertThat(pace.whole(request).orElseThrow().toSeconds()).isEqualTo(TILES * EACH);
        GenerationRequest tile = request.withTask(new Task.TextToImage());
        assertThat(pace.whole(tile).orElseThrow().toSeconds())
                .as("as large as one tile")
                .isEqualTo(4);
    }

    @Test
    void aPictureThatWaitsToBeCutAlikeIsTakenToHaveAsManyTiles() {
        Pace pace = new Pace();
        GenerationRequest first = request(1);
        SdUpscale how = ((Task.Upscale) first.task()).how();
        GenerationRequest waits = first.withTask(new Task.Upscale(new PictureRef("b".repeat(64)), 0.5, how));

        pace.heard(first, new GenerationEvent.Stepped(List.of(0), 1, TILES * EACH, 1));
        assertThat(pace.whole(waits)).isEqualTo(pace.whole(first));

        pace.heard(waits, new GenerationEvent.Stepped(List.of(0), 1, EACH, 1));
        assertThat(pace.whole(waits).orElseThrow().toSeconds())
                .as("a single tile")
                .isEqualTo(EACH);
    }
}
