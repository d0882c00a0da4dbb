package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.sfumato.canvas.CanvasFixture.opaqueNoise;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;

/// Undo without a limit, in little memory.
class HistoryTest {
    private static final int MOST = 8;

    @TempDir
    Path folder;

    private CanvasDocument document(Path tiles) {
        return CanvasDocument.of(CanvasState.blank(512, 512), MOST, () -> TileFile.open(tiles));
    }

    private static int resident(CanvasDocument document, List<CanvasState> states) {
        Set<Tile> tiles = new HashSet<>();
        states.forEach(state -> state.tiles(tiles::add));
        document.snapshot().tiles(tiles::remove);
        return (int) tiles.stream().filter(Tile::isResident).count();
    }

    @Test
    void manyAcceptedResultsTakeTheDiskAndNotTheMemory() throws IOException {
        Path tiles = folder.resolve("tiles");
        List<Raster> pictures = new ArrayList<>();
        List<CanvasState> states = new ArrayList<>();
        try (CanvasDocument document = document(tiles)) {
            for (int i = 0; i < 30; i++) {
                pictures.add(opaqueNoise(512, 512, i));
                int id = document.accept(pictures.get(i), 0, 0, "Result " + i);
                if (i > 0) {
                    document.removeLayer(id - 1);
                }
                states.add(document.snapshot());
            }
            assertThat(resident(document, states)).isBetween(1, MOST);
            assertThat(Files.size(tiles)).isGreaterThan(100L * Tile.PIXELS);

            for (int i = 29; i >= 0; i--) {
                assertThat(document.flattened()).as("result " + i).isEqualTo(pictures.get(i));
                document.undo();
                if (i > 0) {
                    document.undo();
                }
            }
            assertThat(resident(document, states)).isBetween(1, MOST);
            for (int i = 0; i < 59; i++) {
                document.redo();
            }
            assertThat(document.flattened()).isEqualTo(pictures.get(29));
        }
    }

    @Test
    void aDiskThatCannotTakeItIsToldAndNothingIsLost() {
        Path nowhere = folder.resolve("no such folder").resolve("tiles");
        List<StudioException> troubles = new ArrayList<>();
        try (CanvasDocument document = document(nowhere)) {
            document.addListener(new CanvasListener() {
                @Override
                public void changed(CanvasChange change) {}

                @Override
                public void trouble(StudioException problem) {
                    troubles.add(problem);
                }
            });
            List<Raster> pictures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pictures.add(opaqueNoise(512, 512, i));
                document.accept(pictures.get(i), 0, 0, "Result");
                document.removeLayer(document.layers().getLast().id());
            }
            assertThat(troubles)
                    .isNotEmpty()
                    .allSatisfy(trouble -> assertThat(trouble)
                            .isInstanceOf(ImageFileException.class)
                            .hasMessageContaining("no such folder"));
            for (int i = 5; i >= 0; i--) {
                document.undo();
                assertThat(document.flattened()).isEqualTo(pictures.get(i));
                document.undo();
            }
        }
    }

    @Test
    void aDamagedFileIsToldAndTheDocumentStaysAsItIs() throws IOException {
        Path tiles = folder.resolve("tiles");
        try (CanvasDocument document = document(tiles)) {
            for (int i = 0; i < 8; i++) {
                document.accept(opaqueNoise(512, 512, i), 0, 0, "Result");
                document.removeLayer(document.layers().getLast().id());
            }
            try (RandomAccessFile file = new RandomAccessFile(tiles.toFile(), "rw")) {
                file.seek(100);
                file.write(new byte[1000]);
            }
            for (int i = 0; i < 14; i++) {
                document.undo();
            }
            Raster before = document.flattened();
            assertThatThrownBy(document::undo)
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining(tiles.toString())
                    .hasMessageContaining("damaged");
            assertThat(document.flattened()).isEqualTo(before);
            assertThat(document.undoable()).contains(EditKind.REMOVE_LAYER);
        }
    }

    @Test
    void aTileComesBackFromItsFileAsItWas() {
        int[] pixels = opaqueNoise(256, 256, 9).toArgb();
        pixels[7] = 0x00ABCDEF;
        try (TileFile file = TileFile.open(folder.resolve("tiles"))) {
            Tile tile = new Tile(pixels.clone());
            TileFile.Place place = tile.keepIn(file);
            assertThat(tile.keepIn(file)).as("written once").isEqualTo(place);
            tile.release();
            assertThat(tile.isResident()).isFalse();
            assertThat(tile.argb()).isEqualTo(pixels);
            assertThat(new Tile(new int[Tile.PIXELS]).keepIn(file).read()).isEqualTo(new int[Tile.PIXELS]);
            assertThat(file.size()).as("an empty tile is small").isLessThan(4L * Tile.PIXELS + 2000);
            for (long wrong : new long[] {-1, 1, 5000, file.size(), Long.MAX_VALUE}) {
                assertThatThrownBy(() -> file.read(wrong)).isInstanceOf(ImageFileException.class);
            }
        }
    }

    @Test
    void theTemporaryFileIsGoneWhenTheDocumentIsClosed() {
        List<Path> paths = new ArrayList<>();
        CanvasDocument document = CanvasDocument.of(CanvasState.blank(512, 512), 0, () -> {
            TileFile file = TileFile.temporary();
            paths.add(file.path());
            return file;
        });
        document.accept(opaqueNoise(512, 512, 1), 0, 0, "Result");
        document.removeLayer(1);
        assertThat(paths).hasSize(1).allSatisfy(path -> assertThat(path).exists());
        document.close();
        assertThat(paths.getFirst()).doesNotExist();
    }
}
