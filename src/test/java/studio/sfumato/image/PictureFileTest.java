package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ImageFileException;

class PictureFileTest {
    private static final Path FOREIGN = Path.of("src/test/resources/golden/image/foreign");

    @TempDir
    private Path folder;

    /// Decoders of JPEG may differ by a few levels; a picture on its side, brightened or negative by far more.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned-6.jpg",
                "turned-5.jpg",
                "turned-3.webp",
                "turned-8.tif",
                "grey.jpg",
                "cmyk.jpg",
                "palette.bmp",
                "animated.gif",
                "really.png",
                "sixteen.tif",
                "clear.webp"
            })
    void readsWhatOtherProgramsWrite(String name) {
        Raster read = PictureFile.read(FOREIGN.resolve(name));
        Raster expected = Png.read(FOREIGN.resolve(name + ".expected.png")).raster();
        assertThat(read).hasToString(expected.toString());
        for (int y = 0; y < read.height(); y++) {
            for (int x = 0; x < read.width(); x++) {
                for (int shift = 0; shift <= 24; shift += 8) {
                    int ours = (read.argb(x, y) >>> shift) & 0xFF;
                    int theirs = (expected.argb(x, y) >>> shift) & 0xFF;
                    assertThat(Math.abs(ours - theirs))
                            .as("%s at %d, %d", name, x, y)
                            .isLessThanOrEqualTo(6);
                }
            }
        }
    }

    @Test
    void readsPngsOfSixteenBits() {
        Path file = Path.of("src/test/resources/golden/image/rgba-16.png");
        assertThat(PictureFile.read(file)).isEqualTo(Png.read(file).raster());
    }

    @Test
    void readsPicturesOfEightThousandPixelsASide() throws IOException {
        Path file = folder.resolve("large.png");
        Files.write(file, greyPng(8000, 8000, 8000));
        assertThat(PictureFile.read(file)).hasToString("Raster[8000×8000 RGB]");
    }

    @Test
    void refusesMorePixelsThanThereCanBeBeforeTakingMemoryForThem() throws IOException {
        Path file = folder.resolve("huge.png");
        Files.write(file, greyPng(200_000, 200_000, 1));
        assertThatThrownBy(() -> PictureFile.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("huge.png")
                .hasMessageContaining("200000×200000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned-6.jpg", "turned-3.webp", "turned-8.tif", "palette.bmp", "animated.gif", "cmyk.jpg"})
    void namesDamagedFiles(String name) throws IOException {
        byte[] whole = Files.readAllBytes(FOREIGN.resolve(name));
        Path file = folder.resolve("damaged-" + name);
        for (int length : new int[] {12, 20, 40}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PictureFile.read(file))
                    .as("%s, %d bytes of it", name, length)
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void namesWhatIsNoPicture() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.png"), "nothing to see", StandardCharsets.UTF_8);
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        for (Path file : new Path[] {text, empty, folder, folder.resolve("missing.png")}) {
            assertThatThrownBy(() -> PictureFile.read(file))
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    /// A PNG of one bit a pixel whose header says one size and which has `rows` rows.
    private static byte[] greyPng(int width, int height, int rows) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            byte[] row = new byte[1 + (width + 7) / 8];
            for (int y = 0; y < rows; y++) {
                out.write(row);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(png, "IHDR", header.toByteArray());
        chunk(png, "IDAT", packed.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) throws IOException {
        DataOutputStream out = new DataOutputStream(png);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) sum.getValue());
    }
}
