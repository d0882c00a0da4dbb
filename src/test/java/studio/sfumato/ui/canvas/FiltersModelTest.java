package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.Levels;
import studio.sfumato.image.Raster;

class FiltersModelTest {
    private final Deque<Runnable> jobs = new ArrayDeque<>();
    private final PageModel page = new PageModel();
    private final FiltersModel filters = new FiltersModel(page, jobs::add, Runnable::run);
    private final CanvasDocument document = CanvasDocument.of(Raster.filled(64, 64, 0x204060), "Picture");

    @BeforeEach
    void open() {
        page.open(document);
    }

    private int shown() {
        int[] pixel = new int[1];
        document.compose(new Area(5, 5, 1, 1), pixel, 1);
        return pixel[0];
    }

    private List<Filter> list() {
        return document.layer(1).filters().filters();
    }

    private void work() {
        while (!jobs.isEmpty()) {
            jobs.removeFirst().run();
        }
    }

    @Test
    void aFilterIsWorkedOutBesideAndThenShown() {
        filters.add(FilterKind.LEVELS);
        filters.rows().getFirst().value(1).set(128);
        assertThat(list()).containsExactly(new Levels(0, 128, 1, 0, 255));
        assertThat(filters.workingProperty().get()).isTrue();
        assertThat(shown()).isEqualTo(0xFF204060);
        work();
        assertThat(filters.workingProperty().get()).isFalse();
        assertThat(shown()).isEqualTo(0xFF4080BF);
        page.undo();
        assertThat(list()).as("adding and turning were one step").isEmpty();
        assertThat(filters.rows()).isEmpty();
        assertThat(shown()).isEqualTo(0xFF204060);
    }

    @Test
    void whileAKnobIsTurnedTheLastResultStaysAndRowsDoToo() {
        filters.add(FilterKind.LEVELS);
        filters.rows().getFirst().value(1).set(128);
        work();
        FiltersModel.Row row = filters.rows().getFirst();
        row.value(1).set(64);
        assertThat(filters.rows()).containsExactly(row);
        assertThat(shown()).as("not the unfiltered picture").isEqualTo(0xFF4080BF);
        work();
        assertThat(shown()).isEqualTo(0xFF80FFFF);
    }

    @Test
    void ofSeveralTurnsOnlyTheLastIsWorkedOut() {
        filters.add(FilterKind.BLUR);
        for (int i = 2; i < 10; i++) {
            filters.rows().getFirst().value(0).set(i);
        }
        work();
        assertThat(list()).containsExactly(new Blur(9));
        assertThat(document.unfiltered()).isEmpty();
        assertThat(filters.workingProperty().get()).isFalse();
    }

    @Test
    void filtersComeOffOneByOneAndRowsFollowTheChosenLayer() {
        filters.add(FilterKind.BLUR);
        filters.add(FilterKind.SHARPEN);
        filters.remove(filters.rows().getFirst());
        assertThat(filters.rows()).extracting(FiltersModel.Row::kind).containsExactly(FilterKind.SHARPEN);
        int mask = document.addLayer(LayerKind.MASK, "Mask");
        page.chosenProperty().set(mask);
        assertThat(filters.rows()).isEmpty();
        assertThat(filters.possibleProperty().get()).as("masks have no filters").isFalse();
        page.chosenProperty().set(1);
        assertThat(filters.rows()).hasSize(1);
        page.open(null);
        assertThat(filters.rows()).isEmpty();
        work();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsMadeAndTurnedFromEndToEnd(FilterKind kind) {
        Filter usual = kind.made();
        assertThat(FilterKind.of(usual)).isEqualTo(kind);
        assertThat(kind.made(FilterKind.values(usual))).isEqualTo(usual);
        filters.add(kind);
        FiltersModel.Row row = filters.rows().getFirst();
        for (int i = 0; i < kind.knobs().size(); i++) {
            row.value(i).set(kind.knobs().get(i).least());
            row.value(i).set(kind.knobs().get(i).most());
        }
        work();
        assertThat(page.notes()).isEmpty();
        assertThat(document.unfiltered()).isEmpty();
    }
}
