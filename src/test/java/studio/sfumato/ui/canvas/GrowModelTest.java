package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.Destination;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.Upscaling;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.ui.generate.DetailModel;

class GrowModelTest {
    @TempDir
    Path folder;

    private CanvasStand stand;
    private GrowModel model;
    private CandidatesModel candidates;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        model = stand.model.grow();
        candidates = stand.model.candidates();
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private GrowModel.Becomes becomes() {
        GrowModel.Becomes now = model.becomesProperty().get();
        assertThat(now).isNotNull();
        return now;
    }

    private QueuedJob job(GenerationRequest request, JobState state) {
        return new QueuedJob("job", request, new Destination(folder, "", "", 0, 1), state, new TreeMap<>());
    }

    private void hear(GenerationRequest request, GenerationEvent event) {
        candidates.hear(new QueueEvent.Heard(job(request, new JobState.Running()), event));
    }

    private GenerationEvent.ImageReady ready(Raster pixels) {
        return new GenerationEvent.ImageReady(0, new Seed(1), pixels, Tensor.zeros(Shape.of(1, 4, 2, 2)));
    }

    private Path made(GenerationRequest request, Raster pixels) {
        Path file = folder.resolve("made.png");
        Png.write(file, pixels, List.of());
        candidates.hear(new QueueEvent.Saved(job(request, new JobState.Running()), ready(pixels), file));
        return file;
    }

    /// Asks for the picture larger.
    private GenerationRequest asked() {
        model.onProperty().set(true);
        stand.model.generate();
        return stand.asked.getLast();
    }

    @Test
    void whatIsOnTheCanvasIsAskedForLargerWithItsWords() {
        stand.open(128, 128);
        stand.tiling = Wrap.BOTH;
        stand.model.repaint().prompt().textProperty().set("moss and stones");
        assertThat(becomes().width()).isEqualTo(256);
        GenerationRequest asked = asked();
        assertThat(asked.prompt().positive()).isEqualTo("moss and stones");
        assertThat(asked.count()).isEqualTo(1);
        assertThat(asked.tiling()).isEqualTo(Wrap.NONE);
        assertThat(asked.size()).as("a tile").isEqualTo(new ImageSize(128, 128));
        assertThat(asked.task()).isInstanceOfSatisfying(Task.Upscale.class, task -> {
            assertThat(task.strength()).isEqualTo(SdUpscale.STRENGTH);
            assertThat(task.how()).isEqualTo(new SdUpscale(2, Upscaling.SHIPPED, 32));
        });
        assertThat(candidates.pendingProperty().get()).isEqualTo(1);
        assertThat(becomes().tiles()).isEqualTo(9);
    }

    @Test
    void everyFieldReachesTheRequest() {
        stand.open(128, 64);
        model.onProperty().set(true);
        assertThat(model.how().names()).containsExactly(Upscaling.SHIPPED, Upscaling.LANCZOS);
        model.how().scaleProperty().set(4);
        model.how().strength().read("0.45");
        model.how().upscalerProperty().set(Upscaling.LANCZOS);
        model.how().methodProperty().set(SdUpscale.Method.MULTIDIFFUSION);
        model.how().tile().read("256 × 256");
        model.how().overlap().read("96");
        GenerationRequest asked = asked();
        assertThat(asked.size()).isEqualTo(new ImageSize(256, 256));
        assertThat(asked.task()).isInstanceOfSatisfying(Task.Upscale.class, task -> {
            assertThat(task.strength()).isEqualTo(0.45);
            assertThat(task.how()).isEqualTo(new SdUpscale(4, Upscaling.LANCZOS, 96, SdUpscale.Method.MULTIDIFFUSION));
        });
        assertThat(becomes())
                .isEqualTo(new GrowModel.Becomes(
                        512, 256, 3, new ImageSize(256, 256), GrowModel.Trouble.NONE, 2, stand.room >> 20));
    }

    @Test
    void whatWouldBecomeTooLargeIsToldBeforeItRuns() {
        stand.open(4096, 16);
        model.how().scaleProperty().set(16);
        assertThat(becomes().width()).isEqualTo(65536);
        assertThat(becomes().trouble()).isEqualTo(GrowModel.Trouble.SIZE);
        model.onProperty().set(true);
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes()).singleElement().satisfies(note -> {
            assertThat(note.serious()).isTrue();
            assertThat(note.message()).contains("grow.too-large");
        });
        model.how().scaleProperty().set(8);
        assertThat(becomes().width()).isEqualTo(CanvasState.LONGEST_SIDE);
        assertThat(becomes().possible()).as("the largest there is").isTrue();
    }

    @Test
    void whatTakesMoreMemoryThanThereIsIsToldBeforeItRuns() {
        stand.open(512, 512);
        stand.room = 16 << 20;
        model.onProperty().set(true);
        assertThat(becomes().possible())
                .as("sixteen bytes for each of a million pixels")
                .isTrue();
        model.how().scaleProperty().set(2.5);
        assertThat(becomes())
                .extracting(GrowModel.Becomes::trouble, GrowModel.Becomes::megabytes, GrowModel.Becomes::room)
                .containsExactly(GrowModel.Trouble.MEMORY, 25L, 16L);
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("grow.no-room"));
    }

    @Test
    void whatBecomesOfItFollowsTheCanvas() {
        assertThat(model.becomesProperty().get()).isNull();
        stand.open(128, 128);
        assertThat(becomes().height()).isEqualTo(256);
        stand.model.page().edit(open -> open.resize(0, 0, 0, 64));
        assertThat(becomes().height()).isEqualTo(384);
        stand.model.page().undo();
        assertThat(becomes().height()).isEqualTo(256);
        stand.usual = new ImageSize(256, 256);
        stand.model.another();
        assertThat(becomes().tile()).as("another model is in use").isEqualTo(new ImageSize(256, 256));
        assertThat(becomes().tiles()).isEqualTo(1);
    }

    @Test
    void theResultOpensAsACanvasOfItsOwnAndTheOldOneIsOneClickAway() {
        Raster picture = stand.open(128, 128);
        stand.model.page().edit(open -> open.addLayer(LayerKind.PAINT, "paint"));
        GenerationRequest asked = asked();
        Raster larger = CanvasStand.picture(256, 256, 9);
        made(asked, larger);
        assertThat(candidates.largerProperty().get()).isTrue();
        assertThat(candidates.lookingProperty().get()).isTrue();
        candidates.blend();
        candidates.vary();
        assertThat(stand.document().layers()).as("it is no layer").hasSize(2);
        candidates.accept();
        assertThat(stand.document().flattened()).isEqualTo(larger);
        assertThat(stand.document().layers()).hasSize(1);
        assertThat(model.onProperty().get()).as("on with painting").isFalse();
        assertThat(stand.model.page().notes()).singleElement().satisfies(note -> {
            assertThat(note.serious()).isFalse();
            Objects.requireNonNull(note.action()).run().run();
        });
        assertThat(stand.document().flattened()).isEqualTo(picture);
        assertThat(stand.document().layers()).as("all of it is kept").hasSize(2);
        assertThat(stand.model.page().undoableProperty().get())
                .as("and what could be undone")
                .isTrue();
        stand.model.files().back();
        assertThat(stand.document().flattened())
                .as("and the larger one as well")
                .isEqualTo(larger);
    }

    @Test
    void theWayBackLeadsToWhatItWasMadeOfThoughAnotherCanvasWasChangedLater() throws IOException {
        stand.open(32, 32);
        Path other = stand.remembered.getLast().orElseThrow();
        Raster picture = stand.open(64, 64);
        made(asked(), CanvasStand.picture(128, 128, 9));
        candidates.accept();
        Files.setLastModifiedTime(
                other.resolve("journal"), FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        Objects.requireNonNull(stand.model.page().notes().getFirst().action())
                .run()
                .run();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void aResultThatIsOpenedTwiceWhileItIsReadBecomesOneCanvas() {
        stand.open(64, 64);
        Raster larger = CanvasStand.picture(128, 128, 9);
        made(asked(), larger);
        List<Runnable> later = new ArrayList<>();
        stand.clerk = later::add;
        stand.model.enter();
        stand.model.enter();
        stand.clerk = Runnable::run;
        assertThat(later).hasSize(1);
        later.getFirst().run();
        assertThat(stand.document().flattened()).isEqualTo(larger);
        stand.model.files().back();
        assertThat(stand.document().width()).as("what it was made of").isEqualTo(64);
    }

    @Test
    void aResultThatCouldNotBeWrittenOpensAllTheSame() {
        stand.open(64, 64);
        GenerationRequest asked = asked();
        Raster larger = CanvasStand.picture(128, 128, 9);
        candidates.hear(new QueueEvent.Unsaved(
                job(asked, new JobState.Running()),
                ready(larger),
                new ImageFileException("the disk is full", null, null)));
        candidates.accept();
        assertThat(stand.document().flattened()).isEqualTo(larger);
    }

    @Test
    void aResultWhoseFileIsGoneLeavesTheCanvasAsItIs() throws IOException {
        Raster picture = stand.open(64, 64);
        Path file = made(asked(), CanvasStand.picture(128, 128, 9));
        Files.delete(file);
        candidates.accept();
        assertThat(stand.document().flattened()).isEqualTo(picture);
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("made.png"));
    }

    @Test
    void aResultOfACanvasThatIsAnotherSizeNowOpensAllTheSame() {
        stand.open(64, 64);
        GenerationRequest asked = asked();
        stand.model.page().edit(open -> open.resize(0, 0, 8, 0));
        Raster larger = CanvasStand.picture(128, 128, 9);
        made(asked, larger);
        assertThat(candidates.chosenProperty().get()).isZero();
        candidates.accept();
        assertThat(stand.document().flattened()).isEqualTo(larger);
    }

    @Test
    void howFarItIsIsToldAndItCanBeStopped() {
        Raster picture = stand.open(128, 128);
        GenerationRequest asked = asked();
        hear(stand.create.asked("another", "", "3", 1), new GenerationEvent.Stepped(List.of(0), 9, 10, 0.1));
        assertThat(candidates.progressProperty().get()).as("of others").isZero();
        hear(asked, new GenerationEvent.Stepped(List.of(0), 30, 120, 0.1));
        assertThat(candidates.progressProperty().get()).isEqualTo(0.25);
        candidates.stop();
        assertThat(stand.stops).isEqualTo(1);
        candidates.hear(new QueueEvent.Ended(job(asked, new JobState.Cancelled())));
        assertThat(candidates.pendingProperty().get()).isZero();
        assertThat(candidates.progressProperty().get()).isZero();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void aPictureThatCannotBeKeptIsToldAndMoreCanBeAskedFor() {
        stand.open(64, 64);
        stand.full = true;
        model.onProperty().set(true);
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes().getFirst().message()).isEqualTo("the disk is full");
        stand.full = false;
        stand.model.generate();
        assertThat(stand.asked).hasSize(1);
        assertThat(stand.model.page().notes()).isEmpty();
    }

    @Test
    void moreGuidesThanThereMayBeAreToldAndFewerCanBeAskedFor() {
        stand.open(64, 64);
        for (int i = 0; i <= GenerationRequest.MOST_CONTROLS; i++) {
            stand.model.control().add();
            stand.model.control().modelProperty().set("canny-net");
        }
        int last = stand.model.page().chosenProperty().get();
        for (boolean larger : new boolean[] {true, false}) {
            stand.asked.clear();
            model.onProperty().set(larger);
            List<Runnable> later = new ArrayList<>();
            stand.window = later::add;
            stand.model.generate();
            stand.window = Runnable::run;
            assertThat(later).as("prepared in the background").hasSize(1);
            later.getFirst().run();
            assertThat(stand.asked).isEmpty();
            assertThat(stand.model.page().notes())
                    .singleElement()
                    .satisfies(note -> assertThat(note.message()).contains("at most 16 pictures"));
            stand.model.page().edit(open -> open.setVisible(last, false));
            stand.model.generate();
            assertThat(stand.asked)
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.controls()).hasSize(GenerationRequest.MOST_CONTROLS));
            stand.model.page().edit(open -> open.setVisible(last, true));
        }
    }

    @Test
    void howItIsDoneIsKeptWithTheCanvas() {
        stand.open(64, 64);
        model.how().scaleProperty().set(3);
        model.how().methodProperty().set(SdUpscale.Method.MULTIDIFFUSION);
        model.how().overlap().read("128");
        stand.model.files().begin(CanvasDocument.of(CanvasStand.picture(32, 32, 2), "another"));
        model.how().scaleProperty().set(2);
        model.how().methodProperty().set(SdUpscale.Method.TILES);
        model.how().overlap().read("0");
        stand.model.files().back();
        assertThat(model.how().wish())
                .isEqualTo(new DetailModel.Wish(
                        3, Upscaling.SHIPPED, 0.3, 0, 128, false, SdUpscale.Method.MULTIDIFFUSION));
    }

    @Test
    void whatCannotBeInACanvasFromElsewhereStaysAsItIs() {
        stand.open(64, 64);
        DetailModel.Wish usual = model.how().wish();
        GrowModel.Becomes larger = becomes();
        Map<String, String> texts = new TreeMap<>();
        model.texts().keySet().forEach(each -> texts.put(each, "0.5"));
        texts.put("enlarge-strength", "2");
        texts.put("enlarge-upscaler", " ");
        model.read(texts);
        assertThat(model.how().wish()).isEqualTo(usual);
        assertThat(becomes()).isEqualTo(larger);
    }
}
