package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.ui.queue.PatientEasel;

/// The walk from picture to picture without a window and without an engine.
class VaryModelTest {
    @TempDir
    Path folder;

    private final CreateStand stand = new CreateStand();
    private final PatientEasel easel = stand.easel;
    private final VaryModel model = stand.model.vary();
    private GenerationRequest centre;
    private Path file;

    @BeforeEach
    void haveAPicture() {
        stand.model.form().seedProperty().set("7");
        stand.model.generate("a fox");
        centre = easel.requests.getFirst().single(0);
        file = kept(0, 7);
        easel.end(new JobState.Done());
    }

    private Path kept(int picture, long seed) {
        GenerationEvent.ImageReady ready = CreateStand.ready(picture, seed);
        Path made = folder.resolve(easel.requests.size() + "-" + picture + ".png");
        Png.write(made, ready.image(), List.of());
        easel.kept(ready, made);
        return made;
    }

    private GenerationRequest last() {
        return easel.requests.getLast();
    }

    private VaryModel.Grid grid() {
        return model.grid().orElseThrow();
    }

    @Test
    void aWalkBeginsAtAPictureAndMakesNothingYet() {
        model.begin(centre, file);
        assertThat(model.openProperty().get()).isTrue();
        assertThat(grid().centre().request()).isEqualTo(centre);
        assertThat(grid().cells()).isEmpty();
        assertThat(easel.requests).hasSize(1);
    }

    @Test
    void aGridHasAsManyPicturesAsWantedTurnedAsFarAsWanted() {
        model.begin(centre, file);
        model.countProperty().set(9);
        model.strength().read("0.4");
        model.make();
        NoiseSettings noise = last().noise();
        assertThat(last()).isEqualTo(centre.withNoise(noise, 9, 1));
        assertThat(noise.seed()).isEqualTo(new Seed(7));
        assertThat(noise.variation().strength()).isEqualTo(0.4);
        assertThat(grid().pending()).isEqualTo(9);
        assertThat(model.runningProperty().get()).isTrue();
        model.make();
        assertThat(easel.requests).as("one grid at a time").hasSize(2);
    }

    @Test
    void thePickedPictureBecomesTheCentreOfTheNextGrid() {
        model.begin(centre, file);
        model.make();
        for (int i = 0; i < 4; i++) {
            kept(i, 7);
        }
        easel.end(new JobState.Done());
        model.choose(2);
        assertThat(model.spot().orElseThrow().request()).isEqualTo(last().single(2));
        Variation picked = last().noise(2).variation();
        model.walkOn();
        assertThat(last().noise().variation().of()).contains(picked);
        assertThat(last().noise().seed()).isEqualTo(new Seed(7));
        assertThat(model.walk()).hasSize(2);
        assertThat(model.placeProperty().get()).isEqualTo(1);
        assertThat(model.chosenProperty().get()).isEqualTo(VaryModel.NONE);
        assertThat(grid().pending()).isEqualTo(4);

        model.see(0);
        assertThat(grid().cells()).as("what was there is there").allMatch(cell -> cell.spot() != null);
        kept(1, 7);
        assertThat(model.walk().get(1).cells().get(1).spot())
                .as("the grid that is not seen is filled as well")
                .isNotNull();
    }

    @Test
    void walkingOnFromAnEarlierGridForgetsTheLaterOnes() {
        model.begin(centre, file);
        for (int step = 0; step < 3; step++) {
            model.walkOn();
            model.make();
            kept(0, 7);
            easel.end(new JobState.Done());
            model.choose(0);
        }
        model.walkOn();
        assertThat(model.walk()).hasSize(4);
        model.see(0);
        model.choose(0);
        model.walkOn();
        assertThat(model.walk()).hasSize(2);
        assertThat(model.placeProperty().get()).isEqualTo(1);
    }

    @Test
    void aLongWalkKeepsItsTwelveLastGrids() {
        model.begin(centre, file);
        model.make();
        for (int step = 0; step < 15; step++) {
            kept(0, 7);
            easel.end(new JobState.Done());
            model.choose(0);
            model.walkOn();
        }
        assertThat(model.walk()).hasSize(12);
        assertThat(last().noise().variation().path().split(" ")).hasSize(15);
    }

    @Test
    void whatIsNotMadeAnyMoreNeitherWaitsNorCanBePicked() {
        model.begin(centre, file);
        model.make();
        kept(0, 7);
        stand.model.cancel();
        assertThat(grid().pending()).isZero();
        assertThat(model.runningProperty().get()).isFalse();
        model.choose(1);
        assertThat(model.chosenProperty().get()).isEqualTo(VaryModel.NONE);
        model.choose(0);
        assertThat(model.chosenProperty().get()).isZero();
        model.make();
        assertThat(grid().pending()).as("another try").isEqualTo(4);
    }

    @Test
    void whatIsTakenOutOfTheQueueBeforeItsTurnDoesNotWaitForEver() {
        stand.model.generate("a hare");
        model.begin(centre, file);
        model.make();
        assertThat(grid().pending()).isEqualTo(4);
        assertThat(model.runningProperty().get()).as("the hare runs").isFalse();
        easel.remove("job-3");
        assertThat(grid().pending()).isZero();
        model.make();
        assertThat(grid().pending()).as("another try").isEqualTo(4);
        easel.end(new JobState.Done());
        assertThat(model.runningProperty().get()).isTrue();
    }

    @Test
    void stoppingAGridThatWaitsLeavesTheJobThatRunsAlone() {
        stand.model.generate("a hare");
        model.begin(centre, file);
        model.make();
        model.stop();
        assertThat(easel.commands).containsExactly("remove job-3");
        assertThat(grid().pending()).isZero();
        easel.end(new JobState.Done());
        model.make();
        model.stop();
        assertThat(easel.commands).endsWith("cancel job-3").hasSize(2);
        assertThat(grid().pending()).isZero();
    }

    @Test
    void onlyTheGridThatIsMadeShowsHowThePictureForms() {
        model.begin(centre, file);
        model.make();
        kept(0, 7);
        model.choose(0);
        model.walkOn();
        assertThat(grid().pending()).isEqualTo(4);
        assertThat(model.runningProperty().get())
                .as("it waits for the first grid")
                .isFalse();
        model.see(0);
        assertThat(model.runningProperty().get()).isTrue();
        Path other = folder.resolve("other.png");
        Png.write(other, Raster.filled(8, 8, 0), List.of());
        model.begin(easel.requests.getLast().single(1), other);
        assertThat(model.runningProperty().get())
                .as("the walk it belongs to is left")
                .isFalse();
    }

    @Test
    void aPictureThatCouldNotBeWrittenCanStillBeWalkedOnFromButNotOpened() {
        model.begin(centre, file);
        model.make();
        easel.lost(CreateStand.ready(0, 7), new ImageFileException("the disk is full"));
        model.choose(0);
        assertThat(model.spot().orElseThrow().file()).isNull();
        model.look();
        assertThat(model.openProperty().get()).isTrue();
        GenerationEvent.ImageReady ready = CreateStand.ready(0, 7);
        easel.kept(ready, folder.resolve("elsewhere.png"));
        assertThat(model.spot().orElseThrow().file()).isNotNull();
    }

    @Test
    void thePickedPictureIsLookedAtInCreateAndItsSettingsGoIntoTheForm() {
        model.begin(centre, file);
        model.make();
        Path second = kept(0, 7);
        kept(1, 7);
        model.choose(0);
        model.use();
        assertThat(stand.model.form().noise().variationStrengthProperty().get()).isEqualTo(0.25);
        model.look();
        assertThat(model.openProperty().get()).isFalse();
        assertThat(stand.model.made().chosenProperty().get().file()).isEqualTo(second);
    }

    @Test
    void whereTheRulesKnowNoVariationsEachHasASeedOfItsOwn() {
        GenerationRequest comfy = new GenerationRequest(
                centre.model(),
                centre.prompt(),
                centre.size(),
                centre.sampling(),
                centre.guidance(),
                new NoiseSettings(new Seed(7), Compatibility.COMFY.rng()),
                Compatibility.COMFY,
                1,
                1,
                centre.task());
        model.begin(comfy, file);
        assertThat(model.strength().usableProperty().get()).isFalse();
        model.make();
        assertThat(last().noise().variation().varies()).isFalse();
        assertThat(last().noise().seed()).isNotEqualTo(new Seed(7));
        assertThat(last().count()).isEqualTo(4);
    }

    @Test
    void aFileThatCannotBeReadIsToldAndOpensNothing() {
        model.begin(centre, folder.resolve("gone.png"));
        assertThat(model.openProperty().get()).isFalse();
        assertThat(stand.model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("gone.png"));
    }

    @Test
    void askingForAPictureLeavesTheGrid() {
        model.begin(centre, file);
        stand.model.generate();
        assertThat(model.openProperty().get()).isFalse();
    }

    @Test
    void largePicturesAreKeptSmallHere() {
        Path large = folder.resolve("large.png");
        Png.write(large, Raster.filled(1200, 600, 0), List.of());
        model.begin(centre, large);
        assertThat(grid().centre().small().width()).isEqualTo(320);
        assertThat(grid().centre().small().height()).isEqualTo(160);
    }
}
