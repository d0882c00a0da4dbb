package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;

class WebpTest {
    @TempDir
    Path folder;

    /// {@return the file's chunks by name, in order}
    private static Map<String, byte[]> chunks(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = new byte[4];
        in.get(name);
        assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(in.getInt()).isEqualTo(in.capacity() - 8).isEven();
        in.get(name);
        assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
        Map<String, byte[]> chunks = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            in.get(name);
            byte[] data = new byte[in.getInt()];
            in.get(data);
            in.position(in.position() + (data.length & 1));
            chunks.put(new String(name, StandardCharsets.US_ASCII), data);
        }
        return chunks;
    }

    private static Raster coloured(int width, int height) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 0xFF000000 | (i * i * 0x9E3779B1) >>> 8; // like noise
        }
        return Raster.opaque(width, height, pixels);
    }

    @Test
    void atFullQualityEveryPixelComesBack() throws IOException {
        Raster picture = coloured(37, 21);
        Path file = folder.resolve("new/fox.webp");
        Webp.write(file, picture, 1, "");
        assertThat(chunks(file)).containsOnlyKeys("VP8L");
        BufferedImage read = ImageIO.read(file.toFile());
        assertThat(read.getRGB(0, 0, 37, 21, null, 0, 37)).isEqualTo(picture.toArgb());
    }

    @Test
    void belowThatTheFileIsSmaller() throws IOException {
        Raster picture = coloured(128, 128);
        Path file = folder.resolve("fox.webp");
        Webp.write(file, picture, 1, "");
        long lossless = Files.size(file);
        Webp.write(file, picture, 0.5, "");
        assertThat(chunks(file)).containsOnlyKeys("VP8 ");
        assertThat(Files.size(file)).isLessThan(lossless);
    }

    @Test
    void whatMadeItStandsInExifAndThePictureIsTheSame() throws IOException {
        Raster picture = coloured(300, 5);
        Path file = folder.resolve("fox.webp");
        for (String comment : new String[] {"a fox 狐", "odd"}) {
            Webp.write(file, picture, 1, comment);
            Map<String, byte[]> chunks = chunks(file);
            assertThat(chunks.keySet()).containsExactly("VP8X", "VP8L", "EXIF");
            assertThat(chunks.get("VP8X")).containsExactly(0x08, 0, 0, 0, 299 & 0xFF, 299 >> 8, 0, 4, 0, 0);
            assertThat(new String(chunks.get("EXIF"), StandardCharsets.ISO_8859_1))
                    .startsWith("MM\0*")
                    .endsWith("UNICODE\0"
                            + new String(comment.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
            assertThat(ImageIO.read(file.toFile()).getRGB(0, 0, 300, 5, null, 0, 300))
                    .isEqualTo(picture.toArgb());
        }
    }

    @Test
    void whatIsTransparentStaysSo() throws IOException {
        int[] pixels = new int[64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i << 26 | 0x204060;
        }
        Raster picture = Raster.translucent(8, 8, pixels);
        Path file = folder.resolve("fox.webp");
        Webp.write(file, picture, 1, "told");
        assertThat(Objects.requireNonNull(chunks(file).get("VP8X"))[0]).isEqualTo((byte) 0x18);
        BufferedImage read = ImageIO.read(file.toFile());
        for (int i = 0; i < pixels.length; i++) {
            assertThat(read.getRGB(i % 8, i / 8) >>> 24).isEqualTo(pixels[i] >>> 24);
        }
        Webp.write(file, picture, 0.8, "told");
        assertThat(chunks(file)).containsKeys("VP8X", "ALPH", "VP8 ", "EXIF");
    }

    @Test
    void whatCannotBeIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> Webp.write(folder.resolve("wide.webp"), Raster.filled(16_384, 1, 0), 1, ""))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("wide.webp")
                .hasMessageContaining("16383");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> Webp.write(file.resolve("fox.webp"), Raster.filled(8, 8, 0), 1, ""))
                .isInstanceOf(ImageFileException.class);
    }
}
