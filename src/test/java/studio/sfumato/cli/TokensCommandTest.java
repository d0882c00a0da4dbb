package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensCommandTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome tokens(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "tokens";
        System.arraycopy(args, 0, all, 1, args.length);
        return new CliFixture(folder, CliFixture.MODELS).run(all);
    }

    @Test
    void everyTokenIsShownWithItsIdAndWeightInItsChunk() {
        CliFixture.Outcome outcome = tokens("a", "(fox:1.3)", "BREAK", "[xylophonist]");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .startsWith("6 tokens in 2 chunks of 75", "", "Chunk 1: 2 tokens", "320 1.00 a", "3240 1.30 fox", "")
                .contains("Chunk 2: 4 tokens")
                .anyMatch(line -> line.contains(" 0.91 ") && line.endsWith("…"));
    }

    @Test
    void aModelsOwnTokenizerIsUsedWhereOneIsNamed() {
        assertThat(tokens("cathedral").out()).startsWith("1 token in 1 chunk of 75");
        assertThat(tokens("cathedral", "--model", "sd2").out()).startsWith("7 tokens");
        assertThat(tokens("fox", "--model", "nowhere").code()).isEqualTo(3);
    }

    @Test
    void theModeOfEmphasisDecidesWhatBracketsMean() {
        assertThat(tokens("(fox)", "--emphasis", "ignore").out())
                .contains("1.00  fox")
                .doesNotContain("1.10");
        assertThat(tokens("(fox)", "--emphasis", "none").out()).startsWith("3 tokens");
    }

    @Test
    void aPromptMustBeGiven() {
        assertThat(tokens().code()).isEqualTo(2);
        assertThat(tokens("").out()).contains("0 tokens in 1 chunk of 75");
    }

    @Test
    void aPromptThatChangesIsShownWithTheStepsOfEachText() {
        assertThat(tokens("a", "[fox:boat:.5]", "--steps", "10").out().lines())
                .contains("Steps 1-6: a fox", "Steps 7-10: a boat");
        assertThat(tokens("[fox|boat|]", "--steps", "7").out().lines())
                .contains("Steps 1-2, 5: fox", "Steps 3, 6: boat", "Steps 4, 7: ")
                .containsOnlyOnce("0 tokens in 1 chunk of 75");
        assertThat(tokens("fox").out()).doesNotContain("Steps", "Part");
        assertThat(tokens("fox", "--steps", "0").code()).isEqualTo(2);
    }

    @Test
    void partsAndNetworksAreShownWithTheirWeights() {
        assertThat(tokens("fox", "AND", "[a|b]", ":0.5", "<lora:x:1:0.25>")
                        .out()
                        .lines())
                .startsWith("Part 1 of 2, weight 1", "1 token in 1 chunk of 75")
                .contains("Part 2 of 2, weight 0.5", "<lora> x: 1 in the text encoder, 0.25 in the U-Net");
        assertThat(tokens("fox:30").out()).startsWith("Part 1 of 1, weight 30");
    }

    @Test
    void whatIsAskedForBesideThePromptIsShownAsGenerateTakesIt() throws IOException {
        Path golden = Path.of("src/test/resources/golden");
        Path elsewhere = Files.copy(
                golden.resolve("embeddings/embeddings/halved-word.safetensors"),
                folder.resolve("elsewhere.safetensors"));
        Path lora = Files.copy(golden.resolve("loras/loras/sd1-kohya.safetensors"), folder.resolve("clay.safetensors"));
        String[] args = {"a fox, elsewhere", "--embedding", elsewhere.toString(), "--lora", lora + ":0.5"};

        assertThat(tokens("a fox, elsewhere").out()).doesNotContain("vector");
        CliFixture.Outcome shown = tokens(args);
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("vector    1.00  elsewhere 1/")
                .contains("<lora> clay: 0.5 in the text encoder, 0.5 in the U-Net");
        assertThat(tokens("a fox <lora:clay:2>", "--lora", lora + ":0.5").out())
                .as("the tag in the prompt goes before what stands beside it")
                .contains("<lora> clay: 2 in the text encoder")
                .doesNotContain("0.5");
        assertThat(tokens("a fox", "--embedding", "nowhere").code()).isEqualTo(3);
        assertThat(tokens("a fox", "--lora", "nowhere").code()).isEqualTo(3);
    }

    @Test
    void aFolderOfModelsIsLookedIntoAsGenerateDoes() throws IOException {
        Path there = folder.resolve("there");
        CliFixture.copyModel("sd2", Files.createDirectories(there.resolve("mine")));
        Path shelf = Files.createDirectories(there.resolve("embeddings"));
        Files.copy(
                Path.of("src/test/resources/golden/embeddings/embeddings/one-word.safetensors"),
                shelf.resolve("one-word.safetensors"));
        Files.move(there.resolve("mine/sd2"), there.resolve("other"));

        assertThat(tokens("one-word", "--models-dir", there.toString()).out()).contains("vector");
        assertThat(tokens("cathedral", "--model", "other", "--models-dir", there.toString())
                        .out())
                .startsWith("7 tokens");
        assertThat(tokens("cathedral", "--model", "other").code()).isEqualTo(3);
        assertThat(tokens("fox", "--models-dir", folder.resolve("none").toString())
                        .err())
                .contains("--models-dir: ", "is not a folder");
    }

    @Test
    void comfysDialectKnowsOnlyWeights() {
        assertThat(tokens("[a|b]", "AND", "(fox:1.5)", "--dialect", "comfy").out())
                .startsWith("7 tokens in 1 chunk of 75")
                .contains("1.50  fox");
        assertThat(tokens("fox", "--dialect", "comfy", "--emphasis", "None").code())
                .isEqualTo(2);
        assertThat(tokens("fox", "--dialect", "latin").err())
                .contains("unknown dialect 'latin'", "a1111, comfy, invoke, diffusers");
    }

    @Test
    void invokesDialectHasSignsAfterWords() {
        assertThat(tokens("fox++", "(boat)0.5", "withLora(x, 2)", "--dialect", "invoke")
                        .out())
                .startsWith("2 tokens in 1 chunk of 75")
                .contains("1.21  fox", "0.50  boat", "<lora> x: 2 in the text encoder");
        assertThat(tokens("(\"fox\", \"boat\").and()", "--dialect", "invoke").out())
                .contains("in 2 chunks");
        assertThat(tokens("fox.swap(cat)", "--dialect", "invoke").err()).contains("cannot swap words");
    }
}
