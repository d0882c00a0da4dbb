package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;

class PromptChunksTest {
    private final ClipTokenizer clip = ClipTokenizer.shipped("!");

    @Test
    void anEmptyPromptIsOneChunkOfStartEndAndPadding() {
        PromptChunk chunk = chunks("").getFirst();
        assertThat(chunk.tokens()).isEmpty();
        assertThat(chunk.ids()).hasSize(77).startsWith(49406, 49407, 0).endsWith(0);
        assertThat(chunk.weights()).isEqualTo(Collections.nCopies(77, 1.0));
        assertThat(chunk.inputIds().shape()).isEqualTo(Shape.of(1, 77));
        assertThat(chunk.inputIds().at(1)).isEqualTo(49407);
    }

    @Test
    void seventyFiveTokensFillAChunkAndTheNextStartsAnother() {
        assertThat(sizes("fox ".repeat(75))).containsExactly(75);
        assertThat(chunks("fox ".repeat(75)).getFirst().ids()).hasSize(77).endsWith(49407);
        assertThat(sizes("fox ".repeat(76))).containsExactly(75, 1);
    }

    @Test
    void whatFollowsACommaNearTheEndMovesToTheNextChunk() {
        assertThat(sizes("fox ".repeat(60) + ", " + "cat ".repeat(20))).containsExactly(61, 20);
        assertThat(sizes("fox ".repeat(55) + ", " + "cat ".repeat(20))).containsExactly(56, 20);
    }

    @Test
    void aCommaTooFarBackOrAtTheVeryEndMovesNothing() {
        assertThat(sizes("fox ".repeat(54) + ", " + "cat ".repeat(21))).containsExactly(75, 1);
        assertThat(sizes("fox ".repeat(74) + ", cat")).containsExactly(75, 1);
        assertThat(sizes("fox ".repeat(75) + ", cat")).containsExactly(75, 2);
    }

    @Test
    void aCommaCountsOnlyInItsOwnChunk() {
        assertThat(sizes("fox ".repeat(70) + ", " + "cat ".repeat(100))).containsExactly(71, 75, 25);
    }

    @Test
    void breakEndsAChunkAndOneAtTheStartMakesAnEmptyOne() {
        assertThat(sizes("a fox BREAK a boat")).containsExactly(2, 2);
        assertThat(sizes("BREAK a boat BREAK")).containsExactly(0, 2);
    }

    @Test
    void tokensCarryTheirWeightsAcrossTheCut() {
        List<PromptChunk> chunks = chunks("fox ".repeat(60) + ", (" + "cat ".repeat(20) + ":1.5)");
        assertThat(chunks.get(1).weights()).startsWith(1.0, 1.5).element(20).isEqualTo(1.5);
        assertThat(chunks.get(1).weights().get(21)).isEqualTo(1);
    }

    @Test
    void emptyChunksFillUpToACount() {
        assertThat(PromptChunks.padded(chunks("fox"), 3, clip))
                .extracting(chunk -> chunk.tokens().size())
                .containsExactly(1, 0, 0);
    }

    @Test
    void moreThanAHundredChunksAreRefused() {
        assertThat(chunks("fox ".repeat(7500))).hasSize(100);
        assertThatThrownBy(() -> chunks("fox ".repeat(7501)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("more than 100 chunks of 75 tokens");
    }

    private List<PromptChunk> chunks(String prompt) {
        return PromptChunks.of(PromptGrammar.parse(prompt), clip);
    }

    private List<Integer> sizes(String prompt) {
        return chunks(prompt).stream().map(chunk -> chunk.tokens().size()).toList();
    }
}
