package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

class ClipTokenizerTest {
    private static final Path TINY = Path.of("src/test/resources/golden/tokenizer/vocab-merges");

    private final ClipTokenizer clip = ClipTokenizer.shipped();

    @TempDir
    Path folder;

    @Test
    void anEmptyPromptHasNoTokens() {
        assertThat(clip.encode("")).isEmpty();
        assertThat(clip.encode(" \n ")).isEmpty();
    }

    @Test
    void piecesKnowWhereInThePromptTheyStand() {
        List<Piece> tokens = clip.encode("A FOX's café");
        assertThat(tokens).extracting(Piece::text).containsExactly("a", "fox", "'s", "café");
        assertThat(tokens).extracting(Piece::start).containsExactly(0, 2, 5, 8);
        assertThat(tokens).extracting(Piece::end).containsExactly(1, 5, 7, 12);
        assertThat(tokens).allMatch(Piece::endsWord);
    }

    @Test
    void piecesOfDecomposedTextStandForItsWholeStretch() {
        List<Piece> tokens = clip.encode("an cafe\u0301! x");
        assertThat(tokens).extracting(Piece::text).containsExactly("an", "café", "!", "x");
        assertThat(tokens.get(1).start()).isEqualTo(3);
        assertThat(tokens.get(1).end()).isEqualTo(9);
        assertThat(tokens.get(3).start()).isEqualTo(10);
    }

    @Test
    void halfASurrogatePairReadsAsTheReplacementCharacter() {
        assertThat(clip.encode("a\ud83d b\udc00\ud800c")).isEqualTo(clip.encode("a\ufffd b\ufffd\ufffdc"));
    }

    @Test
    @Timeout(30)
    void aPromptOf20000CharactersOfAnyKindTakesNoTime() {
        StringBuilder letters = new StringBuilder();
        new Random(1).ints(20_000, 'a', 'z' + 1).forEach(letters::appendCodePoint);
        for (String text : new String[] {
            letters.toString(),
            "a".repeat(20_000),
            "漢".repeat(20_000),
            "!".repeat(20_000),
            "a fox ".repeat(3_334),
            "\u0301".repeat(20_000)
        }) {
            long before = System.nanoTime();
            List<Piece> tokens = clip.encode(text);
            assertThat(tokens).hasSizeGreaterThan(75);
            // Milliseconds in truth; a quadratic merge takes minutes.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aShorterEncoderGetsFewerTokens() {
        ClipTokenizer shorter = clip.withLength(16);
        assertThat(shorter.length()).isEqualTo(16);
        assertThat(shorter.size()).isEqualTo(49408);
        assertThatThrownBy(() -> clip.withLength(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderWithoutATokenizerHasNone() throws IOException {
        assertThat(ClipTokenizer.find(folder)).isEmpty();
        assertThat(ClipTokenizer.find(folder.resolve("missing"))).isEmpty();
        Files.copy(TINY.resolve("vocab.json"), folder.resolve("vocab.json"));
        assertThat(ClipTokenizer.find(folder)).isEmpty();
    }

    @Test
    void withoutConfigurationTheSpecialTokensAreClips() throws IOException {
        copyTiny();
        ClipTokenizer tokenizer = ClipTokenizer.find(folder).orElseThrow();
        assertThat(tokenizer.length()).isEqualTo(77);
        assertThat(tokenizer.pad()).isEqualTo(tokenizer.end());
    }

    @Test
    void theSpecialTokensMapHasTheLastWord() throws IOException {
        copyTiny();
        Files.writeString(
                folder.resolve("tokenizer_config.json"), "{\"pad_token\":\"\\\"\",\"model_max_length\":1e30}");
        Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\":\"!\"}");
        assertThat(ClipTokenizer.find(folder).orElseThrow().pad()).isZero();
    }

    @Test
    void addedTokensAreFoundInTheText() throws IOException {
        copyTiny();
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<Sks>\":900}");
        ClipTokenizer tokenizer = ClipTokenizer.find(folder).orElseThrow();
        assertThat(tokenizer.encode("a<sks>dog")).anySatisfy(piece -> {
            assertThat(piece.id()).isEqualTo(900);
            assertThat(piece.start()).isEqualTo(1);
            assertThat(piece.end()).isEqualTo(6);
        });
        assertThat(tokenizer.size()).isEqualTo(901);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pad_token\":\"<pad>\"}",
                "{\"model_max_length\":0}",
                "{\"model_max_length\":100000}",
                "[]",
                "{",
                "{\"added_tokens_decoder\":{\"x\":{}}}"
            })
    void aConfigurationThatCannotWorkIsRefusedByName(String json) throws IOException {
        copyTiny();
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
        assertThatThrownBy(() -> ClipTokenizer.find(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "a b c\n", "zz zz\n", "i \n"})
    void aMergeThatMakesNoTokenIsRefused(String line) throws IOException {
        copyTiny();
        Files.writeString(folder.resolve("merges.txt"), line);
        assertThatThrownBy(() -> ClipTokenizer.find(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("vocab.json: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "{}",
                "{\"a\":-1}",
                "{\"a\":1.5}",
                "{\"a\":\"x\"}",
                "{\"a\":99999999999}",
                "{\"a\":2}",
                "\u0000"
            })
    void aDamagedVocabularyIsRefused(String json) throws IOException {
        copyTiny();
        Files.writeString(folder.resolve("vocab.json"), json);
        assertThatThrownBy(() -> ClipTokenizer.find(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("vocab.json");
    }

    @Test
    void mergesWrittenAsStringsAreReadLikeMergesWrittenAsPairs() throws IOException {
        Path pairs = TINY.resolveSibling("tokenizer-json");
        JsonNode root = JsonMapper.shared().readTree(Files.readString(pairs.resolve("tokenizer.json")));
        ArrayNode merges = (ArrayNode) root.path("model").path("merges");
        for (int i = 0; i < merges.size(); i++) {
            merges.set(
                    i,
                    merges.path(i).path(0).asString() + " "
                            + merges.path(i).path(1).asString());
        }
        Files.writeString(folder.resolve("tokenizer.json"), root.toString());
        Files.copy(pairs.resolve("tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
        String prompt = "the weather in another theatre";
        assertThat(ClipTokenizer.find(folder).orElseThrow().encode(prompt))
                .isEqualTo(ClipTokenizer.find(pairs).orElseThrow().encode(prompt));
    }

    @Test
    void anotherKindOfTokenizerIsNotSupported() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"type\":\"Unigram\",\"vocab\":[]}}");
        assertThatThrownBy(() -> ClipTokenizer.find(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("not a CLIP tokenizer (model type Unigram)");
    }

    @Test
    void readersOfAFolderShareItsVocabularyUntilAFileOfItChanges() throws IOException {
        copyTiny();
        ClipTokenizer tokenizer = ClipTokenizer.find(folder).orElseThrow();
        ClipTokenizer other = ClipTokenizer.find(folder).orElseThrow();
        assertThat(other.vocabulary()).isSameAs(tokenizer.vocabulary());
        assertThat(other.length()).isEqualTo(tokenizer.length());
        assertThat(other.pad()).isEqualTo(tokenizer.pad());
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<Sks>\":900}");
        assertThat(ClipTokenizer.find(folder).orElseThrow().size()).isEqualTo(901);
        Files.delete(folder.resolve("added_tokens.json"));
        assertThat(ClipTokenizer.find(folder).orElseThrow().vocabulary()).isSameAs(tokenizer.vocabulary());
    }

    private void copyTiny() throws IOException {
        for (String file : new String[] {"vocab.json", "merges.txt"}) {
            Files.copy(TINY.resolve(file), folder.resolve(file));
        }
    }
}
