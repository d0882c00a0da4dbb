package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.SourceStore;
import studio.sfumato.ui.queue.PatientEasel;

/// Folders and several pictures without a window and without an engine.
class BatchModelTest {
    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final PatientEasel easel = stand.easel;
    private final BatchModel model = stand.model.batch();
    private SourceStore sources;
    private Path many;

    @BeforeEach
    void makePictures() throws IOException {
        sources = new SourceStore(folder.resolve("sources"));
        model.keepIn(sources);
        many = Files.createDirectories(folder.resolve("many"));
        Png.write(many.resolve("b [seed].png"), Raster.filled(100, 48, 0x336699), List.of());
        Files.writeString(many.resolve("broken.jpg"), "no picture");
        Png.write(many.resolve("c.PNG"), Raster.filled(64, 64, 0x996633), List.of());
        Files.writeString(many.resolve("notes.txt"), "no picture");
        Files.writeString(many.resolve(".hidden.png"), "no picture");
    }

    @Test
    void everyPictureOfAFolderBecomesAJobNamedAfterIt() {
        stand.model.prompt().textProperty().set("a fox");
        model.strength().read("0.4");
        model.resize().valueProperty().setValue(ResizeMode.CROP);
        model.offer(List.of(many));
        assertThat(model.openProperty().get()).isTrue();
        assertThat(model.entries()).hasSize(3);
        model.start();
        assertThat(easel.names).containsExactly("b [seed]", "c");
        assertThat(easel.requests).hasSize(2);
        GenerationRequest first = easel.requests.getFirst();
        assertThat(first.prompt().positive()).isEqualTo("a fox");
        assertThat(first.size()).isEqualTo(new ImageSize(104, 48));
        assertThat(first.task()).isInstanceOfSatisfying(Task.ImageToImage.class, task -> {
            assertThat(task.strength()).isEqualTo(0.4);
            assertThat(task.resize()).isEqualTo(ResizeMode.CROP);
            assertThat(sources.open(task.source())).isEqualTo(Raster.filled(100, 48, 0x336699));
        });
        assertThat(easel.requests.get(1).noise().seed())
                .as("each has a seed of its own")
                .isNotEqualTo(first.noise().seed());
    }

    @Test
    void aDamagedFileIsToldAndPassedOverAndTheOthersAreMade() {
        model.offer(List.of(many));
        model.start();
        assertThat(model.workingProperty().get()).isFalse();
        assertThat(model.entries())
                .extracting(BatchModel.Entry::state)
                .containsExactly(BatchModel.State.QUEUED, BatchModel.State.REFUSED, BatchModel.State.QUEUED);
        assertThat(model.entries().get(1).problem()).contains("broken.jpg");
        model.start();
        assertThat(easel.requests).as("what is done is done once").hasSize(2);
    }

    @Test
    void theFormsOwnSizeIsTakenWhereThatIsWanted() {
        stand.model.form().widthProperty().set(160);
        model.own().valueProperty().setValue(false);
        model.offer(List.of(many.resolve("c.PNG")));
        model.start();
        assertThat(easel.requests.getFirst().size()).isEqualTo(new ImageSize(160, 128));
    }

    @Test
    void whatIsWrongWithTheFormIsSaidBeforeAnythingIsRead() {
        stand.model.form().seedProperty().set("nonsense");
        model.offer(List.of(many));
        model.start();
        assertThat(easel.requests).isEmpty();
        assertThat(model.waiting()).isEqualTo(3);
        assertThat(stand.model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("nonsense"));
        assertThat(sources.folder()).doesNotExist();
    }

    @Test
    void aFolderWithoutPicturesIsToldByName() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        model.pickWith(_ -> Optional.of(empty));
        model.choose("title");
        assertThat(model.entries()).isEmpty();
        assertThat(stand.model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("empty has no pictures in it"));
    }

    @Test
    void whatIsOfferedTwiceWaitsOnceAndTheListCanBeCleared() {
        model.offer(List.of(many, many.resolve("c.PNG")));
        model.offer(List.of(many));
        assertThat(model.entries()).hasSize(3);
        model.clear();
        model.start();
        assertThat(easel.requests).isEmpty();
    }

    @Test
    void aLargeFolderIsShownAtOnceAndNotPictureByPicture() throws IOException {
        for (int i = 0; i < 40; i++) {
            Files.writeString(many.resolve("large-" + i + ".png"), "no picture");
        }
        AtomicInteger changes = new AtomicInteger();
        model.entries().subscribe(changes::incrementAndGet);
        model.offer(List.of(many));
        assertThat(model.entries()).hasSize(43);
        assertThat(changes).hasValue(1);
    }

    @Test
    void aListThatIsClearedWhileItIsReadEndsThere() {
        stand.patient = true;
        model.offer(List.of(many));
        stand.waiting.removeFirst().run();
        model.start();
        model.clear();
        stand.waiting.removeFirst().run();
        assertThat(stand.waiting).isEmpty();
        assertThat(model.workingProperty().get()).isFalse();
        assertThat(easel.requests).as("the one that was being read").hasSize(1);
    }

    @Test
    void aPictureThatWasNotWelcomeIsSoOnceTheListIsOpen() {
        BatchPane.Dragged dragged = new BatchPane.Dragged();
        List<Path> one = List.of(Path.of("a.png"));
        assertThat(dragged.wanted(one, false)).isFalse();
        assertThat(dragged.wanted(one, true)).isTrue();
        assertThat(dragged.wanted(one, false)).isFalse();
    }

    @Test
    void aFolderOfPicturesOrSeveralAreForABatchAndOnePictureOrAModelsFolderIsNot() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model_index.json"), "{}");
        Png.write(model.resolve("preview.png"), Raster.filled(8, 8, 0), List.of());
        assertThat(BatchPane.wanted(List.of(model), false)).isFalse();
        assertThat(BatchPane.wanted(List.of(Files.createDirectories(folder.resolve("empty"))), false))
                .isFalse();
        assertThat(BatchPane.wanted(List.of(many), false)).isTrue();
        assertThat(BatchPane.wanted(List.of(Path.of("a.png"), Path.of("b.jpg")), false))
                .isTrue();
        assertThat(BatchPane.wanted(List.of(Path.of("a.png")), false)).isFalse();
        assertThat(BatchPane.wanted(List.of(Path.of("a.png")), true)).isTrue();
        assertThat(BatchPane.wanted(List.of(Path.of("a.safetensors"), Path.of("b.safetensors")), false))
                .isFalse();
        assertThat(BatchPane.wanted(List.of(), true)).isFalse();
    }
}
