package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureControl;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;
import studio.sfumato.weights.ModelFolder;

/// Several pictures, each walked to twice: the passes take turns.
class HiresBatchTest {
    private static final long SEED = 5;

    private final Steered steered =
            new Steered(ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1")), picture -> {
                throw new IllegalStateException("no picture " + picture);
            });

    @AfterEach
    void close() {
        steered.close();
    }

    private static GenerationRequest request(long seed, int pictures) {
        HiresFix fix = new HiresFix(
                1.5,
                Optional.empty(),
                "Latent",
                2,
                0.6,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("a blue fox"),
                Optional.empty());
        return new GenerationRequest(
                "sd1",
                new Prompt("a red fox", "", 1),
                new ImageSize(64, 64),
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 2),
                new Guidance(5),
                new NoiseSettings(new Seed(seed), RandomSource.CPU),
                pictures,
                1,
                new Task.TextToImage(Optional.of(fix)));
    }

    private List<Raster> made(GenerationRequest request) {
        assertThat(steered.run(request, new PictureControl(new CancellationToken())))
                .isTrue();
        return pictures();
    }

    private List<Raster> pictures() {
        return steered.pictures().stream()
                .map(GenerationEvent.ImageReady::image)
                .toList();
    }

    @Test
    void eachIsWhatItIsAloneAndThePromptsOfBothPassesAreReadOnce() {
        Raster first = made(request(SEED, 1)).getFirst();
        Raster second = made(request(SEED + 1, 1)).getFirst();

        assertThat(made(request(SEED, 2))).containsExactly(first, second);
        assertThat(first.width()).isEqualTo(96);
        assertThat(steered.events())
                .filteredOn(GenerationEvent.Encoding.class::isInstance)
                .hasSize(2);
    }

    @Test
    void oneThatIsLeftOutInItsSecondPassChangesNothingInTheNext() {
        Raster second = made(request(SEED + 1, 1)).getFirst();

        assertThat(steered.run(request(SEED, 2), 3, (control, _) -> control.skip()))
                .isTrue();

        assertThat(steered.events()).contains(new GenerationEvent.Skipped(List.of(0)));
        assertThat(pictures()).containsExactly(second);
    }

    @Test
    void oneThatIsLeftOutInItsFirstPassLeavesTheSecondToTheNext() {
        Raster second = made(request(SEED + 1, 1)).getFirst();

        assertThat(steered.run(request(SEED, 2), 1, (control, _) -> control.skip()))
                .isTrue();

        assertThat(pictures()).containsExactly(second);
    }
}
