package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChosenModelTest {
    private final ChosenModel chosen = new ChosenModel();

    private static Found found(long... ids) {
        return Found.of("", ids, true, 0);
    }

    @BeforeEach
    void find() {
        chosen.found(found(50, 40, 30, 20, 10));
    }

    @Test
    void aClickChoosesOneAndWithCtrlOneMore() {
        chosen.only(1);
        chosen.toggle(3);
        assertThat(chosen.ids()).containsExactly(40L, 20L);
        assertThat(chosen.place()).isEqualTo(3);
        chosen.toggle(1);
        assertThat(chosen.ids()).containsExactly(20L);
        chosen.only(0);
        assertThat(chosen.ids()).containsExactly(50L);
    }

    @Test
    void withShiftAllFromTheLastClickAreChosenInBothDirections() {
        chosen.only(2);
        chosen.through(4);
        assertThat(chosen.ids()).containsExactly(30L, 20L, 10L);
        chosen.through(1);
        assertThat(chosen.ids()).containsExactly(40L, 30L);
        assertThat(chosen.place()).isEqualTo(1);
        assertThat(chosen.countProperty().get()).isEqualTo(2);
    }

    @Test
    void withShiftBeforeAnyClickOneIsChosen() {
        chosen.through(2);
        assertThat(chosen.ids()).containsExactly(30L);
    }

    @Test
    void allAndNone() {
        chosen.all();
        assertThat(chosen.ids()).hasSize(5);
        assertThat(chosen.place()).isZero();
        chosen.none();
        assertThat(chosen.ids()).isEmpty();
        assertThat(chosen.place()).isZero();
    }

    @Test
    void whenTheCurrentOneGoesTheOneInItsPlaceIsChosen() {
        chosen.only(1);
        chosen.found(found(50, 30, 20, 10));
        assertThat(chosen.ids()).containsExactly(30L);
        assertThat(chosen.place()).isEqualTo(1);
    }

    @Test
    void whenTheLastOneGoesTheOneBeforeItIs() {
        chosen.only(4);
        chosen.found(found(50));
        assertThat(chosen.ids()).containsExactly(50L);
        chosen.found(found());
        assertThat(chosen.ids()).isEmpty();
        assertThat(chosen.place()).isEqualTo(-1);
    }

    @Test
    void whatAnotherSearchDoesNotFindIsNotChosen() {
        chosen.only(1);
        chosen.found(Found.of("fox", new long[] {50, 30}, true, 0));
        assertThat(chosen.ids()).isEmpty();
        assertThat(chosen.place()).isEqualTo(-1);
    }

    @Test
    void newerPicturesMoveNothing() {
        chosen.only(1);
        chosen.found(found(60, 50, 40, 30, 20, 10));
        assertThat(chosen.ids()).containsExactly(40L);
        assertThat(chosen.place()).isEqualTo(2);
    }
}
