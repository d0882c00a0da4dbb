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

class PromptGrammarTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/prompts/grammar.jsonl.gz");

    @Test
    void textWithoutBracketsHasNoWeight() {
        requireParts("normal text", text("normal text", 1));
        requireParts("", text("", 1));
    }

    @Test
    void roundBracketsStrengthenWhatTheyHold() {
        requireParts("an (important) word", text("an ", 1), text("important", 1.1), text(" word", 1));
    }

    @Test
    void aBracketThatIsNeverClosedReachesToTheEnd() {
        requireParts("(unbalanced", text("unbalanced", 1.1));
        requireParts("a [b c", text("a ", 1), text("b c", 1 / 1.1));
    }

    @Test
    void aBracketThatWasNeverOpenedIsText() {
        requireParts("a) b] c:1.2)", text("a) b] c:1.2)", 1));
    }

    @Test
    void escapedBracketsAreText() {
        requireParts("\\(literal\\]", text("(literal]", 1));
        requireParts("\\\\ (a\\)b:2)", text("\\ ", 1), text("a)b", 2));
    }

    @Test
    void neighboursOfOneWeightAreOneText() {
        requireParts("(unnecessary)(parens)", text("unnecessaryparens", 1.1));
    }

    @Test
    void nestedBracketsMultiply() {
        requireParts(
                "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
                text("a ", 1),
                text("house", 1.5730000000000004),
                text(" ", 1.1),
                text("on", 1),
                text(" a ", 1.1),
                text("hill", 0.55),
                text(", sun, ", 1.1),
                text("sky", 1.4641000000000006),
                text(".", 1.1));
    }

    @Test
    void breakInCapitalsPartsAPrompt() {
        requireParts("a fox \n BREAK  a boat", text("a fox", 1), new PromptPart.Break(), text("a boat", 1));
        requireParts("daybreak, BREAKS, break", text("daybreak, BREAKS, break", 1));
    }

    @Test
    void breakInsideBracketsIsAWordAsInA1111() {
        requireParts("(a BREAK b:2)", text("a", 2), text("BREAK", -2), text("b", 2));
    }

    @Test
    void whatIsNoNumberIsNoWeight() {
        requireParts("(a:1.2.3)", text("a:1.2.3", 1.1));
        requireParts("(a:b)", text("a:b", 1.1));
        requireParts("(a:1 2)", text("a:1 2", 1.1));
    }

    @Test
    void spacesMayStandAroundAWeight() {
        requireParts("(a : 1.5 )b", text("a ", 1.5), text("b", 1));
        requireParts("(a:\n-2)", text("a", -2));
    }

    @Test
    void randomPromptsAreReadAsTheReferenceReadsThem() throws IOException {
        List<JsonNode> lines = GoldenLines.read(GOLDEN);
        for (JsonNode node : lines) {
            List<PromptPart> expected = new ArrayList<>();
            for (JsonNode part : node.path("parts")) {
                expected.add(expected(part.path(0).asString(), part.path(1).asDouble()));
            }
            String prompt = node.path("prompt").asString();
            assertThat(PromptGrammar.parse(prompt)).as(prompt).isEqualTo(expected);
        }
        assertThat(lines).hasSize(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(fox:1001)", "(fox:-1e0) (b:-5000)", "((a:999):2)", "(((a:999):999):99999999999999999)"})
    void aWeightThatWouldBlackenThePictureIsRefused(String prompt) {
        assertThatThrownBy(() -> PromptGrammar.parse(prompt))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("between -1000 and 1000");
    }

    @Test
    void aHundredOpenBracketsAreEnough() {
        assertThat(PromptGrammar.parse("[".repeat(100) + "a")).hasSize(1);
        assertThatThrownBy(() -> PromptGrammar.parse("[".repeat(101) + "a"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("100 brackets");
    }

    @Test
    @Timeout(10)
    void aHugePromptIsReadAtOnce() {
        assertThat(PromptGrammar.parse("a (b) ".repeat(50_000))).hasSize(100_001);
        assertThat(PromptGrammar.parse(" ".repeat(300_000) + "BREA")).hasSize(1);
        assertThat(PromptGrammar.parse(":".repeat(300_000))).hasSize(1);
        assertThat(PromptGrammar.parse("(a:" + "1".repeat(300_000))).hasSize(1);
    }

    private static PromptPart expected(String text, double weight) {
        return text.equals("BREAK") && weight == -1 ? new PromptPart.Break() : text(text, weight);
    }

    private static PromptPart text(String text, double weight) {
        return new PromptPart.Text(text, weight);
    }

    private static void requireParts(String prompt, PromptPart... parts) {
        assertThat(PromptGrammar.parse(prompt)).containsExactly(parts);
    }
}
