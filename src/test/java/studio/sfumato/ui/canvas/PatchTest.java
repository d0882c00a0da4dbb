package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.image.Raster;

class PatchTest {
    private static Raster picture(int width, int height, int seed) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i * 7919 + seed;
        }
        return Raster.opaque(width, height, argb);
    }

    @Test
    void laidOverTheOldItMakesTheNewToTheLastBit() {
        Raster before = picture(90, 70, 1);
        int[] changed = before.toArgb();
        for (int y = 20; y < 40; y++) {
            for (int x = 30; x < 55; x++) {
                changed[y * 90 + x] ^= (x + y) % 3 == 0 ? 0 : 0x1F2F3F;
            }
        }
        Raster after = Raster.opaque(90, 70, changed);
        Patch patch = Patch.between(before, after);
        assertThat(patch.x()).isBetween(30, 31);
        assertThat(patch.picture().width()).isLessThanOrEqualTo(25);
        try (CanvasDocument document = CanvasDocument.of(before, "picture")) {
            document.accept(patch.picture(), patch.x(), patch.y(), "result");
            assertThat(document.flattened()).isEqualTo(after);
            document.undo();
            assertThat(document.flattened()).isEqualTo(before);
        }
    }

    @Test
    void whereNothingChangedThereIsNothing() {
        Raster before = picture(8, 8, 1);
        assertThat(Patch.between(before, before).picture().argb(0, 0) >>> 24).isZero();
    }
}
