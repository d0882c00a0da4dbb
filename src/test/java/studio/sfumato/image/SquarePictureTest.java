package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ImageFileException;

class SquarePictureTest {
    @TempDir
    Path folder;

    /// Blue with a red square in the middle.
    private static Raster framed(int width, int height) {
        int[] argb = new int[width * height];
        int side = Math.min(width, height);
        for (int i = 0; i < argb.length; i++) {
            int x = i % width - (width - side) / 2;
            int y = i / width - (height - side) / 2;
            argb[i] = x >= 0 && x < side && y >= 0 && y < side ? 0xFFCC2222 : 0xFF2222CC;
        }
        return Raster.opaque(width, height, argb);
    }

    private static void requireRed(Raster small) {
        assertThat(small.width()).isEqualTo(32);
        assertThat(small.height()).isEqualTo(32);
        for (int at : new int[] {3, 16, 28}) {
            assertThat((small.argb(at, 16) >> 16) & 0xFF).isGreaterThan(180);
            assertThat(small.argb(16, at) & 0xFF).isLessThan(70);
        }
    }

    @ParameterizedTest
    @CsvSource({"900, 400", "400, 900", "32, 32", "20, 50", "3000, 40"})
    void theMiddleIsShownWhateverTheShape(int width, int height) {
        Raster picture = framed(width, height);
        Png.write(folder.resolve("p.png"), picture, List.of());
        Jpeg.write(folder.resolve("p.jpg"), picture, 0.95);
        requireRed(SquarePicture.read(folder.resolve("p.png"), 32));
        requireRed(SquarePicture.read(folder.resolve("p.jpg"), 32));
    }

    @Test
    void theFileTellsItsKindNotItsEnding() throws IOException {
        Jpeg.write(folder.resolve("p.jpg"), framed(100, 80), 0.95);
        Files.move(folder.resolve("p.jpg"), folder.resolve("p.preview.png"));
        requireRed(SquarePicture.read(folder.resolve("p.preview.png"), 32));
    }

    @Test
    void whatCannotBeReadIsSaidWithItsName() throws IOException {
        Jpeg.write(folder.resolve("whole.jpg"), framed(100, 80), 0.95);
        byte[] whole = Files.readAllBytes(folder.resolve("whole.jpg"));
        Files.write(folder.resolve("torn.jpg"), java.util.Arrays.copyOf(whole, 40));
        Files.writeString(folder.resolve("text.jpg"), "RIFF....WEBPVP8 ");
        Files.write(folder.resolve("empty.png"), new byte[0]);
        for (String name : List.of("torn.jpg", "text.jpg", "empty.png", "gone.png")) {
            assertThatThrownBy(() -> SquarePicture.read(folder.resolve(name), 32))
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining(name);
        }
    }

    /// A header may promise more than there is memory for.
    @Test
    void aPictureOfGiganticSizeIsNotUnpacked() throws IOException {
        Jpeg.write(folder.resolve("p.jpg"), framed(64, 64), 0.9);
        byte[] bytes = Files.readAllBytes(folder.resolve("p.jpg"));
        for (int i = 0; i + 8 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == 0xFF && (bytes[i + 1] & 0xFF) == 0xC0) { // the frame's header
                java.util.Arrays.fill(bytes, i + 5, i + 9, (byte) 0xF0);
            }
        }
        Files.write(folder.resolve("huge.jpg"), bytes);
        assertThatThrownBy(() -> SquarePicture.read(folder.resolve("huge.jpg"), 32))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("too large");
    }
}
