package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class EmphasisTest {
    private static final Tensor HIDDEN = Tensor.of(Shape.of(1, 2, 2), 1, 2, 3, 4);

    @Test
    void originalKeepsTheMean() {
        assertThat(apply(Emphasis.ORIGINAL, HIDDEN, 1.0, 3.0))
                .isEqualTo(Tensor.of(Shape.of(1, 2, 2), 1, 2, 9, 12).times(10.0 / 24));
    }

    @Test
    void theTextsOfAScheduleShareOneMeanAsOftenAsTheyStandInIt() {
        Weighting.Answer plain = new Weighting.Answer(HIDDEN, List.of(1.0, 1.0), 3);
        Weighting.Answer weighted = new Weighting.Answer(HIDDEN, List.of(1.0, 3.0), 1);
        double factor = 40.0 / (3 * 10 + 24);
        assertThat(Emphasis.ORIGINAL.apply(List.of(plain, weighted), EmphasisTest::never))
                .containsExactly(
                        HIDDEN.times(factor),
                        Tensor.of(Shape.of(1, 2, 2), 1, 2, 9, 12).times(factor));
        assertThat(Emphasis.NO_NORM
                        .apply(List.of(plain, weighted), EmphasisTest::never)
                        .getFirst())
                .isSameAs(HIDDEN);
    }

    @Test
    void noNormOnlyMultiplies() {
        assertThat(apply(Emphasis.NO_NORM, HIDDEN, 1.0, -0.5)).isEqualTo(Tensor.of(Shape.of(1, 2, 2), 1, 2, -1.5f, -2));
    }

    @Test
    void ignoreAndNoneLeaveTheHiddenStatesAlone() {
        assertThat(apply(Emphasis.IGNORE, HIDDEN, 1.0, 3.0)).isSameAs(HIDDEN);
        assertThat(apply(Emphasis.NONE, HIDDEN, 1.0, 3.0)).isSameAs(HIDDEN);
    }

    @ParameterizedTest
    @EnumSource
    void withoutWeightsNothingChanges(Emphasis emphasis) {
        assertThat(apply(emphasis, HIDDEN, 1.0, 1.0)).isSameAs(HIDDEN);
        assertThat(Emphasis.parse(emphasis.name())).isEqualTo(emphasis);
    }

    @Test
    void weightsThatCancelOutDoNotBlackenThePicture() {
        Tensor even = Tensor.of(Shape.of(1, 2, 1), 1, 1);
        assertThat(apply(Emphasis.ORIGINAL, even, 1.0, -1.0).isFinite()).isTrue();
        assertThat(apply(Emphasis.ORIGINAL, Tensor.zeros(Shape.of(1, 2, 1)), 1.0, 2.0)
                        .isFinite())
                .isTrue();
    }

    @Test
    void noneReadsBracketsAndBreaksAsText() {
        assertThat(Emphasis.NONE.parts("(a) BREAK b")).containsExactly(new PromptPart.Text("(a) BREAK b", 1));
    }

    @Test
    void wordsAreWhatIsLeftWithoutTheGrammar() {
        assertThat(PromptRules.USUAL.words("a (fox:1.3) BREAK \\(b\\)"))
                .contains("fox", "(b)")
                .doesNotContain("1.3", "BREAK");
        assertThat(new PromptRules(PromptDialect.A1111, Emphasis.NONE).words("a (fox)"))
                .isEqualTo("a (fox)");
    }

    @Test
    void anUnknownNameIsMetWithTheKnown() {
        assertThat(Emphasis.parse(" no-norm")).isEqualTo(Emphasis.NO_NORM);
        assertThatThrownBy(() -> Emphasis.parse("loud"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("unknown emphasis 'loud'");
    }

    private static Tensor apply(Emphasis emphasis, Tensor hidden, double... weights) {
        List<Double> list = DoubleStream.of(weights).boxed().toList();
        return emphasis.apply(List.of(new Weighting.Answer(hidden, list, 1)), EmphasisTest::never)
                .getFirst();
    }

    private static Tensor never() {
        throw new AssertionError("the empty prompt plays no part");
    }
}
