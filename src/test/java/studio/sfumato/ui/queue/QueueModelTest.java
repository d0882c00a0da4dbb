package studio.sfumato.ui.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.common.Messages;

/// The queue without a window and without an engine: every command.
class QueueModelTest {
    @TempDir
    Path folder;

    private final PatientEasel easel = new PatientEasel();
    private final QueueModel model = new QueueModel(easel, Runnable::run, Runnable::run);

    @BeforeEach
    void listen() {
        easel.tell(_ -> {}, model.watcher());
    }

    private static GenerationRequest request(String prompt, int count) {
        return new GenerationRequest(
                "starter",
                new Prompt(prompt, "", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 10),
                new Guidance(7),
                new NoiseSettings(new Seed(100), RandomSource.CPU),
                count,
                1,
                new Task.TextToImage());
    }

    private String put(String prompt, JobState state) {
        return easel.put(request(prompt, 1), state, new TreeMap<>());
    }

    private List<String> prompts() {
        return model.rows().stream()
                .map(row -> row.job().request().prompt().positive())
                .toList();
    }

    @Test
    void whatRunsComesFirstThenWhatWaitsThenWhatNeedsSomebodyThenWhatIsOver() {
        put("done", new JobState.Done());
        put("failed", new JobState.Failed("no memory", null, 5));
        put("held", new JobState.Held());
        put("waiting", new JobState.Waiting());
        put("also waiting", new JobState.Waiting());
        put("running", new JobState.Running());
        put("stopped", new JobState.Cancelled());
        assertThat(prompts())
                .containsExactly("running", "waiting", "also waiting", "held", "failed", "done", "stopped");
        assertThat(model.countsProperty().get()).isEqualTo(new QueueCounts(1, 2, 1, 1, 2));
        assertThat(QueueWords.counts(model.countsProperty().get(), Messages.in(Locale.ENGLISH)))
                .isEqualTo("1 running · 2 waiting · 1 from last time · 1 failed · 2 done");
        assertThat(model.leftProperty().get()).isEqualTo(Duration.ofSeconds(90));
        assertThat(QueueWords.state(new JobState.Done(), Messages.in(Locale.ENGLISH)))
                .isEqualTo("Done");
        assertThat(QueueWords.state(new JobState.Done(7), Messages.in(Locale.ENGLISH)))
                .isEqualTo("Ended at step 7");
    }

    @Test
    void whatIsDoneToTheRunningJobIsDoneToIt() {
        put("done", new JobState.Done());
        put("fox", new JobState.Running());
        model.interrupt();
        model.skip();
        model.cancel();
        assertThat(easel.commands).containsExactly("interrupt job-2", "skip job-2", "cancel job-2");
        model.interrupt();
        assertThat(easel.commands).hasSize(3);
    }

    @Test
    void aCancelCanBeUndoneForAWhileAndTheJobComesBackInFront() {
        put("waiting", new JobState.Waiting());
        String fox = put("fox", new JobState.Running());
        model.cancel();
        Undo undo = model.undoProperty().get();
        assertThat(undo).isNotNull();
        assertThat(undo.removed()).isFalse();
        model.undo();
        assertThat(easel.commands).containsExactly("cancel " + fox, "restore " + fox + " at 0");
        assertThat(model.undoProperty().get()).isNull();
        model.undo();
        assertThat(easel.commands).hasSize(2);
    }

    @Test
    void afterAWhileThereIsNothingToUndoButANewerOfferStays() {
        String fox = put("fox", new JobState.Waiting());
        String boat = put("boat", new JobState.Waiting());
        model.remove(fox);
        Undo first = model.undoProperty().get();
        assertThat(first).isNotNull();
        assertThat(first.removed()).isTrue();
        model.remove(boat);
        model.forget(first);
        Undo second = model.undoProperty().get();
        assertThat(second).isNotNull();
        model.forget(second);
        assertThat(model.undoProperty().get()).isNull();
    }

    @Test
    void onlyWhatWaitsIsMovedAndOnlyAmongItsLike() {
        put("done", new JobState.Done());
        String fox = put("fox", new JobState.Waiting());
        put("failed", new JobState.Failed("no", null, 1));
        String boat = put("boat", new JobState.Waiting());
        String tree = put("tree", new JobState.Waiting());
        model.moveBy(tree, -1);
        model.moveBy(fox, 1);
        model.moveBy(fox, -1);
        model.moveTo(tree, fox);
        model.moveTo("job-1", fox);
        model.moveBy(boat, 100);
        assertThat(easel.commands)
                .containsExactly("move job-5 to 3", "move job-2 to 3", "move job-5 to 1", "move job-4 to 4");
        assertThat(model.chosenProperty().get()).isEqualTo(boat);
    }

    @Test
    void jobsAreTriedAgainDoubledAndClearedAway() {
        put("done", new JobState.Done());
        put("stopped", new JobState.Cancelled());
        String failed = put("failed", new JobState.Failed("no", null, 1));
        put("held", new JobState.Held());
        put("held too", new JobState.Held());
        model.retry(failed);
        model.duplicate(failed);
        model.resumeHeld();
        model.clearDone();
        assertThat(easel.commands)
                .containsExactly(
                        "retry job-3", "duplicate job-3", "retry job-4", "retry job-5", "remove job-1", "remove job-2");
        assertThat(model.undoProperty().get()).isNull();
    }

    @Test
    void aPausedQueueSaysSoAndGoesOn() {
        model.pause(true);
        assertThat(model.pausedProperty().get()).isTrue();
        easel.ask(request("fox", 1));
        assertThat(model.running()).isEmpty();
        model.pause(false);
        assertThat(model.pausedProperty().get()).isFalse();
        assertThat(model.running()).isPresent();
    }

    @Test
    void aJobShowsItsLastPicturesSmallAndOneThatIsGoneIsNoTrouble() {
        SortedMap<Integer, Path> made = new TreeMap<>();
        IntStream.range(0, 6).forEach(i -> {
            Path file = folder.resolve(i + ".png");
            Png.write(file, Raster.filled(300, 150, i), List.of());
            made.put(i, file);
        });
        made.put(6, folder.resolve("gone.png"));
        String id = easel.put(request("fox", 7), new JobState.Done(), made);
        assertThat(model.rows().getFirst().thumbnails())
                .hasSize(3)
                .allSatisfy(thumbnail -> assertThat(thumbnail.width()).isEqualTo(112));
        model.open(id);
        QueueModel.Shown shown = model.shownProperty().get();
        assertThat(shown).isNotNull();
        assertThat(shown.picture()).isEqualTo(6);
    }

    @Test
    void theListDoesNotGrowForEver() {
        for (int i = 0; i < QueueModel.MOST_DONE + 5; i++) {
            put("done " + i, new JobState.Done());
        }
        assertThat(model.rows()).hasSize(QueueModel.MOST_DONE);
        assertThat(prompts().getFirst()).isEqualTo("done 5");
    }

    @Test
    void rowsThatDidNotChangeStay() {
        put("fox", new JobState.Running());
        put("boat", new JobState.Waiting());
        QueueRow boat = model.rows().getLast();
        model.stepped(model.rows().getFirst().job(), 0, 0.5);
        assertThat(model.progressProperty().get()).isEqualTo(0.5);
        easel.end(new JobState.Done());
        assertThat(model.progressProperty().get()).isZero();
        assertThat(model.rows().getFirst().job().request()).isEqualTo(boat.job().request());
    }
}
