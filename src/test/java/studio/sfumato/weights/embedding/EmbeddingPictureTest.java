package studio.sfumato.weights.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

class EmbeddingPictureTest {
    private static final String TWO =
            "{\"string_to_token\":{\"*\":265},\"string_to_param\":{\"*\":{\"TORCHTENSOR\":[[1,2.5,-3],[0,1e-2,7]]}},\"name\":\"clay\"}";

    @TempDir
    private Path folder;

    private Path picture(String name, String keyword, byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A});
        chunk(out, "IHDR", new byte[13]);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write((keyword + "\0").getBytes(StandardCharsets.ISO_8859_1));
        body.write(text);
        chunk(out, "tEXt", body.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) check.getValue());
    }

    private Path embedding(String json) throws IOException {
        return picture(
                "clay.png", "sd-ti-embedding", Base64.getEncoder().encode(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itsVectorsAreRead() throws IOException {
        EmbeddingFile file = EmbeddingFile.open(embedding(TWO));

        assertThat(file.count()).isEqualTo(2);
        assertThat(file.widths()).containsExactly(3);
        assertThat(file.vectors(0))
                .isEqualTo(List.of(Tensor.of(Shape.of(3), 1, 2.5f, -3), Tensor.of(Shape.of(3), 0, 0.01f, 7)));
    }

    @Test
    void onlyPicturesWithOneAreEmbeddings() throws IOException {
        Path shelf = Files.createDirectories(folder.resolve("models/embeddings"));
        Files.copy(embedding(TWO), shelf.resolve("clay.png"));
        Files.copy(
                picture("seen.png", "parameters", "a fox".getBytes(StandardCharsets.UTF_8)), shelf.resolve("fox.png"));
        Files.writeString(shelf.resolve("broken.png"), "no picture");

        assertThat(new AddOnShelf(List.of(folder.resolve("models"))).files(AddOnKind.EMBEDDING))
                .containsOnlyKeys("clay");
        assertThatThrownBy(() -> EmbeddingFile.open(shelf.resolve("fox.png")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("fox.png is a picture without an embedding in it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|clay.png: the embedding in it is no list of vectors",
                "{\"string_to_param\":{\"*\":{\"TORCHTENSOR\":[[]]}}}|clay.png: the embedding in it is no list of vectors",
                "{\"string_to_param\":{\"*\":{\"TORCHTENSOR\":[[1,2],[1]]}}}|clay.png: the vectors of the embedding in it are not equally wide",
                "{\"string_to_param\":{\"*\":{\"TORCHTENSOR\":[[1,true]]}}}|clay.png: the embedding in it holds a value that is no number",
                "{\"string_to_param\":|clay.png: the embedding in it is damaged"
            })
    void whatIsWrongIsNamed(String json, String message) throws IOException {
        Path file = embedding(json);
        assertThatThrownBy(() -> EmbeddingFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(message);
    }

    @Test
    void damagedFilesAreRefusedAndNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(embedding(TWO));
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            byte[] torn = random.nextBoolean() ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int k = 0; k < 3 && torn.length > 0; k++) {
                torn[random.nextInt(torn.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("torn.png"), torn);
            try {
                assertThat(EmbeddingFile.open(file).count()).isBetween(1, EmbeddingFile.MOST_VECTORS);
            } catch (ModelFileException refused) {
                assertThat(refused).hasMessageStartingWith("torn.png");
            }
        }
    }
}
