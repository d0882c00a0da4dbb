package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against ids from transformers 5.23.0, made by `tools/golden/tokenizer.py`.
class ClipTokenizerGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/tokenizer");
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void theShippedVocabularyGivesTheIdsOfTransformersFor5000Prompts() throws IOException {
        assertThat(promptsThatAgree(ClipTokenizer.shipped(), "clip")).isGreaterThan(5000);
    }

    @Test
    void paddingWithABangTakesBangsInThePromptForPaddingToo() throws IOException {
        assertThat(promptsThatAgree(ClipTokenizer.shipped("!"), "clip-bang")).isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vocab-merges", "bang", "unknown-letters", "added-decoder", "tokenizer-json"})
    void aFolderIsReadAsTransformersReadsIt(String folder) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.find(GOLDEN.resolve(folder)).orElseThrow();
        assertThat(promptsThatAgree(tokenizer, folder + "/expected")).isGreaterThan(500);
    }

    private static int promptsThatAgree(ClipTokenizer tokenizer, String fixture) throws IOException {
        JsonNode settings = JSON.readTree(Files.readAllBytes(GOLDEN.resolve(fixture + ".json")));
        assertThat(tokenizer.length()).isEqualTo(settings.path("length").asInt());
        assertThat(tokenizer.start()).isEqualTo(settings.path("start").asInt());
        assertThat(tokenizer.end()).isEqualTo(settings.path("end").asInt());
        assertThat(tokenizer.pad()).isEqualTo(settings.path("pad").asInt());
        int count = 0;
        for (JsonNode line : lines(GOLDEN.resolve(fixture + ".jsonl.gz"))) {
            String text = line.path("text").asString();
            List<Integer> expected = new ArrayList<>();
            line.path("ids").forEach(id -> expected.add(id.asInt()));
            while (expected.size() < tokenizer.length()) {
                expected.add(tokenizer.pad());
            }
            assertThat(firstIds(text, tokenizer)).as(text).isEqualTo(expected);
            count++;
        }
        return count;
    }

    /// Cut where transformers cuts: at the last token that fits, whatever commas there are.
    private static List<Integer> firstIds(String text, ClipTokenizer tokenizer) {
        return PromptChunk.of(
                        tokenizer.encode(text).stream()
                                .limit(tokenizer.length() - 2)
                                .map(piece -> new PromptChunk.Token(piece, 1))
                                .toList(),
                        tokenizer)
                .ids();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().map(JSON::readTree).toList();
        }
    }
}
