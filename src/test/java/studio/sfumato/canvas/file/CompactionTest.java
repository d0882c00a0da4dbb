package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.canvas.Surface;
import studio.sfumato.image.Raster;

/// A working folder, most of whose tiles belong to nothing any more.
@Timeout(60)
class CompactionTest {
    private static final long ANY = 1;

    @TempDir
    Path root;

    private Path folder;
    private Raster seen;
    private int steps;

    private CanvasStore store(long least) {
        return new CanvasStore(root.resolve("canvas"), least);
    }

    private static Raster noise(long seed) {
        return Raster.translucent(300, 300, new Random(seed).ints(300 * 300).toArray());
    }

    /// Ten pictures are put over each other's place and undone, but for the last; then one is painted on and undone.
    @BeforeEach
    void fillAFolder() {
        CanvasDocument document = CanvasDocument.of(noise(1), "Picture");
        try (CanvasSession session = store(Long.MAX_VALUE).keep(document, Map.of("prompt", "a fox"), _ -> {})) {
            folder = session.folder();
            int layer = document.layers().getFirst().id();
            for (int i = 2; i < 12; i++) {
                document.pixels(layer).replace(Surface.of(noise(i), 0, 0));
                session.flush();
                if (i < 11) {
                    document.undo();
                }
            }
            int paint = document.addLayer(LayerKind.PAINT, "Paint");
            Stroke stroke = document.begin(paint, Brush.round(30, 0.5, 0x336699));
            stroke.to(50, 50, 1);
            stroke.end();
            session.flush();
            document.undo();
            session.flush();
            seen = document.flattened();
            steps = document.past().steps().size();
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("tiles"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void assertWhole(CanvasStore from) {
        try (CanvasSession session = from.restore(folder, _ -> {}).orElseThrow().session()) {
            CanvasDocument document = session.document();
            assertThat(document.flattened()).isEqualTo(seen);
            assertThat(session.settings()).containsEntry("prompt", "a fox");
            Past past = document.past();
            assertThat(past.steps()).hasSize(steps);
            assertThat(document.redoable()).isPresent();
            document.redo();
            document.undo();
            while (document.undoable().isPresent()) {
                document.undo();
            }
            assertThat(document.flattened())
                    .isEqualTo(CanvasDocument.of(noise(1), "").flattened());
            while (document.redoable().isPresent() && document.past().at() < past.at()) {
                document.redo();
            }
            assertThat(document.flattened()).isEqualTo(seen);
        }
    }

    @Test
    void whatBelongsToNothingIsGivenBackAndEverythingElseIsThere() throws IOException {
        long before = bytes();
        assertWhole(store(ANY));
        assertThat(bytes()).isLessThan(before / 3);
        assertThat(folder.resolve("tiles")).doesNotExist();
        long after = bytes();
        assertWhole(store(ANY));
        assertThat(bytes()).as("once is enough").isEqualTo(after);
    }

    @Test
    void editsGoOnInTheNewFileAndItCanBeCompactedAgain() throws IOException {
        try (CanvasSession session =
                store(ANY).restore(folder, _ -> {}).orElseThrow().session()) {
            CanvasDocument document = session.document();
            int layer = document.layers().getFirst().id();
            for (int i = 20; i < 30; i++) {
                document.pixels(layer).replace(Surface.of(noise(i), 0, 0));
                session.flush();
                document.undo();
            }
            document.pixels(layer).replace(Surface.of(noise(99), 0, 0));
            session.flush();
            seen = document.flattened();
            steps = document.past().steps().size();
        }
        long before = bytes();
        try (CanvasSession session =
                store(ANY).restore(folder, _ -> {}).orElseThrow().session()) {
            assertThat(session.document().flattened()).isEqualTo(seen);
        }
        assertThat(bytes()).isLessThan(before / 2);
        assertThat(folder.resolve("tiles-3")).exists();
    }

    @Test
    void aSmallFolderIsLeftAlone() throws IOException {
        long before = bytes();
        assertWhole(store(Compaction.LEAST));
        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void oneThatWasCutOffBeforeTheJournalMovedChangesNothing() throws IOException {
        Files.writeString(folder.resolve("tiles-2"), "half a tile", StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("journal-aside"), "{\"file\":\"tiles-2\"}", StandardCharsets.UTF_8);
        assertWhole(store(Long.MAX_VALUE));
        assertThat(folder.resolve("tiles-2")).as("what was left of it is gone").doesNotExist();
        assertThat(folder.resolve("journal-aside")).doesNotExist();
        assertThat(folder.resolve("tiles")).exists();
    }

    @Test
    void oneThatWasCutOffBeforeTheOldTilesWereRemovedHasEverything() throws IOException {
        Path old = root.resolve("old");
        Files.copy(folder.resolve("tiles"), old);
        assertWhole(store(ANY));
        Files.copy(old, folder.resolve("tiles"), StandardCopyOption.REPLACE_EXISTING);
        assertWhole(store(Long.MAX_VALUE));
        assertThat(folder.resolve("tiles")).doesNotExist();
    }

    @Test
    void aDamagedFolderIsNotCompactedButOpenedAsFarAsItIsWhole() throws IOException {
        long before = bytes();
        try (RandomAccessFile tiles =
                new RandomAccessFile(folder.resolve("tiles").toFile(), "rw")) {
            tiles.seek(200);
            tiles.write(new byte[] {1, 2, 3, 4});
        }
        try (CanvasSession session =
                store(ANY).restore(folder, _ -> {}).orElseThrow().session()) {
            assertThat(session.document().flattened()).isEqualTo(seen);
        }
        assertThat(folder.resolve("tiles")).exists();
        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void whatOneThatFailedHasWrittenIsGivenBackAtOnce() throws IOException {
        long before = bytes();
        try (RandomAccessFile tiles =
                new RandomAccessFile(folder.resolve("tiles").toFile(), "rw")) {
            tiles.seek(tiles.length() - 10);
            tiles.write(new byte[] {1, 2, 3, 4});
        }
        try (CanvasSession session =
                store(ANY).restore(folder, _ -> {}).orElseThrow().session()) {
            assertThat(session.document().flattened()).isEqualTo(seen);
            assertThat(bytes()).isEqualTo(before);
            assertThat(folder.resolve("journal-aside")).doesNotExist();
        }
    }
}
