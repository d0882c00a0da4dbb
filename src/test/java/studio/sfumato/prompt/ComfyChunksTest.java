package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class ComfyChunksTest {
    private static final PromptRules COMFY = new PromptRules(PromptDialect.COMFY, Emphasis.ORIGINAL);
    private final ClipTokenizer clip = ClipTokenizer.shipped();

    @Test
    void aLongStretchIsCutWhereTheChunkIsFull() {
        assertThat(sizes("fox ".repeat(60) + ", " + "cat ".repeat(30))).containsExactly(75, 16);
        assertThat(sizes("fox ".repeat(160))).containsExactly(75, 75, 10);
        assertThat(sizes("fox ".repeat(75))).containsExactly(75);
        assertThat(sizes("")).containsExactly(0);
    }

    @Test
    void aStretchOfFewerThanEightTokensStaysWhole() {
        assertThat(sizes("fox ".repeat(70) + "(" + "cat ".repeat(5) + ":2)")).containsExactly(75);
        assertThat(sizes("fox ".repeat(70) + "(" + "cat ".repeat(7) + ":2)")).containsExactly(70, 7);
        assertThat(sizes("fox ".repeat(70) + "(" + "cat ".repeat(8) + ":2)")).containsExactly(75, 3);
        assertThat(sizes("fox ".repeat(75) + "(cat:2)")).containsExactly(75, 1);
    }

    @Test
    void anEncoderWithLittleRoomCutsEverything() {
        assertThat(ComfyChunks.of(ComfyGrammar.parse("a b c"), clip.withLength(4)))
                .extracting(chunk -> chunk.tokens().size())
                .containsExactly(2, 1);
        assertThat(ComfyChunks.of(List.of(new PromptPart.Break()), clip)).hasSize(2);
    }

    @Test
    void moreThanAHundredChunksAreRefused() {
        assertThat(sizes("fox ".repeat(7500))).hasSize(100);
        assertThatThrownBy(() -> sizes("fox ".repeat(7501)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("100 chunks");
    }

    @Test
    void weightsLeadFromTheEmptyPromptThroughTheTokenAndBeyond() {
        Tensor hidden = Tensor.of(Shape.of(1, 3, 2), 1, 2, 3, 4, 5, 6);
        Tensor empty = Tensor.of(Shape.of(1, 3, 2), 9, 9, 1, 1, 2, 2);
        Weighting.Answer weighted = new Weighting.Answer(hidden, List.of(1.0, 2.0, 0.5), 1);
        assertThat(COMFY.weighting().apply(List.of(weighted), () -> empty))
                .containsExactly(Tensor.of(Shape.of(1, 3, 2), 1, 2, 5, 7, 3.5f, 4));
    }

    @Test
    void withoutWeightsTheEmptyPromptIsNotEncoded() {
        Tensor hidden = Tensor.of(Shape.of(1, 1, 2), 1, 2);
        assertThat(COMFY.weighting().apply(List.of(new Weighting.Answer(hidden, List.of(1.0), 1)), () -> {
                    throw new AssertionError("asked");
                }))
                .containsExactly(hidden);
    }

    @Test
    void thePromptIsOneTextFromFirstToLast() {
        StepRange ten = StepRange.first(10);
        assertThat(COMFY.positive("a AND [b:c:3]", ten)).isEqualTo(COMFY.negative("a AND [b:c:3]", ten));
        assertThat(COMFY.positive("a AND [b:c:3]", ten).texts()).containsExactly("a AND [b:c:3]");
        assertThat(COMFY.words("a (fox:2)")).isEqualTo("a  fox");
        assertThatThrownBy(() -> new PromptRules(PromptDialect.COMFY, Emphasis.IGNORE))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("Ignore");
    }

    private List<Integer> sizes(String prompt) {
        return COMFY.chunks(prompt, clip).stream()
                .map(chunk -> chunk.tokens().size())
                .toList();
    }
}
