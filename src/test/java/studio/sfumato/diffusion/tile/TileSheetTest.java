package studio.sfumato.diffusion.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;

class TileSheetTest {
    private static Raster noise(int width, int height) {
        return Raster.opaque(
                width, height, new Random(5).ints((long) width * height).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096, 512, 64, 81",
        "1024, 512, 512, 64, 3",
        "512, 512, 512, 64, 1",
        "513, 512, 512, 0, 2",
        "100, 60, 512, 64, 1",
        "577, 1001, 256, 128, 28",
    })
    void tilesCoverThePictureAndShareWhatTheyShould(int width, int height, int side, int overlap, int tiles) {
        TileGrid grid = TileGrid.of(width, height, new ImageSize(side, side), overlap);
        boolean[] covered = new boolean[width * height];
        for (int i = 0; i < grid.count(); i++) {
            Box box = grid.box(i);
            for (int y = box.top(); y < Math.min(height, box.bottom()); y++) {
                Arrays.fill(covered, y * width + box.left(), y * width + Math.min(width, box.right()), true);
            }
            if (box.left() > 0) {
                assertThat(grid.box(i - 1).right() - box.left()).isGreaterThanOrEqualTo(overlap);
                assertThat(box.right()).isLessThanOrEqualTo(width);
            }
        }
        assertThat(grid.count()).isEqualTo(tiles);
        assertThat(covered).doesNotContain(false);
    }

    @Test
    void tilesThatAreLeftAsTheyWereMakeThePictureItWas() {
        for (int overlap : new int[] {0, 7, 24}) {
            Raster picture = noise(150, 131);
            TileGrid grid = TileGrid.of(150, 131, new ImageSize(48, 40), overlap);
            TileSheet sheet = new TileSheet(picture, grid);
            for (int i = 0; i < grid.count(); i++) {
                sheet.put(i, sheet.tile(i));
            }
            assertThat(sheet.picture()).isEqualTo(picture);
        }
    }

    @Test
    void everyTileIsSeenAsThePictureWasAtFirst() {
        Raster picture = noise(150, 131);
        TileGrid grid = TileGrid.of(150, 131, new ImageSize(64, 64), 24);
        TileSheet sheet = new TileSheet(picture, grid);
        for (int i = 0; i < grid.count(); i++) {
            Raster seen = sheet.tile(i);
            Box box = grid.box(i);
            for (int y = 0; y < 64; y += 9) {
                for (int x = 0; x < 64; x += 7) {
                    assertThat(seen.argb(x, y)).isEqualTo(picture.argb(box.left() + x, box.top() + y));
                }
            }
            sheet.put(i, Raster.filled(64, 64, 0xFF0000));
        }
    }

    @Test
    void whatWasNotComeToStaysAsItWas() {
        Raster picture = noise(200, 200);
        TileGrid grid = TileGrid.of(200, 200, new ImageSize(80, 80), 20);
        TileSheet sheet = new TileSheet(picture, grid);
        int columns = grid.columns().size();
        for (int i = 0; i <= columns; i++) {
            sheet.tile(i);
            sheet.put(i, Raster.filled(80, 80, 0x00FF00));
        }
        Raster made = sheet.picture();
        int below = grid.rows().get(1);
        assertThat(made.argb(190, 70)).as("the first row").isEqualTo(0xFF00FF00);
        assertThat(made.argb(10, below + 60)).as("the tile below it").isEqualTo(0xFF00FF00);
        assertThat(made.argb(150, 100)).as("what comes after").isEqualTo(picture.argb(150, 100));
        assertThat(made.argb(10, 190)).as("the last row").isEqualTo(picture.argb(10, 190));
    }

    @Test
    void aTileThatIsLargerThanThePictureShowsItsBorderDrawnOut() {
        Raster picture = noise(21, 30);
        TileSheet sheet = new TileSheet(picture, TileGrid.of(21, 30, new ImageSize(64, 64), 8));
        Raster seen = sheet.tile(0);
        assertThat(seen.width()).isEqualTo(24);
        assertThat(seen.height()).isEqualTo(32);
        assertThat(seen.argb(23, 4)).isEqualTo(picture.argb(20, 4));
        assertThat(seen.argb(3, 31)).isEqualTo(picture.argb(3, 29));
        sheet.put(0, seen);
        assertThat(sheet.picture()).isEqualTo(picture);
    }
}
