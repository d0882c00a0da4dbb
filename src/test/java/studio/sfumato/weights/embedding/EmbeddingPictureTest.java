package studio.sfumato.weights.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.zip.DeflaterOutputStream;
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

    private static final Path HIDDEN = Path.of("src/test/resources/golden/embeddings/hidden.png");

    @Test
    void whatIsHiddenInThePixelsIsRead() {
        EmbeddingFile file = EmbeddingFile.open(HIDDEN);

        assertThat(EmbeddingFile.maybe(HIDDEN)).isTrue();
        assertThat(file.count()).isEqualTo(2);
        assertThat(file.widths()).containsExactly(128);
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < 128; i++) {
                double written = Math.round(((row * 128 + i) % 17 / 8.0 - 1) * 1000) / 1000.0;
                assertThat(file.vectors(0).get(row).at(i)).isCloseTo((float) written, within(1e-6f));
            }
        }
    }

    /// The numbers with which A1111 checks itself.
    @Test
    void theSequenceIsA1111s() {
        HiddenData.Chance chance = new HiddenData.Chance();
        int[] first = {253, 242, 127, 44, 157, 27, 239, 133, 38, 79, 167, 4, 177};
        for (int number : first) {
            assertThat(chance.next()).isEqualTo(number);
        }
        for (int i = first.length; i < 100; i++) {
            chance.next();
        }
        int sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += chance.next();
        }
        assertThat(sum).isEqualTo(12731374);
    }

    /// A picture in whose pixels `data` is hidden, of `height` rows.
    private Path hidden(String name, byte[] data, int height, int more) throws IOException {
        int columns = Math.ceilDiv(data.length, 3 * height);
        int width = 2 * columns + 6 + more;
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        HiddenData.Chance chance = new HiddenData.Chance();
        for (int y = 0; y < height; y++) {
            byte[] row = new byte[3 * width];
            Arrays.fill(row, 3 * (columns + 1), 3 * (columns + 5), (byte) 0x77);
            Arrays.fill(row, 3 * (width - more), 3 * width, (byte) 0x77);
            for (int i = 0; i < 3 * columns; i++) {
                int at = y * 3 * columns + i;
                int value = (at < data.length ? data[at] : 0) & 0xFF;
                int turned = chance.next() & 15;
                row[i] = (byte) (0x50 | ((value & 15) ^ turned));
                row[3 * (columns + 6) + i] = (byte) (0xA0 | ((value >> 4) ^ turned));
            }
            rows.write(0);
            rows.write(row);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream sizes = new DataOutputStream(header);
        sizes.writeInt(width);
        sizes.writeInt(height);
        sizes.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        byte[] packed = deflated(rows.toByteArray());
        chunk(out, "IDAT", Arrays.copyOf(packed, 7));
        chunk(out, "IDAT", new byte[0]);
        chunk(out, "IDAT", Arrays.copyOfRange(packed, 7, packed.length));
        chunk(out, "IEND", new byte[0]);
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static byte[] deflated(byte[] all) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(all);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsHiddenAndNoEmbeddingIsNamed() throws IOException {
        byte[] two = deflated(TWO.getBytes(StandardCharsets.UTF_8));
        assertThat(EmbeddingFile.open(hidden("ok.png", two, 9, 0)).count()).isEqualTo(2);

        Path uneven = hidden("uneven.png", two, 9, 1);
        assertThat(EmbeddingFile.maybe(uneven)).isFalse();
        assertThatThrownBy(() -> EmbeddingFile.open(uneven))
                .hasMessage("uneven.png is a picture without an embedding in it");
        Path noise = hidden("noise.png", "no deflated data at all".getBytes(StandardCharsets.UTF_8), 4, 0);
        assertThat(EmbeddingFile.maybe(noise)).isFalse();
        assertThatThrownBy(() -> EmbeddingFile.open(noise)).hasMessage("noise.png: the embedding in it is damaged");
        Path torn = hidden("torn.png", Arrays.copyOf(two, two.length / 2), 4, 0);
        assertThatThrownBy(() -> EmbeddingFile.open(torn)).hasMessage("torn.png: the embedding in it is damaged");
        Path other = hidden("other.png", deflated("{\"a\": 1}".getBytes(StandardCharsets.UTF_8)), 4, 0);
        assertThatThrownBy(() -> EmbeddingFile.open(other))
                .hasMessage("other.png: the embedding in it is no list of vectors");
    }

    /// 40 MB of spaces in 40 kB.
    @Test
    void aBombInThePixelsIsNotUnpackedToItsEnd() throws IOException {
        byte[] spaces = new byte[40 << 20];
        Arrays.fill(spaces, (byte) ' ');
        Path bomb = hidden("bomb.png", deflated(spaces), 64, 0);

        assertThat(EmbeddingFile.maybe(bomb)).isFalse();
        assertThatThrownBy(() -> EmbeddingFile.open(bomb)).hasMessageStartingWith("bomb.png: the embedding in it is");
    }

    @Test
    void damagedPicturesAreRefusedAndNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(HIDDEN);
        Random random = new Random(8);
        for (int i = 0; i < 1500; i++) {
            byte[] torn = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = 0; k < 1 + i % 4 && torn.length > 0; k++) {
                torn[random.nextInt(i % 2 == 0 ? Math.min(60, torn.length) : torn.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("torn.png"), torn);
            EmbeddingFile.maybe(file);
            try {
                assertThat(EmbeddingFile.open(file).count()).isBetween(1, EmbeddingFile.MOST_VECTORS);
            } catch (ModelFileException refused) {
                assertThat(refused).hasMessageStartingWith("torn.png");
            }
        }
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
