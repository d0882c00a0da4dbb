package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.Destination;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class CandidatesModelTest {
    @TempDir
    Path folder;

    private CanvasStand stand;
    private CandidatesModel model;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        model = stand.model.candidates();
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private QueuedJob job(GenerationRequest request, JobState state) {
        return job("job", request, state);
    }

    private QueuedJob job(String id, GenerationRequest request, JobState state) {
        return new QueuedJob(id, request, new Destination(folder, "", "", 0, request.count()), state, new TreeMap<>());
    }

    private void made(GenerationRequest request, int picture, Raster pixels) {
        Path file = folder.resolve("made-" + picture + ".png");
        Png.write(file, pixels, List.of());
        GenerationEvent.ImageReady ready =
                new GenerationEvent.ImageReady(picture, new Seed(1), pixels, Tensor.zeros(Shape.of(1, 4, 2, 2)));
        model.hear(new QueueEvent.Saved(job(request, new JobState.Running()), ready, file));
    }

    @Test
    void candidatesComeOneByOneAndTheFirstIsShown() {
        Raster picture = stand.open(64, 64);
        stand.model.generate();
        assertThat(model.pendingProperty().get()).isEqualTo(4);
        GenerationRequest asked = stand.asked.getFirst();
        made(asked, 0, CanvasStand.picture(64, 64, 11));
        made(asked, 1, CanvasStand.picture(64, 64, 12));
        assertThat(model.candidates()).hasSize(2);
        assertThat(model.pendingProperty().get()).isEqualTo(2);
        assertThat(model.chosenProperty().get()).isZero();
        assertThat(model.lookingProperty().get()).isTrue();
        assertThat(stand.document().flattened()).isEqualTo(picture);
        model.flip(1);
        assertThat(model.chosenProperty().get()).isEqualTo(1);
        model.flip(1);
        assertThat(model.chosenProperty().get()).isZero();
        model.hear(new QueueEvent.Ended(job(asked, new JobState.Cancelled())));
        assertThat(model.pendingProperty().get()).isZero();
    }

    @Test
    void ofSeveralThatAreFlippedThroughOnlyTheLastIsRead() throws IOException {
        stand.open(64, 64);
        stand.model.generate();
        GenerationRequest asked = stand.asked.getFirst();
        made(asked, 0, CanvasStand.picture(64, 64, 11));
        made(asked, 1, CanvasStand.picture(64, 64, 12));
        List<Runnable> later = new ArrayList<>();
        stand.background = later::add;
        model.choose(1);
        model.choose(0);
        model.choose(1);
        Files.delete(folder.resolve("made-0.png"));
        later.forEach(Runnable::run);
        assertThat(model.lookingProperty().get()).isTrue();
        assertThat(stand.model.page().notes())
                .as("the first was never read again")
                .isEmpty();
        model.choose(0);
        model.choose(CandidatesModel.NONE);
        later.getLast().run();
        assertThat(stand.model.page().notes())
                .as("nor what one looks away from")
                .isEmpty();
        model.choose(0);
        later.getLast().run();
        assertThat(stand.model.page().notes()).hasSize(1);
    }

    @Test
    void variationsOfACandidateAreMadeOfTheSamePictureAndJoinTheOthers() {
        stand.open(64, 64);
        stand.model.generate();
        GenerationRequest asked = stand.asked.getFirst();
        made(asked, 1, CanvasStand.picture(64, 64, 11));
        model.hear(new QueueEvent.Ended(job(asked, new JobState.Done())));
        model.choose(0);
        model.vary();
        GenerationRequest near = stand.asked.getLast();
        assertThat(near).isEqualTo(asked.single(1).withNoise(near.noise(), 4, 1));
        assertThat(near.noise().seed()).isEqualTo(asked.noise(1).seed());
        assertThat(near.noise().variation().strength()).isEqualTo(0.25);
        assertThat(model.pendingProperty().get()).isEqualTo(4);
        made(near, 0, CanvasStand.picture(64, 64, 12));
        assertThat(model.candidates()).hasSize(2);
        assertThat(model.candidates().getLast().source())
                .isEqualTo(model.candidates().getFirst().source());
    }

    @Test
    void picturesOfOthersAreNoCandidates() {
        stand.open(64, 64);
        stand.model.generate();
        made(stand.create.asked("another", "", "77", 4), 0, CanvasStand.picture(64, 64, 11));
        assertThat(model.candidates()).isEmpty();
    }

    @Test
    void whatIsAcceptedIsALayerAndUndoTakesItBackToTheBit() {
        Raster picture = stand.open(64, 64);
        stand.model.generate();
        Raster other = CanvasStand.picture(64, 64, 11);
        made(stand.asked.getFirst(), 0, other);
        model.accept();
        assertThat(stand.document().flattened()).isEqualTo(other);
        assertThat(stand.document().layers()).hasSize(2);
        assertThat(model.candidates()).as("another may be accepted as well").hasSize(1);
        stand.model.page().undo();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void aBlendIsHalfOfBothAndOneStepOfUndo() {
        Raster picture = stand.open(64, 64);
        stand.model.generate();
        made(stand.asked.getFirst(), 0, Raster.filled(64, 64, 0));
        model.blend();
        int before = picture.argb(5, 5) & 0xFF;
        assertThat(stand.document().flattened().argb(5, 5) & 0xFF).isBetween(before / 2 - 1, before / 2 + 1);
        assertThat(stand.document().layers().getLast().opacity()).isEqualTo(0.5);
        stand.model.page().undo();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void aCandidateForAnotherSizeIsNotLaidOverTheWrongPlace() {
        stand.open(64, 64);
        stand.model.generate();
        made(stand.asked.getFirst(), 0, CanvasStand.picture(64, 64, 11));
        model.choose(CandidatesModel.NONE);
        stand.model.page().edit(open -> open.resize(0, 0, 8, 0));
        model.choose(0);
        assertThat(model.chosenProperty().get()).isEqualTo(CandidatesModel.NONE);
        assertThat(stand.model.page().notes().getFirst().message()).contains("candidate.other-size [64, 64]");
        model.accept();
        assertThat(stand.document().layers()).hasSize(1);
    }

    @Test
    void aFileThatIsGoneIsTold() {
        stand.open(64, 64);
        stand.model.generate();
        made(stand.asked.getFirst(), 0, CanvasStand.picture(64, 64, 11));
        made(stand.asked.getFirst(), 1, CanvasStand.picture(64, 64, 12));
        assertThat(folder.resolve("made-1.png").toFile().delete()).isTrue();
        model.choose(1);
        assertThat(stand.model.page().notes()).hasSize(1);
        assertThat(model.lookingProperty().get()).isFalse();
    }

    @Test
    void aSketchCountsIntoWhatTheModelStartsFrom() {
        stand.open(64, 64);
        stand.model.layers().add(LayerKind.PAINT);
        stand.model.tools().colourProperty().set(0x00FF00);
        stand.drag(20, 20, 40, 20);
        stand.model.generate();
        Raster source =
                stand.sources.open(stand.asked.getFirst().task().pictures().getFirst());
        assertThat(source.argb(30, 20)).isEqualTo(0xFF00FF00);
    }

    @Test
    void whatIsStoppedBeforeItsTurnIsNotWaitedForAndTheOtherStillIs() {
        stand.open(64, 64);
        stand.model.repaint().seedProperty().set("7");
        stand.model.generate();
        stand.model.generate();
        assertThat(stand.asked.getFirst()).as("the same once more").isEqualTo(stand.asked.getLast());
        assertThat(model.pendingProperty().get()).isEqualTo(8);
        GenerationRequest asked = stand.asked.getFirst();
        model.hear(new QueueEvent.Began(job("first", asked, new JobState.Running())));
        model.hear(new QueueEvent.Ended(job("second", asked, new JobState.Cancelled())));
        assertThat(model.pendingProperty().get()).isEqualTo(4);
        model.hear(new QueueEvent.Ended(job("first", asked, new JobState.Done())));
        assertThat(model.pendingProperty().get()).isZero();
    }

    @Test
    void whatWasTakenOutAndIsPutBackStillBecomesCandidates() {
        stand.open(64, 64);
        stand.model.generate();
        GenerationRequest asked = stand.asked.getFirst();
        model.hear(new QueueEvent.Ended(job(asked, new JobState.Cancelled())));
        assertThat(model.pendingProperty().get()).isZero();
        model.hear(new QueueEvent.Began(job(asked, new JobState.Running())));
        assertThat(model.pendingProperty().get()).isEqualTo(4);
        made(asked, 0, CanvasStand.picture(64, 64, 11));
        made(asked, 0, CanvasStand.picture(64, 64, 11));
        assertThat(model.candidates())
                .as("one that is written later is the same")
                .hasSize(1);
        assertThat(model.pendingProperty().get()).isEqualTo(3);
    }
}
