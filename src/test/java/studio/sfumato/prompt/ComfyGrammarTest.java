package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;
import tools.jackson.databind.JsonNode;

class ComfyGrammarTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/prompts/comfy.jsonl.gz");

    @Test
    void aNumberSaysHowMuchWhatStandsInBracketsCounts() {
        requireParts("a (fox:1.3) b", text("a ", 1), text("fox", 1.3), text(" b", 1));
        requireParts("(a (b:0.5) c:2)", text("a ", 2), text("b", 0.5), text(" c", 2));
        requireParts("(a: 1e-1 )", text("a", 0.1));
        requireParts("(a:1_0.5)", text("a", 10.5));
    }

    @Test
    void bracketsWithoutANumberMultiply() {
        requireParts("((a))", text("a", 1.1 * 1.1));
        requireParts("((a:2))", text("a", 2));
        requireParts("(a:b)", text("a:b", 1.1));
        requireParts("(:2)", text(":2", 1.1));
    }

    @Test
    void escapedBracketsAreText() {
        requireParts("\\(a\\) (b\\):2)", text("(a) ", 1), text("b)", 2));
    }

    @Test
    void otherToolsSignsAreText() {
        requireParts("[a|b] AND c BREAK <lora:x:1> # d", text("[a|b] AND c BREAK <lora:x:1> # d", 1));
    }

    @Test
    void bracketsThatDoNotFitAreText() {
        requireParts("(a", text("(a", 1));
        requireParts("a)", text("a)", 1));
        requireParts("a) (b) (c", text("a) (b) (c", 1));
        requireParts("", new PromptPart[0]);
    }

    @Test
    void randomPromptsAreReadAsTheReferenceReadsThem() throws IOException {
        List<JsonNode> lines = GoldenLines.read(GOLDEN);
        for (JsonNode node : lines) {
            List<PromptPart> expected = new ArrayList<>();
            for (JsonNode part : node.path("parts")) {
                expected.add(text(part.path(0).asString(), part.path(1).asDouble()));
            }
            String prompt = node.path("prompt").asString();
            assertThat(ComfyGrammar.parse(prompt)).as(prompt).isEqualTo(expected);
        }
        assertThat(lines).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a:nan)", "(a:-Infinity)", "(a:1e999)", "(a:1001)"})
    void aWeightThatWouldBlackenThePictureIsRefused(String prompt) {
        assertThatThrownBy(() -> ComfyGrammar.parse(prompt))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("between -1000 and 1000");
    }

    @Test
    @Timeout(10)
    void deepAndLongPromptsAreReadOrRefusedAtOnce() {
        assertThat(ComfyGrammar.parse("(".repeat(100) + "a:1" + ")".repeat(100)))
                .hasSize(1);
        assertThatThrownBy(() -> ComfyGrammar.parse("(".repeat(101) + "a" + ")".repeat(101)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("100 brackets");
        assertThat(ComfyGrammar.parse("(".repeat(200_000))).hasSize(1);
        assertThat(ComfyGrammar.parse("a (b:2) ".repeat(50_000))).hasSize(100_001);
    }

    private static PromptPart text(String text, double weight) {
        return new PromptPart.Text(text, weight);
    }

    private static void requireParts(String prompt, PromptPart... parts) {
        assertThat(ComfyGrammar.parse(prompt)).containsExactly(parts);
    }
}
