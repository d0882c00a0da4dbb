package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridShapeTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    /// Four columns of 94 pixels: 7 cards today, 1 yesterday, 9 before.
    private final GridShape shape = new GridShape(
            List.of(new Found.Day(0, DAY), new Found.Day(7, DAY.minusDays(1)), new Found.Day(8, DAY.minusDays(9))),
            17,
            400,
            100);

    @Test
    void eachDayBeginsANewRowUnderItsDate() {
        assertThat(shape.columns()).isEqualTo(4);
        assertThat(shape.side()).isEqualTo(95);
        assertThat(shape.place(0)).isEqualTo(new GridShape.Place(0, 38));
        assertThat(shape.place(6)).isEqualTo(new GridShape.Place(202, 139));
        assertThat(shape.top(1)).isEqualTo(240);
        assertThat(shape.place(7)).isEqualTo(new GridShape.Place(0, 278));
        assertThat(shape.place(16)).isEqualTo(new GridShape.Place(0, 379 + 38 + 202));
        assertThat(shape.height()).isEqualTo(379 + 38 + 303);
    }

    @Test
    void theCardUnderThePointerIsTheOneThatIsDrawnThere() {
        for (int i = 0; i < 17; i++) {
            GridShape.Place place = shape.place(i);
            assertThat(shape.at(place.x() + 1, place.y() + 1)).isEqualTo(i);
            assertThat(shape.at(place.x() + 94, place.y() + 94)).isEqualTo(i);
            assertThat(shape.at(place.x() + 97, place.y() + 97))
                    .as("in the gap")
                    .isNotEqualTo(i);
        }
        assertThat(shape.at(10, 10)).as("the date").isEqualTo(-1);
        assertThat(shape.at(300, 140)).as("after the last of a day").isEqualTo(-1);
        assertThat(shape.at(10, 5000)).isEqualTo(-1);
    }

    @Test
    void onlyCardsThatReachIntoSightAreShown() {
        for (double top = 0; top < shape.height(); top += 7) {
            for (int i = 0; i < 17; i++) {
                double y = shape.place(i).y();
                boolean inSight = y + shape.side() > top && y < top + 120;
                boolean shown = i >= shape.firstBelow(top) && i < shape.firstFrom(top + 120);
                assertThat(shown || !inSight).as("card %d at %s", i, top).isTrue();
            }
            assertThat(shape.firstFrom(top + 120) - shape.firstBelow(top)).isLessThanOrEqualTo(12);
        }
    }

    @Test
    void arrowsGoFromDayToDayAndStayAtTheEnds() {
        assertThat(shape.step(1, 1)).isEqualTo(5);
        assertThat(shape.step(3, 1)).as("a shorter row").isEqualTo(6);
        assertThat(shape.step(5, 1)).isEqualTo(7);
        assertThat(shape.step(7, 1)).isEqualTo(8);
        assertThat(shape.step(16, 1)).isEqualTo(16);
        assertThat(shape.step(15, 1)).isEqualTo(16);
        assertThat(shape.step(8, -1)).isEqualTo(7);
        assertThat(shape.step(7, -1)).isEqualTo(4);
        assertThat(shape.step(2, -1)).isEqualTo(2);
        assertThat(shape.step(0, 100)).isEqualTo(16);
        assertThat(shape.step(16, -100)).isEqualTo(0);
    }

    @Test
    void nothingHasNoHeight() {
        GridShape none = new GridShape(List.of(), 0, 400, 100);
        assertThat(none.height()).isZero();
        assertThat(none.at(0, 0)).isEqualTo(-1);
        assertThat(none.firstBelow(0)).isZero();
    }
}
