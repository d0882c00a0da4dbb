package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
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
import studio.sfumato.job.Destination;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;

/// What is held of the steps of a picture.
class ReelTest {
    private static final Raster DOT = Raster.filled(8, 8, 0x123456);

    private static final GenerationRequest REQUEST = new GenerationRequest(
            "starter",
            new Prompt("a fox", "", 1),
            new ImageSize(128, 128),
            new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 5),
            new Guidance(4),
            new NoiseSettings(new Seed(1), RandomSource.CPU),
            4,
            4,
            new Task.TextToImage());

    private final Reel reel = new Reel();
    private final QueuedJob job = job("one");

    private static QueuedJob job(String id) {
        return job(id, new JobState.Running());
    }

    static QueuedJob job(String id, JobState state) {
        return new QueuedJob(id, REQUEST, new Destination(Path.of("out"), "", "[seed]", 0, 4), state, new TreeMap<>());
    }

    private void steps(QueuedJob of, int picture, int from, int to, int steps) {
        for (int step = from; step <= to; step++) {
            reel.heard(new QueueEvent.Heard(of, new GenerationEvent.Previewed(picture, step, steps, DOT)));
        }
    }

    @Test
    void everyStepOfAShortPictureIsHeldInOrder() {
        steps(job, 0, 1, 20, 20);
        assertThat(reel.take(job, 0).orElseThrow().shots())
                .extracting(Film.Shot::step)
                .hasSize(20)
                .isSorted()
                .startsWith(1)
                .endsWith(20);
        assertThat(reel.take(job, 0)).as("it is held no longer").isEmpty();
    }

    @Test
    void ofALongPictureNoMoreThanSixtyEvenlySpreadStepsAreHeldAndTheLastIsAmongThem() {
        for (int steps : new int[] {59, 60, 61, 119, 120, 150, 400, 1000}) {
            steps(job, 0, 1, steps, steps);
            Film film = reel.take(job, 0).orElseThrow();
            assertThat(film.shots()).hasSizeBetween(Math.min(steps, 30), Reel.MOST);
            assertThat(film.shots().getFirst().step()).isEqualTo(1);
            assertThat(film.shots().getLast().step()).isEqualTo(steps);
            int apart = film.shots().get(1).step() - 1;
            for (int i = 1; i < film.shots().size() - 1; i++) {
                assertThat(film.shots().get(i).step()).isEqualTo(1 + i * apart);
            }
        }
    }

    @Test
    void ofABatchOnlyTheLastPictureIsHeld() {
        for (int step = 1; step <= 3; step++) {
            for (int picture = 0; picture < 4; picture++) {
                steps(job, picture, step, step, 3);
            }
        }
        assertThat(reel.take(job, 0)).isEmpty();
        assertThat(reel.take(job, 3).orElseThrow().shots())
                .extracting(Film.Shot::step)
                .containsExactly(1, 2, 3);
    }

    @Test
    void anotherPictureOrAnotherJobTakesThePlaceOfTheLast() {
        steps(job, 0, 1, 5, 5);
        steps(job, 1, 1, 2, 5);
        assertThat(reel.take(job, 1).orElseThrow().shots()).hasSize(2);
        steps(job, 2, 1, 5, 5);
        reel.heard(new QueueEvent.Ended(job));
        assertThat(reel.take(job, 2)).isEmpty();
        QueuedJob other = job("two");
        steps(job, 0, 1, 5, 5);
        steps(other, 0, 1, 1, 5);
        assertThat(reel.take(job, 0)).isEmpty();
        assertThat(reel.take(other, 0).orElseThrow().shots()).hasSize(1);
    }

    @Test
    void aJobThatEndsBeforeItsTurnLeavesTheStepsOfTheRunningOneAlone() {
        steps(job, 0, 1, 5, 5);
        reel.heard(new QueueEvent.Ended(job("waiting")));
        assertThat(reel.take(job, 0).orElseThrow().shots()).hasSize(5);
    }
}
