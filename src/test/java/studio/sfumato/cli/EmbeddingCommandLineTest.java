package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;

/// Embeddings from the command line into the picture and back.
class EmbeddingCommandLineTest {
    private static final Path EMBEDDINGS = Path.of("src/test/resources/golden/embeddings/embeddings");

    @TempDir
    Path folder;

    private Path models;

    @BeforeEach
    void putEmbeddingsBesideModels() throws IOException {
        models = folder.resolve("models");
        CliFixture.copyModel("sd1", models);
        Path shelf = Files.createDirectories(models.resolve("embeddings"));
        Files.copy(EMBEDDINGS.resolve("bad_hands-v2.pt"), shelf.resolve("bad_hands-v2.pt"));
        Files.copy(EMBEDDINGS.resolve("one-word.safetensors"), shelf.resolve("one-word.safetensors"));
        Files.copy(EMBEDDINGS.resolve("wide-word.safetensors"), shelf.resolve("wide-word.safetensors"));
        Files.copy(EMBEDDINGS.resolve("halved-word.safetensors"), folder.resolve("elsewhere.safetensors"));
    }

    private CliFixture.Outcome generate(String file, String... more) {
        String[] args = {
            "generate",
            "--model",
            "sd1",
            "--size",
            "48x48",
            "--steps",
            "2",
            "--seed",
            "5",
            "-o",
            folder.resolve(file).toString()
        };
        return new CliFixture(folder, models)
                .run(Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new));
    }

    private int[] pixels(String file) {
        return Png.read(folder.resolve(file)).raster().toArgb();
    }

    private PictureParameters told(String file) {
        return Objects.requireNonNull(PictureInfo.read(folder.resolve(file)).parameters());
    }

    private @Nullable String hash() {
        generate("hashed.png", "a fox, one-word");
        String told = told("hashed.png").field("TI hashes");
        return told == null ? null : told.substring("one-word: ".length());
    }

    @Test
    void aNameInAPromptTeachesAWordAndThePictureSaysSo() {
        assertThat(generate("plain.png", "a fox", "--negative", "blurry").err()).isEmpty();
        CliFixture.Outcome done = generate("with.png", "a fox, one-word", "--negative", "(bad_hands-v2:1.2)");

        assertThat(done.err()).isEmpty();
        assertThat(pixels("with.png")).isNotEqualTo(pixels("plain.png"));
        assertThat(told("with.png").field("TI hashes")).matches("one-word: [0-9a-f]{12}, bad_hands-v2: [0-9a-f]{12}");
        assertThat(told("plain.png").field("TI hashes")).isNull();
    }

    @Test
    void aFileFromElsewhereCanBeNamedAndIsStoredWithoutItsFolder() {
        String file = folder.resolve("elsewhere.safetensors").toString();
        assertThat(generate("own.png", "an embedding:elsewhere fox", "--embedding", file)
                        .err())
                .isEmpty();
        assertThat(generate("bare.png", "an elsewhere fox", "--embedding", file).err())
                .isEmpty();
        assertThat(pixels("own.png")).isEqualTo(pixels("bare.png"));
        assertThat(told("own.png").field("TI hashes")).startsWith("elsewhere: ");
        assertThat(RequestJson.read(Objects.requireNonNull(
                                PictureInfo.read(folder.resolve("own.png")).requestJson()))
                        .prompt()
                        .addOns()
                        .embeddings())
                .containsExactly("elsewhere");
    }

    @Test
    void whatDoesNotFitOrIsNotThereIsToldBeforeAnythingIsDrawn() {
        CliFixture.Outcome wide = generate("no.png", "a embedding:wide-word");
        assertThat(wide.code()).isEqualTo(3);
        assertThat(wide.err())
                .contains("the embedding wide-word is for text encoders 16 wide; the model sd1 is SD 1.x");
        assertThat(folder.resolve("no.png")).doesNotExist();
        assertThat(generate("no.png", "a fox", "--embedding", "one-wird").err())
                .contains("there is no embedding 'one-wird'", "Did you mean one-word?");
        assertThat(generate("left-out.png", "a embedding:one-wird").err())
                .contains("there is no embedding 'one-wird': left out; there is one-word");
    }

    @Test
    void embeddingsAreListedAndTheirVectorsAreTokens() {
        CliFixture all = new CliFixture(folder, models);
        assertThat(all.run("embeddings").out())
                .contains("bad_hands-v2", "4 vectors", "one-word", "1 vector", "title: One word");
        assertThat(all.run("embeddings", "--hashes").out())
                .containsPattern("hash [0-9a-f]{12}, AutoV2 [0-9a-f]{10}")
                .contains("hash " + Objects.requireNonNull(hash()));
        assertThat(all.run("tokens", "a", "(bad_hands-v2:1.3)", "fox", "--model", "sd1")
                        .out())
                .startsWith("6 tokens in 1 chunk of 75")
                .contains("vector    1.30  bad_hands-v2 1/4", "vector    1.30  bad_hands-v2 4/4");
        assertThat(new CliFixture(folder, folder.resolve("empty"))
                        .run("embeddings")
                        .out())
                .contains("No embeddings were found in:");
    }
}
