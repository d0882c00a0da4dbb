package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.upscale.Enlarger;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.Upscaling;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.weights.addon.AddOnShelf;

class EnlargeModelTest {
    @TempDir
    Path folder;

    private final AddOnShelf shelf = new AddOnShelf(List.of(Path.of("models")));
    private final Queue<Runnable> desk = new ArrayDeque<>();
    private GalleryRig rig;
    private EnlargeModel model;

    private final Enlarging enlarging = new Enlarging() {
        @Override
        public List<String> names() {
            return List.of(Upscaling.SHIPPED, Upscaling.LANCZOS);
        }

        @Override
        public Upscaling open(String name) {
            return Upscaling.open(
                    name,
                    shelf,
                    OrtRuntime::start,
                    new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty()),
                    Enlarger.TILE);
        }
    };

    @BeforeEach
    void open() {
        rig = new GalleryRig(folder).threePictures();
        model = rig.model.enlarge();
        model.offer(enlarging, desk::add);
        rig.model.chosen().all();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void work() {
        while (!desk.isEmpty()) {
            desk.remove().run();
        }
    }

    @Test
    void theChosenPicturesBecomeLargerAndAreInTheGallery() {
        Path fox = rig.at(0).file();
        model.look();
        work();
        assertThat(model.how().names()).containsExactly(Upscaling.SHIPPED, Upscaling.LANCZOS);
        model.how().scaleProperty().set(2);
        model.start(rig.model.chosen().ids());
        assertThat(model.batch().progressProperty().get().running()).isTrue();
        model.start(rig.model.chosen().ids()); // it is at work already
        assertThat(desk).hasSize(1);
        work();
        assertThat(model.batch().progressProperty().get()).isEqualTo(new Batch.Progress(3, 3, false, List.of()));
        assertThat(model.tilesProperty().get()).isEqualTo(new EnlargeModel.Tiles(0, 0));
        assertThat(rig.model.foundProperty().get().size()).isEqualTo(6);
        Path larger = fox.resolveSibling("00001-fox-x2.png");
        assertThat(larger).isRegularFile();
        assertThat(Png.read(larger).raster().width())
                .isEqualTo(2 * Png.read(fox).raster().width());
        assertThat(PictureInfo.read(larger).toText()).contains("a fox", "Postprocess upscaler: realesr-animevideov3");
        model.batch().forget();
        assertThat(model.batch().progressProperty().get().total()).isZero();
    }

    @Test
    void withNewDetailEachIsAskedForAsItWasMade() {
        model.how().scaleProperty().set(2);
        model.detailProperty().set(true);
        model.how().strengthProperty().set(0.25);
        model.start(rig.model.chosen().ids());
        assertThat(model.queued()).isTrue();
        work();
        assertThat(model.batch().progressProperty().get()).isEqualTo(new Batch.Progress(3, 3, false, List.of()));
        assertThat(rig.studio.kept).contains(rig.at(0).file());
        assertThat(rig.studio.queued).hasSize(3).allSatisfy(request -> {
            assertThat(request.count()).isEqualTo(1);
            assertThat(request.task()).isInstanceOfSatisfying(Task.Upscale.class, task -> {
                assertThat(task.strength()).isEqualTo(0.25);
                assertThat(task.how().scale()).isEqualTo(2);
                assertThat(task.how().upscaler()).isEqualTo(Upscaling.SHIPPED);
                assertThat(task.how().overlap()).isLessThan(request.size().width());
            });
        });
        assertThat(rig.studio.queued.stream().map(request -> request.prompt().positive()))
                .contains("a fox");
        model.promptProperty().set("fur, moss");
        model.start(rig.model.chosen().ids());
        work();
        assertThat(rig.studio.queued.getLast().prompt().positive()).isEqualTo("fur, moss");
        assertThat(rig.model.foundProperty().get().size())
                .as("they come from the queue")
                .isEqualTo(3);
    }

    @Test
    void tilesOverlapAndMethodAreWhatWasChosen() {
        model.detailProperty().set(true);
        model.how().tile().read("512 × 512");
        model.how().overlap().read("128");
        model.how().method().read("multidiffusion");
        model.start(rig.model.chosen().ids());
        work();
        assertThat(rig.studio.queued).hasSize(3).allSatisfy(request -> {
            assertThat(request.size()).isEqualTo(new ImageSize(512, 512));
            assertThat(request.task())
                    .isInstanceOfSatisfying(
                            Task.Upscale.class,
                            task -> assertThat(task.how())
                                    .isEqualTo(
                                            new SdUpscale(4, Upscaling.SHIPPED, 128, SdUpscale.Method.MULTIDIFFUSION)));
        });
    }

    @Test
    void whatWasCancelledLeavesWhatIsThere() {
        model.start(rig.model.chosen().ids());
        model.cancel();
        work();
        assertThat(model.batch().progressProperty().get()).isEqualTo(new Batch.Progress(0, 3, false, List.of()));
        assertThat(model.tilesProperty().get()).isEqualTo(new EnlargeModel.Tiles(0, 0));
        assertThat(rig.model.foundProperty().get().size()).isEqualTo(3);
    }

    @Test
    void aPictureThatIsDamagedIsToldAndTheOthersAreMade() throws IOException {
        Path damaged = Files.writeString(rig.at(1).file(), "no picture");
        model.how().upscalerProperty().set(Upscaling.LANCZOS);
        model.start(rig.model.chosen().ids());
        work();
        Batch.Progress now = model.batch().progressProperty().get();
        assertThat(now.done()).isEqualTo(2);
        assertThat(now.problems()).containsExactly(damaged + " is not a PNG picture");
    }

    @Test
    void anUpscalerThatIsGoneIsTold() {
        model.how().upscalerProperty().set("4x-gone");
        model.start(rig.model.chosen().ids());
        work();
        Batch.Progress now = model.batch().progressProperty().get();
        assertThat(now.running()).isFalse();
        assertThat(now.problems()).singleElement().asString().contains("there is no upscaler '4x-gone'");
        model.look();
        work();
        assertThat(model.how().upscalerProperty().get()).isEqualTo(Upscaling.SHIPPED);
    }
}
