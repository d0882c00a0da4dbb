package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelSource;

/// What the workspace tells about time, and what it keeps when a disk is full.
class CreateModelCareTest {
    @TempDir
    Path folder;

    private final PatientEasel easel = new PatientEasel();
    private final QueueModel queue = new QueueModel(easel, Runnable::run, Runnable::run);
    private final CreateModel model =
            new CreateModel(queue, new Starter(), new Random(1), Runnable::run, Runnable::run);

    private static final class Starter implements ShelfModel.Models {
        private final ModelCatalogue models = new ModelCatalogue(List.of(Path.of("models")));

        @Override
        public List<ModelEntry> list() {
            return models.list();
        }

        @Override
        public ModelSource open(String name) {
            return models.open(name);
        }
    }

    @BeforeEach
    void start() {
        easel.tell(model::hear, queue.watcher());
        model.start("starter");
    }

    private static GenerationEvent.ImageReady ready(int picture, long seed) {
        return new GenerationEvent.ImageReady(
                picture, new Seed(seed), Raster.filled(400, 200, 0x336699), Tensor.zeros(Shape.of(1, 4, 2, 2)));
    }

    @Test
    void aPictureThatCouldNotBeWrittenIsOfferedUntilItIsSafeElsewhere() {
        model.generate("a fox");
        GenerationEvent.ImageReady ready = ready(0, 1);
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
