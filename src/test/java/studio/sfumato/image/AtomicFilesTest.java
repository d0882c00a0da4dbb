package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;

class AtomicFilesTest {
    private static final Path FULL_DEVICE = Path.of("/dev/full");

    @TempDir
    Path folder;

    @Test
    void aFullDiskLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("fox.png"), "old");

        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(ImageFileException.class)
                .hasMessage(file + " cannot be written: the disk is full")
                .extracting(e -> ((ImageFileException) e).hint())
                .isEqualTo("Free some space or choose another folder.");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void theSystemsOwnFullDeviceIsReportedTheSameWayAndStays() {
        Raster picture = Pictures.sample(64, 64, false, 1);
        if (Files.exists(FULL_DEVICE)) {
            assertThatThrownBy(() -> Png.write(FULL_DEVICE, picture, List.of()))
                    .isInstanceOf(ImageFileException.class)
                    .hasMessage("/dev/full cannot be written: the disk is full");
            assertThat(Files.isRegularFile(FULL_DEVICE)).isFalse();
        } else {
            assertThatThrownBy(() -> Png.write(folder, picture, List.of()))
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining("is a folder");
        }
    }

    @Test
    void theLongestNameThatAFileMayHaveCanBeWritten() throws IOException {
        Path file = folder.resolve("x".repeat(251) + ".png");
        Png.write(file, Raster.filled(1, 1, 0), List.of());
        assertThat(files()).containsExactly(file);
    }

    @Test
    void anErrorInTheContentLeavesNothing() throws IOException {
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("fox.png"), out -> {
                    out.write(1);
                    throw new IllegalStateException("stop");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void aMissingFolderIsSaidInWords() {
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("none/fox.png"), out -> out.write(1)))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("fox.png cannot be written: its folder does not exist");
    }

    @Test
    void aSymbolicLinkKeepsPointingToTheNewContent() throws IOException {
        Path real = Files.writeString(folder.resolve("real.png"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), real);

        AtomicFiles.write(link, out -> out.write("new".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(real).hasContent("new");
    }

    @Test
    void anInterruptedThreadStillWritesWholeFiles() {
        Path file = folder.resolve("fox.png");
        Thread.currentThread().interrupt();
        try {
            Png.write(file, Raster.filled(4, 4, 1), List.of());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Png.read(file).raster()).isEqualTo(Raster.filled(4, 4, 1));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
