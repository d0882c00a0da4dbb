package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ImageFileException;

class PngTest {
    private static final String UNICODE = "ein Fuchs, 狐, лиса 🦊\nSteps: 20";

    @TempDir
    Path folder;

    @Test
    void picturesOfEverySizeAndKindComeBackUnchanged() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            Raster raster = Pictures.sample(1 + random.nextInt(70), 1 + random.nextInt(50), random.nextBoolean(), i);
            byte[] file = Png.encode(raster, List.of());
            assertThat(Png.decode(file, "test.png").raster()).isEqualTo(raster);
            assertThat(Pictures.byImageIo(file)).isEqualTo(raster);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb-texts",
                "rgba",
                "grey",
                "grey-alpha",
                "palette",
                "palette-transparent",
                "one-bit",
                "rgb-transparent-colour",
                "rgba-16",
                "grey-16",
                "grey-2-interlaced",
                "grey-4-interlaced",
                "rgba-interlaced-1x1",
                "rgba-interlaced-2x3",
                "rgba-interlaced-19x17"
            })
    void readsWhatPillowAndOthersWrite(String name) throws IOException {
        Raster expected = Pictures.byImageIo(Files.readAllBytes(Pictures.golden(name + ".expected.png")));
        assertThat(Png.read(Pictures.golden(name + ".png")).raster().toArgb()).isEqualTo(expected.toArgb());
    }

    @Test
    void readsEveryKindOfTextThatPillowWrites() {
        List<PngText> texts = Png.read(Pictures.golden("rgb-texts.png")).texts();

        assertThat(texts)
                .extracting(PngText::keyword)
                .containsExactly("parameters", "Title", "Unicode", "packed", "packed international");
        assertThat(texts).extracting(PngText::international).containsExactly(false, false, true, false, true);
        assertThat(texts.get(1).text()).isEqualTo("un renard très bleu, ½ £");
        assertThat(texts.get(2).text()).startsWith("ein Fuchs, 狐, лиса 🦊\nSteps: 20, Sampler: Euler a");
        assertThat(texts.get(3).text()).isEqualTo(texts.get(0).text()).startsWith("a fox\nNegative prompt: text\n");
        assertThat(texts.get(4).text()).isEqualTo(texts.get(2).text());
        assertThat(Png.inspect(Pictures.golden("rgb-texts.png")).texts()).isEqualTo(texts);
    }

    @Test
    void textChunksAreThoseThatPillowWritesByteForByte() throws IOException {
        String pillow = Files.readString(Pictures.golden("rgb-texts.png"), StandardCharsets.ISO_8859_1);
        List<PngText> texts = Png.read(Pictures.golden("rgb-texts.png")).texts();

        String ours = new String(
                Png.encode(Raster.filled(8, 8, 0), List.of(texts.get(0), texts.get(1), texts.get(2))),
                StandardCharsets.ISO_8859_1);

        for (String type : List.of("tEXtparameters", "tEXtTitle", "iTXtUnicode")) {
            int from = ours.indexOf(type) - 4;
            int length = 12 + ours.charAt(from + 2) * 256 + ours.charAt(from + 3);
            assertThat(pillow).contains(ours.substring(from, from + length));
        }
    }

    @Test
    void leavesFilesThatThePillowCheckReads() throws IOException {
        Path out = Files.createDirectories(Path.of("target", "png-for-pillow"));
        StringBuilder expected = new StringBuilder("{");
        for (boolean alpha : new boolean[] {false, true}) {
            Raster raster = Pictures.sample(67, 45, alpha, 3);
            String name = alpha ? "rgba.png" : "rgb.png";
            List<PngText> texts = List.of(PngText.of("parameters", "fox\nSteps: 1"), PngText.of("sfumato", UNICODE));
            Png.write(out.resolve(name), raster, texts);
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            for (int pixel : raster.toArgb()) {
                crc.update(pixel >> 16);
                crc.update(pixel >> 8);
                crc.update(pixel);
                if (alpha) {
                    crc.update(pixel >> 24);
                }
            }
            expected.append("""
                    %s"%s": {"mode": "%s", "crc32": %d, "texts": {"parameters": "fox\\nSteps: 1", "sfumato": "%s"}}
                    """.formatted(
                    alpha ? "," : "", name, alpha ? "RGBA" : "RGB", crc.getValue(), UNICODE.replace("\n", "\\n")));
        }
        Files.writeString(out.resolve("expected.json"), expected.append("}"));

        assertThat(Png.read(out.resolve("rgb.png")).texts().get(1).text()).isEqualTo(UNICODE);
    }

    @Test
    void filesAreNotMuchLargerThanTheJdks() throws IOException {
        for (boolean alpha : new boolean[] {false, true}) {
            Raster raster = Png.read(Pictures.golden("resample-bilinear-128x100-rgb.png"))
                    .raster();
            var image = new java.awt.image.BufferedImage(
                    raster.width(), raster.height(), alpha ? 2 /* ARGB */ : 1 /* RGB */);
            image.setRGB(0, 0, raster.width(), raster.height(), raster.toArgb(), 0, raster.width());
            ByteArrayOutputStream jdk = new ByteArrayOutputStream();
            ImageIO.write(image, "png", jdk);

            Raster ours = alpha ? Raster.translucent(raster.width(), raster.height(), raster.toArgb()) : raster;
            assertThat(Png.encode(ours, List.of()).length).isLessThan(jdk.size() * 11 / 10);
        }
    }

    @Test
    void keywordsOutsideLatin1AreRefused() {
        assertThatThrownBy(() -> PngText.of("狐", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PngText.of("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PngText.of("x".repeat(80), "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsWrongWithAFileAndNamesIt() throws IOException {
        Path none = folder.resolve("none.png");
        assertRefused(none, "there is no such file");
        assertRefused(folder, "is a folder");

        byte[] good = Png.encode(Pictures.sample(40, 30, false, 1), List.of(PngText.of("a", "b")));
        assertRefused(file("text.png", "hello".getBytes(StandardCharsets.UTF_8)), "is not a PNG picture");
        assertRefused(file("empty.png", new byte[0]), "is not a PNG picture");
        assertRefused(file("cut.png", java.util.Arrays.copyOf(good, good.length - 20)), "are left");

        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        assertRefused(file("flipped.png", flipped), "the checksum of its chunk IDAT is wrong");

        byte[] huge = good.clone();
        huge[8] = 0x7F; // the header chunk's length
        assertRefused(file("huge.png", huge), "claims 2130706445 bytes");
    }

    @Test
    void refusesSizesThatTheFileCannotHold() throws IOException {
        assertRefused(file("wide.png", png(0x7FFFFFFF, 0x7FFFFFFF, new byte[10])), "2147483647×2147483647 pixels");
        assertRefused(file("negative.png", png(-5, 4, new byte[10])), "4294967291×4 pixels");
        assertRefused(file("short.png", png(10_000, 10_000, new byte[10])), "too short for its 10000×10000");
        assertRefused(file("early.png", png(10, 10, new byte[31 * 9])), "its pixels end early");
    }

    @Test
    void refusesTextsThatUnpackWithoutEnd() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes("bomb\0\0".getBytes(StandardCharsets.US_ASCII));
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(zeros);
            }
        }
        assertRefused(
                file("bomb.png", PngBytes.insert(png(1, 1, new byte[4]), "zTXt", packed.toByteArray())), "unpacks");
    }

    @Test
    void malformedTextsAreLeftOut() throws IOException {
        byte[] file = PngBytes.insert(png(1, 1, new byte[4]), "tEXt", new byte[] {'n', 'o', 'n', 'e'});
        file = PngBytes.insert(file, "zTXt", "a\0\0not deflated".getBytes(StandardCharsets.US_ASCII));
        file = PngBytes.insert(file, "iTXt", "b\0\0\0de".getBytes(StandardCharsets.US_ASCII));

        assertThat(Png.decode(file, "x").texts()).isEmpty();
    }

    private static byte[] png(int width, int height, byte[] rows) throws IOException {
        return PngBytes.file(width, height, 8, 2, rows);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> Png.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageContaining(why);
    }
}
