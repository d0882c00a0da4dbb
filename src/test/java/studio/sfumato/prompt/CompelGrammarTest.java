package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// InvokeAI's language against compel's own reading of it, made by `tools/golden/compel_prompts.py`.
class CompelGrammarTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/compel/grammar.json");

    record Clause(double weight, List<Double> shares, List<List<List<Object>>> texts) {}

    record Case(String prompt, List<Clause> clauses, List<List<Object>> networks) {
        @Override
        public String toString() {
            return prompt;
        }
    }

    static Stream<Case> cases() {
        return JsonMapper.shared().readValue(GOLDEN.toFile(), new TypeReference<List<Case>>() {}).stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatCompelReads(Case golden) {
        CompelPrompt read = CompelPrompt.parse(golden.prompt());
        assertThat(read.clauses()).hasSameSizeAs(golden.clauses());
        for (int i = 0; i < golden.clauses().size(); i++) {
            Clause wanted = golden.clauses().get(i);
            CompelPrompt.Clause clause = read.clauses().get(i);
            assertThat(clause.weight()).isEqualTo(wanted.weight());
            assertThat(clause.shares()).isEqualTo(wanted.shares());
            assertThat(clause.texts()).hasSameSizeAs(wanted.texts());
            for (int j = 0; j < wanted.texts().size(); j++) {
                requireStretches(clause.texts().get(j), wanted.texts().get(j));
            }
        }
        assertThat(read.networks())
                .extracting(ExtraNetwork::name)
                .isEqualTo(golden.networks().stream().map(List::getFirst).toList());
        assertThat(read.networks())
                .extracting(ExtraNetwork::unet)
                .isEqualTo(golden.networks().stream()
                        .map(network -> ((Number) network.getLast()).doubleValue())
                        .toList());
    }

    private static void requireStretches(List<PromptPart.Text> read, List<List<Object>> wanted) {
        assertThat(read)
                .extracting(PromptPart.Text::text)
                .isEqualTo(wanted.stream().map(List::getFirst).toList());
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(read.get(i).weight()).isCloseTo(((Number) wanted.get(i).getLast()).doubleValue(), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a cat.swap(dog)",
                "(a cat).swap(dog)",
                "x (\"a\", \"b\").blend(1, 1)",
                "(\"a\", \"b\").blend(1)",
                "(\"a\", \"b\").and(1, 2, 3)",
                "(\"a\", \"b\").blend(1, -1)",
                "(\"a\", \"b\").and(x)",
                "(\"a\", \"b\").and() more",
                "(\"a\", \"b.swap(c)\").and()"
            })
    void whatCannotBeDoneIsRefusedRatherThanRead(String prompt) {
        assertThatThrownBy(() -> CompelPrompt.parse(prompt))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("the prompt cannot be read: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a)1001", "(\"a\", \"b\").and(1, 1e9)", "((a)999)2", "x withLora(y, 5000)"})
    void aWeightThatWouldBlackenThePictureIsRefused(String prompt) {
        assertThatThrownBy(() -> CompelPrompt.parse(prompt)).isInstanceOf(RequestException.class);
    }

    @Test
    @Timeout(20)
    void deepAndLongPromptsAreReadOrRefusedAtOnce() {
        assertThat(CompelPrompt.parse("(".repeat(100) + "a" + ")".repeat(100)).texts())
                .containsExactly(List.of(new PromptPart.Text("a", 1)));
        assertThatThrownBy(() -> CompelPrompt.parse("(".repeat(101) + "a" + ")".repeat(101)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("100 brackets");
        assertThatThrownBy(() -> CompelPrompt.parse("(".repeat(100_000))).isInstanceOf(RequestException.class);
        assertThat(CompelPrompt.parse("a+ b ".repeat(20_000)).texts().getFirst())
                .hasSize(40_000);
        assertThat(CompelPrompt.parse("a".repeat(200_000)).words()).hasSize(200_000);
    }

    @Test
    void aPromptIsLightenedWhereAWeightIsBelowOne() {
        assertThat(CompelPrompt.parse("a b+ (c)1.0").lightened()).isFalse();
        assertThat(CompelPrompt.parse("a (b c-)+").lightened()).isTrue();
    }
}
