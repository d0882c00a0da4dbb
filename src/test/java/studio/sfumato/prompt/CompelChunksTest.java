package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;

class CompelChunksTest {
    private static final PromptRules INVOKE = new PromptRules(PromptDialect.INVOKE, Emphasis.ORIGINAL);
    private final ClipTokenizer clip = ClipTokenizer.shipped();

    @Test
    void aLongPromptIsCutAfterItsLastSentenceThatFits() {
        assertThat(sizes("fox ".repeat(20) + ". " + "cat ".repeat(30) + ", " + "dog ".repeat(40)))
                .containsExactly(21, 71);
    }

    @Test
    void withoutASentenceItIsCutAfterAPhraseAndElseAfterAWord() {
        assertThat(sizes("fox ".repeat(20) + ", " + "cat ".repeat(60))).containsExactly(21, 60);
        assertThat(sizes("fox ".repeat(74) + "xylophonist")).containsExactly(74, 4);
        assertThat(sizes("fox ".repeat(76))).containsExactly(75, 1);
        assertThat(sizes("fox ".repeat(75))).containsExactly(75);
        assertThat(sizes("")).containsExactly(0);
    }

    @Test
    void whatCountsLessIsLookedAwayFromInEveryChunk() {
        CompelChunks read = read(List.of(text("a", 1), text("fox ".repeat(80), 0.5), text("b", 0)));
        assertThat(read.lighter()).hasSize(2);
        assertThat(read.lighter().getFirst().share()).isCloseTo(1, within(1e-12));
        assertThat(read.lighter().getLast().share()).isCloseTo(63_661, within(1.0));
        List<Boolean> first = read.lighter().getFirst().seen().getFirst();
        assertThat(first.subList(0, 3)).containsExactly(true, true, false);
        assertThat(first.subList(74, 77)).containsExactly(false, false, true);
        List<Boolean> second = read.lighter().getFirst().seen().get(1);
        assertThat(second.subList(0, 9)).containsExactly(true, false, false, false, false, false, false, true, true);
        assertThat(read.lighter().getLast().seen().getFirst()).doesNotContain(false);
    }

    @Test
    void whatCountsFullyOrHasNoTokensIsNot() {
        assertThat(read(List.of(text("a", 1), text("b", 1.5), text("", 0.5))).lighter())
                .isEmpty();
    }

    @Test
    void theSummaryIsOfWhatFitsOfThePromptAsItWasTyped() {
        assertThat(CompelChunks.start("(fox)+", clip).tokens()).hasSize(4);
        assertThat(CompelChunks.start("fox ".repeat(80), clip).tokens()).hasSize(75);
    }

    @Test
    void moreThanAHundredChunksAreRefused() {
        assertThatThrownBy(() -> sizes("fox ".repeat(7501)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("100 chunks");
    }

    @Test
    void theRulesPutItTogether() {
        StepRange ten = StepRange.first(10);
        assertThat(INVOKE.positive("fox withLora(x)", ten).networks()).hasSize(1);
        assertThat(INVOKE.negative("fox+", ten).texts()).containsExactly("fox+");
        assertThat(INVOKE.words("(fox)+ boat-")).isEqualTo("fox boat");
        assertThat(INVOKE.weighting()).isEqualTo(TowardsEmpty.INSTANCE);
        assertThat(INVOKE.chunks("(\"a\", \"b\").blend()", clip)).hasSize(2);
    }

    private static PromptPart.Text text(String text, double weight) {
        return new PromptPart.Text(text, weight);
    }

    private CompelChunks read(List<PromptPart.Text> text) {
        return CompelChunks.of(text, clip);
    }

    private List<Integer> sizes(String prompt) {
        return INVOKE.chunks(prompt, clip).stream()
                .map(chunk -> chunk.tokens().size())
                .toList();
    }
}
