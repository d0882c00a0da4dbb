package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;

class ExtendModelTest {
    @TempDir
    Path folder;

    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> then = new ArrayList<>();
    private CanvasStand stand;
    private ExtendModel model;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        model = new ExtendModel(stand.model.page(), background::add, Runnable::run, new SplittableRandom(2));
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private Raster begun() {
        Raster picture = stand.open(96, 96);
        model.fill().read("texture");
        model.rightProperty().set(64);
        model.extend(() -> then.add("next"));
        return picture;
    }

    private void work() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    @Test
    void howFarTheNewSpaceIsFilledIsTold() {
        begun();
        List<Double> told = new ArrayList<>();
        model.progressProperty().subscribe((_, now) -> told.add(now.doubleValue()));
        assertThat(model.busyProperty().get()).isTrue();
        model.extend(() -> then.add("again"));
        assertThat(background).as("one thing at a time").hasSize(1);
        work();
        assertThat(told).isSorted().hasSizeGreaterThan(3);
        assertThat(told.getLast()).isGreaterThan(0.9);
        assertThat(model.busyProperty().get()).isFalse();
        assertThat(stand.document().width()).isEqualTo(160);
        assertThat(then).containsExactly("next");
        assertThat(model.cancel()).as("there is nothing to cancel").isFalse();
    }

    @Test
    void aMistakeOfTheProgramsLeavesItFreeForTheNext() {
        List<Runnable> shown = new ArrayList<>();
        FxThread strict = action -> {
            shown.add(action);
            if (shown.size() == 1) {
                throw new IllegalStateException("a mistake");
            }
            action.run();
        };
        model = new ExtendModel(stand.model.page(), background::add, strict, new SplittableRandom(2));
        begun();
        assertThatThrownBy(this::work).isInstanceOf(IllegalStateException.class).hasMessage("a mistake");
        assertThat(model.busyProperty().get()).isFalse();
        assertThat(stand.document().width()).isEqualTo(96);
        model.extend(() -> then.add("next"));
        work();
        assertThat(stand.document().width()).isEqualTo(160);
    }

    @Test
    void cancelledHalfWayTheCanvasStaysAndItCanBeDoneAfterAll() {
        Raster picture = begun();
        List<Double> told = new ArrayList<>();
        model.progressProperty().subscribe((_, now) -> {
            told.add(now.doubleValue());
            if (now.doubleValue() > 0.3) {
                assertThat(model.cancel()).isTrue();
            }
        });
        work();
        assertThat(told.getLast()).as("nothing was done after that").isLessThan(0.6);
        assertThat(model.busyProperty().get()).isFalse();
        assertThat(stand.document().flattened()).isEqualTo(picture);
        assertThat(stand.document().layers()).hasSize(1);
        assertThat(stand.model.page().notes()).isEmpty();
        assertThat(then).isEmpty();
        assertThat(model.rightProperty().get())
                .as("what was asked for is still there")
                .isEqualTo(64);
    }

    @Test
    void cancelledBeforeItBeganAnotherGoesOn() {
        begun();
        model.cancel();
        model.extend(() -> then.add("second"));
        work();
        assertThat(then).containsExactly("second");
        assertThat(stand.document().width()).isEqualTo(160);
        assertThat(model.busyProperty().get()).isFalse();
    }

    @Test
    void aCanvasThatIsOpenedMeanwhileStaysAsItIs() {
        begun();
        Raster other = CanvasStand.picture(96, 96, 8);
        stand.model.files().begin(CanvasDocument.of(other, "another"));
        assertThat(model.busyProperty().get()).isFalse();
        work();
        assertThat(stand.document().flattened()).isEqualTo(other);
        assertThat(then).isEmpty();
    }

    @Test
    void thePictureStillGoesOnWhenTheStrengthIsAnother() {
        stand.open(64, 64);
        RepaintModel form = stand.model.repaint();
        form.mean(Intent.EXTEND);
        form.strength().read("0.6");
        assertThat(form.intentProperty().get()).isEqualTo(Intent.EXTEND);
        stand.model.ask().extend().rightProperty().set(32);
        stand.model.generate();
        assertThat(stand.document().width()).isEqualTo(96);
        assertThat(stand.asked).hasSize(1);
        stand.model.files().begin(CanvasDocument.of(CanvasStand.picture(32, 32, 2), "another"));
        form.mean(Intent.FILL);
        form.mean(Intent.EXTEND);
        stand.model.files().back();
        assertThat(form.change()).isEqualTo(0.6);
        assertThat(form.intentProperty().get())
                .as("it is not kept what was meant")
                .isNull();
    }

    @Test
    void whatCannotBeIsToldAndMoreCanBeAskedFor() {
        begun();
        model.leftProperty().set(ExtendModel.MOST);
        model.cancel();
        model.rightProperty().set(100_000); // beyond what a side goes on
        model.extend(() -> then.add("never"));
        work();
        assertThat(stand.model.page().notes())
                .singleElement()
                .satisfies(note -> assertThat(note.serious()).isTrue());
        assertThat(model.busyProperty().get()).isFalse();
    }
}
