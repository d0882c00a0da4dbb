package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.jvm.ChildJvm;

/// Pictures with more pixels than the heap has room for.
class LargePictureTest {
    private static final int SIDE = 3000;

    @TempDir
    private Path folder;

    @Test
    void oneThatDoesNotFitIsToldByNameAndTheNextIsRead() throws IOException, InterruptedException {
        Path png = grey("large.png", SIDE);
        Path jpeg = grey("large.jpg", SIDE);
        Path small = grey("small.png", 16);

        List<String> told = ChildJvm.lines(
                LargePicture.class,
                List.of("-Xmx24m", "-Djava.awt.headless=true"),
                png.toString(),
                jpeg.toString(),
                small.toString());

        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains(png + " is too large for the memory there is", "-Xmx4g");
        assertThat(told.get(1)).contains(jpeg + " is too large for the memory there is", "-Xmx4g");
        assertThat(told.get(2)).isEqualTo("read 16");
    }

    private Path grey(String name, int side) throws IOException {
        Path file = folder.resolve(name);
        String kind = name.substring(name.indexOf('.') + 1);
        assertThat(ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), kind, file.toFile()))
                .isTrue();
        return file;
    }
}
