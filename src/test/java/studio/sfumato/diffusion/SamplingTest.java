package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;

class SamplingTest {
    private static final SamplerId EULER = new SamplerId("Euler");

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, 10_000})
    void stepsOutsideTheRangeAreRefused(int steps) {
        assertThatThrownBy(() -> new Sampling(EULER, ScheduleId.AUTOMATIC, steps))
                .isInstanceOf(RequestException.class)
                .hasMessage("steps must be between 1 and 1000, not " + steps);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.5, Double.NaN, Double.POSITIVE_INFINITY})
    void guidanceOutsideTheRangeIsRefused(double guidance) {
        assertThatThrownBy(() -> new Guidance(guidance))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("guidance must be between 0 and 100, not");
    }

    @Test
    void onlyGuidanceOfExactlyOneLeavesTheNegativePromptOut() {
        assertThat(new Guidance(1).guided()).isFalse();
        assertThat(new Guidance(1.01).guided()).isTrue();
        assertThat(new Guidance(0).guided()).isTrue();
    }

    @Test
    void emptyNamesAreRefused() {
        assertThatThrownBy(() -> new SamplerId(" ")).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> new ScheduleId("")).isInstanceOf(RequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42, 42",
        "4294967296, 4294967296",
        "18446744073709551615, 18446744073709551615",
        "-5, 18446744073709551611"
    })
    void seedsAreUnsigned64BitNumbers(String text, String written) {
        assertThat(Seed.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "1.5", "18446744073709551616", "-9223372036854775809", "99999999999999999999999"})
    void whatIsNoSeedIsRefused(String text) {
        assertThatThrownBy(() -> Seed.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void thePicturesOfABatchCountOnFromTheSeedAndWrapRound() {
        assertThat(new Seed(41).plus(1)).isEqualTo(new Seed(42));
        assertThat(new Seed(-1).plus(1)).isEqualTo(new Seed(0));
    }

    @Test
    void randomSeedsFitInto32Bits() {
        RandomGenerator source = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 100; i++) {
            assertThat(Seed.random(source).value()).isBetween(0L, (1L << 32) - 1);
        }
    }

    @Test
    void twoThingsMayNotShareAName() {
        record Thing(String label, List<String> aliases) implements Catalogue.Entry {}
        assertThatThrownBy(() -> new Catalogue<>(
                        "thing", List.of(new Thing("Euler a", List.of()), new Thing("X", List.of("k_euler_a")))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
