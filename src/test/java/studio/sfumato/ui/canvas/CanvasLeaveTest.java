package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.canvas.TileGrid;
import studio.sfumato.ui.common.Note;

/// Closing the window over a canvas that cannot be kept.
class CanvasLeaveTest {
    @TempDir
    Path folder;

    private CanvasStand stand;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    @Test
    void theWindowStaysOnceWhenTheCanvasCannotBeKeptAndOffersAnotherPlace() {
        List<Path> asked = new ArrayList<>();
        stand.model.files().pickElsewhereWith(path -> {
            asked.add(path);
            return Optional.empty();
        });
        assertThat(stand.model.files().mayLeave()).as("nothing is open").isTrue();
        stand.open(64, 64);
        assertThat(stand.model.files().mayLeave()).as("everything is kept").isTrue();
        try (TileFile torn = TileFile.open(stand.folder.resolve("torn"))) {
            Surface lost = new TileGrid(0, 0, 1, 1, List.of(torn.tile(0))).surface();
            stand.document().addLayer(LayerKind.PAINT, "torn", lost);
            assertThat(stand.model.files().mayLeave()).isFalse();
            Note told = stand.model.page().notes().getLast();
            assertThat(told.message()).contains("torn");
            assertThat(told.hint()).startsWith("canvas.unkept");
            Objects.requireNonNull(told.action()).run().run();
            assertThat(asked).singleElement().satisfies(path -> assertThat(path).hasFileName("canvas.sfumato"));
            assertThat(stand.model.files().mayLeave())
                    .as("who asks again means it")
                    .isTrue();
            stand.document().addLayer(LayerKind.PAINT, "more");
            assertThat(stand.model.files().mayLeave())
                    .as("more would be lost now")
                    .isFalse();
        }
    }
}
