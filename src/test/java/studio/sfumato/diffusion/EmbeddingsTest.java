package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.addon.AddOnShelf;

class EmbeddingsTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/pipelines/models");
    private static final PromptRules COMFY = new PromptRules(PromptDialect.COMFY, Emphasis.ORIGINAL);
    private static final PromptRules DIFFUSERS = new PromptRules(PromptDialect.DIFFUSERS, Emphasis.ORIGINAL);

    @TempDir
    Path folder;

    private final PromptReader sd1 = PromptReader.of(ModelFolder.open(MODELS.resolve("sd1")));

    private void word(String name, int vectors, int width) {
        new SafetensorsWriter()
                .add("emb_params", Tensor.zeros(Shape.of(vectors, width)))
                .write(folder.resolve("embeddings").resolve(name + ".safetensors"));
    }

    private Embeddings.Found find(String prompt, PromptRules rules) {
        try {
            Files.createDirectories(folder.resolve("embeddings"));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return new Embeddings(new AddOnShelf(List.of(folder))).of(sd1, List.of(prompt), rules, List.of());
    }

    /// What the encoder is given, vectors as `name/index`; chunks are parted by a bar.
    private String read(String prompt, PromptRules rules) {
        return find(prompt, rules).reader().read(prompt, rules).stream()
                .map(chunk -> chunk.tokens().stream()
                        .map(PromptChunk.Token::piece)
                        .map(EmbeddingsTest::shown)
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" | "));
    }

    private static String shown(Piece piece) {
        return piece.taught()
                .map(vector -> vector.word().name() + "/" + vector.index())
                .orElse(piece.text());
    }

    @ParameterizedTest
    @CsvSource({
        "'a cat-toy, please', 'a cat-toy/0 cat-toy/1 , please'",
        "'a Cat-Toy', 'a cat-toy/0 cat-toy/1'",
        "'cat - toy', 'cat-toy/0 cat-toy/1'", // the same tokens
        "'cat-toys', 'cat - toys'",
        "'a cat', 'a cat'",
        "'cat-toy-two x', 'cat-toy-two/0 x'", // the longest name counts
        "'(cat-toy:1.2)[cat-toy-two]', 'cat-toy/0 cat-toy/1 cat-toy-two/0'",
        "'embedding:cat-toy,sky', 'cat-toy/0 cat-toy/1 , sky'",
        "'EMBEDDING:cat-toy.safetensors sky', 'cat-toy/0 cat-toy/1 sky'",
        "'embedding:sub/clay sky clay', 'sub/clay/0 sky clay/0'",
        "'anembedding:cat', 'an embed ding : cat'",
    })
    void wordsOfAPromptAreReadAsA1111ReadsThem(String prompt, String read) {
        word("cat-toy", 2, 8);
        word("cat-toy-two", 1, 8);
        word("sub/clay", 1, 8);
        assertThat(read(prompt, PromptRules.USUAL)).isEqualTo(read);
        assertThat(find(prompt, PromptRules.USUAL).notices()).isEmpty();
    }

    @Test
    void inOtherLanguagesABareNameIsWords() {
        word("cat-toy", 2, 8);
        assertThat(read("cat-toy embedding:cat-toy", COMFY)).isEqualTo("cat - toy cat-toy/0 cat-toy/1");
        assertThat(read("cat-toy <cat-toy>", DIFFUSERS)).isEqualTo("cat - toy cat-toy/0 cat-toy/1");
    }

    @Test
    void anEmbeddingIsNotCutInTwo() {
        word("cat-toy", 8, 8);
        List<PromptChunk> chunks = find("x ".repeat(70) + "cat-toy sky", PromptRules.USUAL)
                .reader()
                .read("x ".repeat(70) + "cat-toy sky", PromptRules.USUAL);
        assertThat(chunks).extracting(chunk -> chunk.tokens().size()).containsExactly(70, 9);
        assertThat(find("x ".repeat(67) + "cat-toy", PromptRules.USUAL)
                        .reader()
                        .read("x ".repeat(67) + "cat-toy", PromptRules.USUAL))
                .hasSize(1);
        word("all-of-it", 75, 8);
        assertThat(find("sky all-of-it", PromptRules.USUAL).reader().read("sky all-of-it", PromptRules.USUAL))
                .extracting(chunk -> chunk.tokens().size())
                .containsExactly(1, 75);
    }

    @Test
    void inComfysLanguageItIsAStretchOfItsOwn() {
        word("seven", 7, 8);
        word("eight", 8, 8);
        assertThat(find("x ".repeat(70) + "embedding:seven", COMFY)
                        .reader()
                        .read("x ".repeat(70) + "embedding:seven", COMFY))
                .extracting(chunk -> chunk.tokens().size())
                .containsExactly(70, 7);
        assertThat(find("x ".repeat(70) + "embedding:eight", COMFY)
                        .reader()
                        .read("x ".repeat(70) + "embedding:eight", COMFY))
                .extracting(chunk -> chunk.tokens().size())
                .containsExactly(75, 3);
    }

    @Test
    void anUnknownMentionIsLeftOutWithASuggestion() {
        word("bad-hands", 2, 8);
        Embeddings.Found found = find("a embedding:bad-hand, fox", PromptRules.USUAL);
        assertThat(found.notices()).containsExactly("there is no embedding 'bad-hand': left out; there is bad-hands");
        assertThat(found.named()).isEmpty();
        assertThat(read("a embedding:bad-hand, fox", PromptRules.USUAL)).isEqualTo("a , fox");
    }

    @Test
    void oneForAnotherModelStaysWordsWhereItIsNotNamedAsSuch() {
        word("bad-hands", 2, 1024);
        word("bad", 1, 8);
        Embeddings.Found found = find("a bad-hands", PromptRules.USUAL);
        assertThat(found.notices())
                .containsExactly("the embedding bad-hands is for SD 2.x; the model sd1 is SD 1.x:"
                        + " 'bad-hands' is read as words");
        assertThat(read("a bad-hands", PromptRules.USUAL)).isEqualTo("a bad/0 - hands");
        assertThatThrownBy(() -> find("a embedding:bad-hands", PromptRules.USUAL))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("the embedding bad-hands is for SD 2.x; the model sd1 is SD 1.x");
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path file = folder.resolve("embeddings/broken.safetensors");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "nothing");
        assertThat(find("broken", PromptRules.USUAL).notices())
                .singleElement()
                .asString()
                .contains("broken.safetensors is not a safetensors file", "'broken' is read as words");
        assertThatThrownBy(() -> find("embedding:broken", PromptRules.USUAL)).isInstanceOf(ModelFileException.class);
    }

    @Test
    void aFileThatIsReplacedHasAnotherIdentity() throws IOException {
        word("clay", 1, 8);
        Embeddings embeddings = new Embeddings(new AddOnShelf(List.of(folder)));
        Embeddings.Found before = embeddings.of(sd1, List.of("clay"), PromptRules.USUAL, List.of());
        assertThat(before.identity())
                .isEqualTo(embeddings
                        .of(sd1, List.of("clay"), PromptRules.USUAL, List.of())
                        .identity());
        word("clay", 3, 8);
        Embeddings.Found after = embeddings.of(sd1, List.of("clay"), PromptRules.USUAL, List.of());
        assertThat(after.identity()).isNotEqualTo(before.identity());
        assertThat(after.reader().encode("clay")).hasSize(3);
        assertThat(embeddings
                        .of(sd1, List.of("sky"), PromptRules.USUAL, List.of())
                        .identity())
                .isEmpty();
    }

    @Test
    void oneThatIsGivenButNotNamedIsTold() {
        word("clay", 1, 8);
        Embeddings.Found found = new Embeddings(AddOnShelf.none())
                .of(
                        sd1,
                        List.of("a fox"),
                        PromptRules.USUAL,
                        List.of(folder.resolve("embeddings/clay.safetensors").toString()));
        assertThat(found.notices()).containsExactly("no prompt names the embedding clay: it has no effect");
    }
}
