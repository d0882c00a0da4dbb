package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;

class JpegTest {
    @TempDir
    Path folder;

    @Test
    void coloursComeBackAboutAsTheyWere() {
        int[] colours = {0xE02010, 0x20D030, 0x1030E0, 0xF0F0F0, 0x101010, 0xD0D010};
        int[] pixels = new int[96 * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = colours[i % 96 / 16];
        }
        Path file = folder.resolve("made/bars.jpg");
        Jpeg.write(file, Raster.opaque(96, 16, pixels), 0.95);
        Raster read = Jpeg.read(file);
        assertThat(read.width()).isEqualTo(96);
        assertThat(read.height()).isEqualTo(16);
        for (int i = 0; i < colours.length; i++) {
            assertThat(apart(read.argb(16 * i + 8, 8), colours[i]))
                    .as("bar %d", i)
                    .isLessThan(12);
        }
    }

    @Test
    void oneWithoutColoursIsReadToo() throws IOException {
        BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        grey.setRGB(3, 3, 0xFFFFFFFF);
        Path file = folder.resolve("grey.jpg");
        ImageIO.write(grey, "jpeg", file.toFile());
        int argb = Jpeg.read(file).argb(3, 3);
        assertThat(argb >>> 24).isEqualTo(255);
        assertThat((argb >> 16) & 0xFF).isEqualTo(argb & 0xFF).isGreaterThan(100);
    }

    @Test
    void aFileThatIsNoneIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("none.jpg"), new byte[] {1, 2, 3, 4});
        assertThatThrownBy(() -> Jpeg.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("none.jpg");
    }

    private static int apart(int argb, int rgb) {
        int most = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            most = Math.max(most, Math.abs(((argb >> shift) & 0xFF) - ((rgb >> shift) & 0xFF)));
        }
        return most;
    }
}
