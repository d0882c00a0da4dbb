package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.sfumato.canvas.CanvasFixture.noise;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.image.Raster;

class SurfaceTest {
    @Test
    void itIsAsAPictureWithoutEdgesWouldBe() {
        int side = 1500;
        int[] plain = new int[side * side];
        Surface surface = Surface.EMPTY;
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            int x = random.nextInt(side - 400);
            int y = random.nextInt(side - 400);
            Area area = new Area(x - 700, y - 700, 1 + random.nextInt(400), 1 + random.nextInt(400));
            int value = i % 5 == 4 ? 0 : random.nextInt();
            surface = surface.edited(area, (_, _, argb, at, count) -> Arrays.fill(argb, at, at + count, value));
            for (int row = 0; row < area.height(); row++) {
                int from = (y + row) * side + x;
                Arrays.fill(plain, from, from + area.width(), value);
            }
        }
        assertThat(surface.read(new Area(-700, -700, side, side))).isEqualTo(plain);
        assertThat(surface.argb(13, -600)).isEqualTo(plain[100 * side + 713]);
        Surface moved = surface.moved(-31, 77);
        assertThat(moved.read(new Area(-731, -623, side, side))).isEqualTo(plain);
        assertThat(moved.argb(-18, -523)).isEqualTo(plain[100 * side + 713]);
        assertThat(moved.edited(new Area(-5000, 900, 3, 3), (_, _, argb, at, _) -> argb[at] = 1)
                        .read(new Area(-731, -623, side, side)))
                .isEqualTo(plain);
    }

    @Test
    void changedCopiesShareWhatIsAsItWas() {
        Surface before = Surface.of(noise(700, 700, 1), 0, 0);
        Surface after = before.edited(
                new Area(300, 300, 10, 10), (_, _, argb, at, count) -> Arrays.fill(argb, at, at + count, 7));
        assertThat(after.difference(before)).isEqualTo(new Area(256, 256, 256, 256));
        assertThat(after.tileAt(0, 0)).isSameAs(before.tileAt(0, 0));
        assertThat(before.raster(new Area(0, 0, 700, 700))).isEqualTo(noise(700, 700, 1));
        assertThat(before.difference(before.moved(1, 0)).contains(0, 0)).isTrue();
    }

    @Test
    void itKnowsWhereSomethingIs() {
        Surface one = Surface.EMPTY.edited(
                new Area(-3, 600, 7, 2), (_, _, argb, at, count) -> Arrays.fill(argb, at, at + count, 0x01000000));
        assertThat(one.content()).isEqualTo(new Area(-3, 600, 7, 2));
        assertThat(one.clipped(new Area(0, 0, 1000, 601)).content()).isEqualTo(new Area(0, 600, 4, 1));
        assertThat(one.clipped(new Area(-1000, 0, 2000, 2000))).isSameAs(one);
        assertThat(one.clipped(new Area(50, 50, 2, 2)).isEmpty()).isTrue();
        assertThat(Surface.EMPTY.content()).isEqualTo(Area.NONE);
    }

    @Test
    void itsTilesLieAsItsGridSays() {
        Surface surface = Surface.of(noise(600, 300, 3), -10, 20);
        TileGrid grid = surface.grid();
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(grid.rows()).isEqualTo(2);
        assertThat(grid.surface().samePixels(surface)).isTrue();
        assertThat(surface.raster(new Area(-10, 20, 600, 300))).isEqualTo(noise(600, 300, 3));
        assertThat(Surface.of(Raster.filled(2, 2, 0), 0, 0)
                        .raster(new Area(0, 0, 2, 2))
                        .hasAlpha())
                .isFalse();
    }
}
