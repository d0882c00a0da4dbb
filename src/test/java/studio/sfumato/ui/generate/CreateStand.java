package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelSource;

/// The workspace Create without a window and without an engine, the starter model open. Background work is done at
/// once, or when the test says so.
final class CreateStand {
    final PatientEasel easel = new PatientEasel();
    final QueueModel queue = new QueueModel(easel, Runnable::run, Runnable::run);

    /// Background work that has not been done.
    final Deque<Runnable> waiting = new ArrayDeque<>();

    /// Whether background work waits.
    boolean patient;

    final CreateModel model = new CreateModel(queue, new Starter(), new Random(1), this::execute, Runnable::run);

    CreateStand() {
        easel.tell(model::hear, queue.watcher());
        model.start("starter");
    }

    private void execute(Runnable work) {
        if (patient) {
            waiting.add(work);
        } else {
            work.run();
        }
    }

    /// {@return a picture that is ready}
    static GenerationEvent.ImageReady ready(int picture, long seed) {
        return new GenerationEvent.ImageReady(
                picture, new Seed(seed), Raster.filled(400, 200, 0x336699), Tensor.zeros(Shape.of(1, 4, 2, 2)));
    }

    /// The models in the repository.
    static final class Starter implements ShelfModel.Models {
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
}
