package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
        assertThat(Emphasis.ORIGINAL.apply(HIDDEN, List.of(1.0, 3.0)))
                .isEqualTo(Tensor.of(Shape.of(1, 2, 2), 1, 2, 9, 12).times(10.0 / 24));
    }

    @Test
    void noNormOnlyMultiplies() {
        assertThat(Emphasis.NO_NORM.apply(HIDDEN, List.of(1.0, -0.5)))
                .isEqualTo(Tensor.of(Shape.of(1, 2, 2), 1, 2, -1.5f, -2));
    }

    @Test
    void ignoreAndNoneLeaveTheHiddenStatesAlone() {
        assertThat(Emphasis.IGNORE.apply(HIDDEN, List.of(1.0, 3.0))).isSameAs(HIDDEN);
        assertThat(Emphasis.NONE.apply(HIDDEN, List.of(1.0, 3.0))).isSameAs(HIDDEN);
    }

    @ParameterizedTest
    @EnumSource
    void withoutWeightsNothingChanges(Emphasis emphasis) {
        assertThat(emphasis.apply(HIDDEN, List.of(1.0, 1.0))).isSameAs(HIDDEN);
        assertThat(Emphasis.parse(emphasis.name())).isEqualTo(emphasis);
    }

    @Test
    void weightsThatCancelOutDoNotBlackenThePicture() {
        Tensor even = Tensor.of(Shape.of(1, 2, 1), 1, 1);
        assertThat(Emphasis.ORIGINAL.apply(even, List.of(1.0, -1.0)).isFinite()).isTrue();
        assertThat(Emphasis.ORIGINAL
                        .apply(Tensor.zeros(Shape.of(1, 2, 1)), List.of(1.0, 2.0))
                        .isFinite())
                .isTrue();
    }

    @Test
    void noneReadsBracketsAndBreaksAsText() {
        assertThat(Emphasis.NONE.parts("(a) BREAK b")).containsExactly(new PromptPart.Text("(a) BREAK b", 1));
    }

    @Test
    void wordsAreWhatIsLeftWithoutTheGrammar() {
        assertThat(Emphasis.ORIGINAL.words("a (fox:1.3) BREAK \\(b\\)"))
                .contains("fox", "(b)")
                .doesNotContain("1.3", "BREAK");
        assertThat(Emphasis.NONE.words("a (fox)")).isEqualTo("a (fox)");
    }

    @Test
    void anUnknownNameIsMetWithTheKnown() {
        assertThat(Emphasis.parse(" no-norm")).isEqualTo(Emphasis.NO_NORM);
        assertThatThrownBy(() -> Emphasis.parse("loud"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("unknown emphasis 'loud'");
    }
}
