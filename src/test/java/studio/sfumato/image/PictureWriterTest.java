package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;

class PictureWriterTest {
    private static final Raster PICTURE = Raster.filled(8, 8, 0x336699);

    @TempDir
    Path folder;

    @Test
    void picturesInAFolderAreNumberedFromOne() {
        PictureWriter writer = PictureWriter.to(folder.resolve("new/deep"), 2);

        assertThat(writer.write(PICTURE, "1234567890", List.of())).hasFileName("00001-1234567890.png");
        assertThat(writer.write(PICTURE, "1234567891", List.of())).hasFileName("00002-1234567891.png");
        assertThat(Png.read(folder.resolve("new/deep/00001-1234567890.png")).raster())
                .isEqualTo(PICTURE);
    }

    @Test
    void numbersGoOnAfterTheHighestThere() throws IOException {
        Files.createFile(folder.resolve("00041-7-before-upscale.png"));
        Files.createFile(folder.resolve("99-other.png"));
        Files.createFile(folder.resolve("notes.txt"));

        assertThat(PictureWriter.to(folder, 1).write(PICTURE, "5", List.of())).hasFileName("00042-5.png");
    }

    @Test
    void concurrentWritersNeverShareANumber() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<String>>> writers = IntStream.range(0, 8)
                    .<Callable<List<String>>>mapToObj(i -> () -> {
                        PictureWriter writer = PictureWriter.to(folder, 20);
                        return IntStream.range(0, 20)
                                .mapToObj(n -> writer.write(PICTURE, Long.toString(i * 100L + n), List.of()))
                                .map(path -> path.getFileName().toString())
                                .toList();
                    })
                    .toList();
            List<String> names = threads.invokeAll(writers).stream()
                    .flatMap(PictureWriterTest::result)
                    .toList();

            assertThat(names).hasSize(160);
            assertThat(names.stream().map(name -> name.substring(0, 5)).distinct())
                    .hasSize(160);
            assertThat(files()).hasSize(160).containsAll(names);
        }
    }

    @Test
    void aFileNameIsTakenAsItIsAndReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("Fox.PNG"), "old");

        assertThat(PictureWriter.to(file, 1).write(PICTURE, "1", List.of())).isEqualTo(file);
        assertThat(Png.read(file).raster()).isEqualTo(PICTURE);
        assertThat(files()).containsExactly("Fox.PNG");
    }

    @Test
    void severalPicturesToOneFileNameAreCounted() throws IOException {
        PictureWriter writer = PictureWriter.to(folder.resolve("fox.png"), 2);
        writer.write(PICTURE, "1", List.of());
        writer.write(PICTURE, "2", List.of());

        assertThat(files()).containsExactlyInAnyOrder("fox-1.png", "fox-2.png");
    }

    @Test
    void otherFormatsAreRefusedBeforeAnyWork() {
        assertThatThrownBy(() -> PictureWriter.to(folder.resolve("fox.jpg"), 1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("fox.jpg");
    }

    @Test
    void placesThatCannotBeWrittenAreRefusedBeforeAnyWork() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> PictureWriter.to(file, 1))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> PictureWriter.to(file.resolve("below"), 1))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> PictureWriter.to(file.resolve("fox.png"), 1))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFolderThatVanishesIsNamedAndLeavesNothing() throws IOException {
        Path place = folder.resolve("place");
        PictureWriter writer = PictureWriter.to(place, 1);
        Files.delete(place);

        assertThatThrownBy(() -> writer.write(PICTURE, "1", List.of()))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(place.toString());
        assertThat(files()).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static Stream<String> result(Future<List<String>> future) {
        try {
            return future.get().stream();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
