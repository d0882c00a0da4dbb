package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberRangeTest {
    private static final NumberField.Range SIDE = new NumberField.Range(16, 8192, 8, 0);
    private static final NumberField.Range CFG = new NumberField.Range(0, 100, 0.5, 1);

    @ParameterizedTest
    @CsvSource({"512, 512", "515, 512", "516, 520", "3, 16", "99999, 8192"})
    void sidesMoveOntoTheGridAndIntoTheRange(double typed, double taken) {
        assertThat(SIDE.nearest(typed)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"7.3, 7.3", "7.34, 7.34", "7.123456789, 7.123456789", "-1, 0", "100.01, 100"})
    void decimalsAreTakenAsTheyAreTyped(double typed, double taken) {
        assertThat(CFG.nearest(typed)).isEqualTo(taken);
    }

    @Test
    void aCommaIsAPointAndWordsAreNoNumber() {
        assertThat(CFG.read(" 7,5 ")).hasValue(7.5);
        assertThat(CFG.read("7.")).hasValue(7.0);
        assertThat(CFG.read("")).isEmpty();
        assertThat(CFG.read("12 steps")).isEmpty();
        assertThat(CFG.read("1".repeat(400))).isEmpty();
        assertThat(CFG.show(7)).isEqualTo("7.0");
        assertThat(SIDE.show(768)).isEqualTo("768");
    }

    @Test
    void nothingIsRoundedWhenItIsShownAndReadAgain() {
        assertThat(CFG.show(7.25)).isEqualTo("7.25");
        for (double number : new double[] {0.1 + 0.2, 1 / 3.0, 99.999999999, 4e-5}) {
            assertThat(CFG.read(CFG.show(number))).hasValue(number);
        }
    }

    @Test
    void stepsAddUpWithoutASpeckOfError() {
        double number = 0;
        for (int i = 0; i < 3; i++) {
            number = new NumberField.Range(0, 1, 0.1, 1).stepped(number, 1);
        }
        assertThat(number).isEqualTo(0.3);
        assertThat(SIDE.stepped(512, -10)).isEqualTo(432);
        assertThat(SIDE.stepped(16, -1)).isEqualTo(16);
    }
}
