package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.CropRegion;
import studio.sfumato.diffusion.inpaint.Prepared;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.overlay.Seen;

class SeenFrameTest {
    @TempDir
    private Path folder;

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
    void aMaskThatLeavesNothingToPaintIsToldBeforeAndWhenItIsAskedFor() {
        stand.model.files().begin(CanvasDocument.of(Raster.filled(512, 512, 0x336699), "picture"));
        SeenModel seen = stand.model.seen();
        assertThat(seen.vainProperty().get()).isFalse();
        stand.model.tools().sizeProperty().set(2);
        stand.drag(250, 250, 251, 251);
        stand.model.repaint().mean(Intent.REPLACE);
        stand.model.repaint().blur().valueProperty().setValue(0);
        assertThat(seen.vainProperty().get()).isFalse();
        assertThat(seen.exactProperty().get()).isTrue();
        stand.model.generate();
        assertThat(stand.model.page().notes()).isEmpty();
        stand.model.repaint().blur().valueProperty().setValue(64);
        assertThat(seen.vainProperty().get()).isTrue();
        assertThat(seen.exactProperty().get()).isFalse();
        stand.model.generate();
        assertThat(stand.asked.getLast().task()).isInstanceOf(Task.ImageToImage.class);
        assertThat(stand.model.page().notes().getLast().message()).contains("canvas.vain-mask");

        stand.model.tools().sizeProperty().set(2000);
        stand.model.tools().hardnessProperty().set(1);
        stand.drag(250, 250, 260, 260);
        stand.model.repaint().mean(Intent.REPLACE);
        assertThat(seen.vainProperty().get()).isFalse();
        stand.model.repaint().mean(Intent.BACKGROUND);
        assertThat(seen.vainProperty().get()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"64,4", "512,12", "512,64", "1024,12", "1024,48", "2048,4", "2048,12", "2048,48", "2048,120"})
    void theFrameIsWhatTheEngineCutsOut(int side, int blur) {
        stand.model.files().begin(CanvasDocument.of(Raster.filled(side, side, 0x336699), "picture"));
        stand.model.repaint().mean(Intent.REPLACE);
        stand.model.tools().sizeProperty().set(side / 8.0);
        stand.drag(side * 0.4, side * 0.45, side * 0.5, side * 0.5);
        stand.model.repaint().blur().valueProperty().setValue(blur);
        Seen seen = Objects.requireNonNull(stand.model.seen().seenProperty().get());
        stand.model.generate();
        assertThat(stand.asked.getLast().task()).isInstanceOfSatisfying(Task.Inpaint.class, task -> {
            assertThat(task.options().maskBlur()).isEqualTo(blur);
            Raster mask = stand.sources.open(task.mask());
            Box cut = CropRegion.around(
                    Prepared.meant(mask, mask, task.options()).feathered(blur),
                    task.options().padding(),
                    stand.asked.getLast().size().width(),
                    stand.asked.getLast().size().height());
            assertThat(new Box(
                            seen.area().x(),
                            seen.area().y(),
                            seen.area().width(),
                            seen.area().height()))
                    .isEqualTo(cut);
            assertThat(seen.size()).isEqualTo(stand.asked.getLast().size());
        });
    }
}
