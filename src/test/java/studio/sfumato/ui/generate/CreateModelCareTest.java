package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.queue.PatientEasel;

/// What the workspace tells about time, and what it keeps when a disk is full.
class CreateModelCareTest {
    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final PatientEasel easel = stand.easel;
    private final CreateModel model = stand.model;

    @Test
    void aPictureThatCouldNotBeWrittenIsOfferedUntilItIsSafeElsewhere() {
        model.generate("a fox");
        GenerationEvent.ImageReady ready = CreateStand.ready(0, 1);
        easel.lost(ready, new ImageFileException("disk full"));
        easel.end(new JobState.Failed("disk full", null, 4));
        model.generate("a boat");
        assertThat(model.notes()).singleElement().satisfies(note -> {
            assertThat(note.message()).contains("disk full");
            assertThat(note.action()).isNotNull();
        });
        Note.Action offered = Objects.requireNonNull(model.notes().getFirst().action());
        offered.run().run();
        assertThat(model.notes()).hasSize(1);
        model.pickFoldersWith(() -> Optional.of(folder));
        offered.run().run();
        assertThat(easel.commands).containsExactly("keep job-1 0 in " + folder.getFileName());
        assertThat(model.notes()).isEmpty();
        assertThat(model.made().pictures()).hasSize(1);
    }

    @Test
    void theTimeIsToldBeforeOnceItIsKnown() {
        assertThat(model.estimateProperty().get()).isNull();
        model.form().stepsProperty().set(10);
        model.generate("a fox");
        easel.heard(new GenerationEvent.Stepped(List.of(0), 1, 10, 0.5));
        assertThat(model.estimateProperty().get()).isEqualTo(Duration.ofSeconds(10));
        model.form().stepsProperty().set(20);
        model.form().countProperty().set(3);
        assertThat(model.estimateProperty().get()).isEqualTo(Duration.ofSeconds(60));
        model.form().seedProperty().set("nonsense");
        assertThat(model.estimateProperty().get()).isNull();
    }
}
