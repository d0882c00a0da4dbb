package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

class SourceStoreTest {
    @TempDir
    private Path folder;

    private static final Raster PICTURE = Raster.filled(40, 24, 0x336699);

    private SourceStore store() {
        return new SourceStore(folder.resolve("sources"));
    }

    @Test
    void givesBackWhatItKept() {
        PictureRef kept = store().keep(PICTURE);
        assertThat(store().open(kept)).isEqualTo(PICTURE);
        assertThat(store().file(kept)).hasFileName(kept.sha256() + ".png");
    }

    @Test
    void keepsEqualPicturesOnce() throws IOException {
        Path file = folder.resolve("a.png");
        Png.write(file, PICTURE, List.of());
        PictureRef first = store().keep(file);
        assertThat(store().keep(PICTURE)).isEqualTo(first);
        assertThat(store().keep(Raster.filled(40, 24, 0x336698))).isNotEqualTo(first);
        try (Stream<Path> files = Files.walk(folder.resolve("sources"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void namesAPictureThatIsGone() {
        PictureRef gone = new PictureRef("ab".repeat(32));
        assertThatThrownBy(() -> store().open(gone))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(store().file(gone).toString());
    }

    @Test
    void noticesThatAPictureIsNotWhatItWas() throws IOException {
        PictureRef kept = store().keep(PICTURE);
        Png.write(store().file(kept), Raster.filled(8, 8, 0), List.of());
        assertThatThrownBy(() -> store().open(kept))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(kept.sha256())
                .hasMessageContaining("damaged");
    }

    @Test
    void keepsAPictureAnewThatIsNotWhatItWas() throws IOException {
        PictureRef kept = store().keep(PICTURE);
        Files.write(store().file(kept), new byte[3]);
        assertThat(store().keep(PICTURE)).isEqualTo(kept);
        assertThat(store().open(kept)).isEqualTo(PICTURE);
    }

    @Test
    void namesAFolderThatCannotBeMade() throws IOException {
        Files.createFile(folder.resolve("sources"));
        assertThatThrownBy(() -> store().keep(PICTURE))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("sources");
    }
}
