package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.generate.ProgressModel;
import studio.sfumato.ui.queue.QueueRow;

/// What an artist does with several pictures on their way, with the real engine and the starter model.
class QueueJourneyTest extends Journey {
    private static final int LONG = 900;

    private void ask(String prompt, int steps) {
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(steps);
            rig.create().generate(prompt);
            return true;
        });
    }

    private void awaitStep(int step) {
        rig.await(
                "step " + step,
                () -> rig.create().progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now
                        && now.step() >= step);
    }

    private void awaitJobs(Class<? extends JobState> state, int count) {
        rig.await(
                count + " jobs " + state.getSimpleName(),
                () -> rows().stream()
                                .filter(row -> state.isInstance(row.job().state()))
                                .count()
                        == count);
    }

    private List<QueueRow> rows() {
        return rig.create().queue().rows();
    }

    private boolean visible(String id) {
        return StudioRig.call(() -> rig.node(id, Node.class).isVisible());
    }

    @Test
    void ofThreePicturesOneIsTakenOutAndTheFirstIsKeptAsItIs() throws IOException {
        assertThat(rig.says("generate")).isEqualTo("_Generate");
        ask("a fox on a blue background", LONG);
        awaitStep(2);
        assertThat(rig.says("generate")).isEqualTo("Add to the queue");
        ask("a panda on a green background", 4);
        ask("a penguin on a pink background", 4);
        awaitJobs(JobState.Waiting.class, 2);

        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT4);
        rig.await("the queue", () -> rig.node("queue-list", ListView.class) != null);
        assertThat(rig.says("queue-counts")).isEqualTo("1 running · 2 waiting");
        assertThat(rig.says("queue-left")).matches("about .* left");
        rig.robot().push(KeyCode.DOWN).push(KeyCode.DOWN).push(KeyCode.ALT, KeyCode.UP);
        rig.await(
                "the penguin before the panda",
                () -> rows().get(1).job().request().prompt().positive().contains("penguin"));
        rig.robot().push(KeyCode.DELETE);
        awaitJobs(JobState.Waiting.class, 1);
        assertThat(StudioRig.call(() -> rows().get(1).job().request().prompt().positive()))
                .contains("panda");

        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT1);
        rig.robot().clickOn("#interrupt");
        awaitJobs(JobState.Done.class, 2);
        List<Path> pictures = pictures();
        assertThat(pictures).hasSize(2);
        assertThat(parameter(pictures.getFirst(), "Ended at step")).matches("\\d+");
        assertThat(PictureInfo.read(pictures.getFirst()).parameters().prompt()).contains("fox");
        assertThat(PictureInfo.read(pictures.getLast()).parameters().prompt()).contains("panda");
        rig.await("the end", () -> rig.says("generate").equals("_Generate")); // the list of jobs hears of it first
    }

    @Test
    void whatWasCancelledHalfWayComesBackAndEscapeClosesWhatIsOpenFirst() throws IOException {
        ask("a fox on a blue background", LONG);
        awaitStep(3);
        rig.robot().clickOn("#sampler");
        rig.await(
                "the choice of samplers",
                () -> rig.node("sampler", ComboBox.class).isShowing());
        rig.robot().push(KeyCode.ESCAPE);
        rig.await(
                "the end of the choice",
                () -> !rig.node("sampler", ComboBox.class).isShowing());
        assertThat(StudioRig.call(() -> rig.create().runningProperty().get())).isTrue();

        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the end", () -> !rig.create().runningProperty().get());
        assertThat(rig.says("status-doing")).isEqualTo("Cancelled");
        assertThat(visible("undo")).isTrue();
        assertThat(pictures()).isEmpty();

        rig.robot().clickOn("#undo");
        awaitStep(2);
        assertThat(StudioRig.call(() -> rows().size())).isEqualTo(1);
        assertThat(visible("cancel")).isTrue();
        rig.robot().clickOn("#cancel");
        rig.await("the end again", () -> !rig.create().runningProperty().get());
    }

    @Test
    void theQueueIsThereAfterARestartAndWaitsToBeToldToGoOn() throws IOException, TimeoutException {
        ask("a fox on a blue background", LONG);
        ask("a panda on a green background", 3);
        awaitStep(1);
        awaitJobs(JobState.Waiting.class, 1);
        rig.close();

        rig = StudioRig.open(folder, 1280, 800);
        awaitJobs(JobState.Held.class, 2);
        assertThat(rig.says("held-says")).isEqualTo("2 jobs are left from last time.");
        assertThat(StudioRig.call(() -> rig.create().runningProperty().get())).isFalse();
        StudioRig.call(() -> {
            rig.create().queue().remove(rows().getFirst().id());
            return true;
        });
        awaitJobs(JobState.Held.class, 1);
        rig.robot().clickOn("#held-resume");
        awaitJobs(JobState.Done.class, 1);
        assertThat(visible("held")).isFalse();
        assertThat(pictures()).hasSize(1);
        rig.close();

        rig = StudioRig.open(folder, 1280, 800);
        assertThat(rows()).isEmpty();
    }

    @Test
    void whereItIsSetSoWhatWasLeftIsFinishedByItself() throws IOException, TimeoutException {
        rig.robot().clickOn("#rail-settings").clickOn("#section-engine").clickOn("#setting-resume-queue");
        StudioRig.call(() -> {
            rig.create().queue().pause(true);
            return true;
        });
        ask("a fox on a blue background", 3);
        awaitJobs(JobState.Waiting.class, 1);
        rig.close();

        rig = StudioRig.open(folder, 1280, 800);
        awaitJobs(JobState.Done.class, 1);
        assertThat(pictures()).hasSize(1);
        rig.robot().clickOn("#rail-settings").clickOn("#section-engine");
        assertThat(StudioRig.call(
                        () -> rig.node("setting-resume-queue", CheckBox.class).isSelected()))
                .isTrue();
    }

    @Test
    void aPictureWhoseFolderBecameAFileWhileItWasMadeIsSavedElsewhere() throws IOException {
        StudioRig.call(() -> {
            rig.create().pickFoldersWith(() -> Optional.of(folder.resolve("elsewhere")));
            return true;
        });
        ask("a fox on a blue background", LONG);
        awaitStep(2);
        Files.move(folder.resolve("pictures"), folder.resolve("before"));
        Files.writeString(folder.resolve("pictures"), "in the way");
        rig.robot().clickOn("#interrupt");
        rig.await("the offer", () -> rig.scene().lookup("#save-elsewhere") != null);
        assertThat(StudioRig.call(() -> rig.create().made().shownProperty().get()))
                .isNotNull();
        awaitJobs(JobState.Failed.class, 1);
        rig.robot().clickOn("#save-elsewhere");
        awaitJobs(JobState.Done.class, 1);
        rig.await("the note to go", () -> rig.create().notes().isEmpty());
        try (Stream<Path> files = Files.list(folder.resolve("elsewhere"))) {
            assertThat(files)
                    .singleElement()
                    .satisfies(
                            file -> assertThat(parameter(file, "Ended at step")).matches("\\d+"));
        }
        assertThat(folder.resolve("pictures")).hasContent("in the way");
    }

    private static String parameter(Path picture, String name) {
        return String.valueOf(
                Objects.requireNonNull(PictureInfo.read(picture).parameters()).field(name));
    }

    private List<Path> pictures() throws IOException {
        Path out = folder.resolve("pictures");
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }
}
