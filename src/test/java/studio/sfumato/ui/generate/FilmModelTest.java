package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.job.SeenStep;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.ui.queue.PatientEasel;

/// The filmstrip without a window and without an engine.
class FilmModelTest {
    private final CreateStand stand = new CreateStand();
    private final PatientEasel easel = stand.easel;
    private final CreateModel create = stand.model;
    private final FilmModel film = create.film();
    private final List<String> drawn = new ArrayList<>();

    /// Draws one colour for each step and estimate, and says so.
    private final class Painted implements StepFrame {
        private final int step;
        private final boolean guided;

        Painted(int step, boolean guided) {
            this.step = step;
            this.guided = guided;
        }

        @Override
        public Optional<Raster> draw(Estimate estimate) {
            drawn.add(step + " " + estimate);
            return guided || estimate == Estimate.MERGED ? Optional.of(colour(step, estimate)) : Optional.empty();
        }

        @Override
        public Raster small() {
            return colour(step, Estimate.MERGED);
        }

        @Override
        public boolean guided() {
            return guided;
        }
    }

    private static Raster colour(int step, StepFrame.Estimate estimate) {
        return Raster.filled(16, 16, 1000 * step + estimate.name().length());
    }

    private void step(int picture, int step, int steps, boolean guided) {
        easel.heard(new GenerationEvent.Stepped(List.of(picture), step, steps, 0.1));
        easel.heard(new GenerationEvent.Previewed(picture, step, steps, new Painted(step, guided)));
    }

    private static GenerationEvent.ImageReady ready(int picture) {
        return new GenerationEvent.ImageReady(
                picture, new Seed(picture), Raster.filled(16, 16, 0xffffff), Tensor.zeros(Shape.of(1, 4, 2, 2)));
    }

    private void make(int steps, boolean guided) {
        create.generate("a fox");
        for (int step = 1; step <= steps; step++) {
            step(0, step, steps, guided);
        }
        easel.kept(ready(0), Path.of("fox.png"));
        easel.heard(new GenerationEvent.Finished(1));
        easel.end(new JobState.Done());
    }

    private Integer chosenStep() {
        FilmModel.Frame chosen = film.chosenProperty().get();
        assertThat(chosen).isNotNull();
        return chosen.step();
    }

    @Test
    void beforeTheFirstPictureThereIsNothingToOpen() {
        assertThat(film.thereProperty().get()).isFalse();
        film.toggle();
        film.keep();
        assertThat(film.openProperty().get()).isFalse();
        assertThat(easel.steps).isEmpty();
    }

    @Test
    void theFilmOpensAtItsLastStepAndCloses() {
        make(5, true);
        assertThat(film.thereProperty().get()).isTrue();
        assertThat(film.shownProperty().get()).isNull();
        film.toggle();
        assertThat(film.frames()).extracting(FilmModel.Frame::step).containsExactly(1, 2, 3, 4, 5);
        assertThat(film.frames()).extracting(FilmModel.Frame::steps).containsOnly(5);
        assertThat(chosenStep()).isEqualTo(5);
        assertThat(film.shownProperty().get()).isEqualTo(colour(5, StepFrame.Estimate.MERGED));
        film.chosenProperty().set(film.frames().get(1));
        assertThat(film.shownProperty().get()).isEqualTo(colour(2, StepFrame.Estimate.MERGED));
        film.toggle();
        assertThat(film.openProperty().get()).isFalse();
        assertThat(film.shownProperty().get()).isNull();
        film.toggle();
        assertThat(chosenStep()).as("where one was").isEqualTo(2);
        assertThat(film.shownProperty().get()).isEqualTo(colour(2, StepFrame.Estimate.MERGED));
    }

    @Test
    void theThreeEstimatesOfAStepAreSeenAndStayChosenFromStepToStep() {
        make(3, true);
        film.open();
        for (StepFrame.Estimate estimate : StepFrame.Estimate.values()) {
            film.estimateProperty().set(estimate);
            assertThat(film.shownProperty().get()).isEqualTo(colour(3, estimate));
        }
        film.chosenProperty().set(film.frames().getFirst());
        assertThat(film.shownProperty().get()).isEqualTo(colour(1, StepFrame.Estimate.UNPROMPTED));
    }

    @Test
    void aStepWithoutGuidanceShowsTheOneEstimateItHas() {
        make(3, false);
        film.open();
        film.estimateProperty().set(StepFrame.Estimate.UNPROMPTED);
        assertThat(film.shownProperty().get()).isEqualTo(colour(3, StepFrame.Estimate.MERGED));
    }

    @Test
    void whatIsSeenIsKeptBesideThePicturesAndStandsInTheStrip() {
        make(4, true);
        film.open();
        film.chosenProperty().set(film.frames().get(2));
        film.estimateProperty().set(StepFrame.Estimate.PROMPTED);
        film.keep();
        assertThat(easel.commands).containsExactly("keep step 3 of job-1 0");
        assertThat(easel.steps)
                .containsExactly(
                        new SeenStep(0, 3, StepFrame.Estimate.PROMPTED, colour(3, StepFrame.Estimate.PROMPTED)));
        assertThat(film.keptProperty().get()).isEqualTo(Path.of("step-3.png"));
        assertThat(create.made().pictures())
                .extracting(MadePicture::file)
                .containsExactly(Path.of("step-3.png"), Path.of("fox.png"));
        assertThat(film.openProperty().get()).as("the film stays open").isTrue();
        film.chosenProperty().set(film.frames().getFirst());
        assertThat(film.keptProperty().get()).isNull();
    }

    @Test
    void whileAnotherStepIsBeingDrawnTheOneThatIsSeenIsKeptAsItself() {
        make(4, true);
        film.open();
        stand.patient = true;
        film.chosenProperty().set(film.frames().getFirst());
        film.estimateProperty().set(StepFrame.Estimate.PROMPTED);
        film.keep();
        assertThat(easel.steps)
                .containsExactly(new SeenStep(0, 4, StepFrame.Estimate.MERGED, colour(4, StepFrame.Estimate.MERGED)));
        while (!stand.waiting.isEmpty()) {
            stand.waiting.remove().run();
        }
        assertThat(film.shownProperty().get()).isEqualTo(colour(1, StepFrame.Estimate.PROMPTED));
        assertThat(film.keptProperty().get()).as("that one is not kept").isNull();
    }

    @Test
    void theFilmGoesWithAnotherPicture() {
        make(4, true);
        film.open();
        create.made().chosenProperty().set(null);
        assertThat(film.thereProperty().get()).isFalse();
        assertThat(film.openProperty().get()).isFalse();
        assertThat(film.frames()).isEmpty();
        assertThat(film.chosenProperty().get()).isNull();
        make(2, true);
        film.open();
        assertThat(film.frames()).hasSize(2);
        make(7, true);
        assertThat(film.openProperty().get()).isFalse();
        film.open();
        assertThat(film.frames()).hasSize(7);
    }

    @Test
    void aPictureThatCouldNotBeWrittenHasAFilmToo() {
        create.generate("a fox");
        step(0, 1, 1, true);
        easel.lost(ready(0), new ImageFileException("full"));
        assertThat(film.thereProperty().get()).isTrue();
    }

    @Test
    void theNextPictureIsSeenToFormAndTheFilmOfTheLastStaysAtHand() {
        make(4, true);
        film.open();
        create.generate("a cat");
        assertThat(film.openProperty().get()).isFalse();
        assertThat(film.thereProperty().get()).isTrue();
        film.open();
        assertThat(film.frames()).hasSize(4);
    }

    @Test
    void nothingIsDrawnThatNobodyLooksAt() {
        create.progress().previewEveryProperty().set(0);
        make(6, true);
        assertThat(drawn).isEmpty();
        assertThat(create.progress().previewProperty().get()).isNull();
        create.progress().previewEveryProperty().set(4);
        make(6, true);
        assertThat(drawn).containsExactly("4 MERGED", "6 MERGED");
        drawn.clear();
        film.open();
        assertThat(drawn).containsExactly("6 MERGED");
    }
}
