package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.graph.Wrap;

/// Draws a document of random pixels and of plain ones.
class ViewScreenTest {
    private static final int WIDE = 700;
    private static final int HIGH = 530;

    private final Board board = new Board(WIDE, HIGH);
    private final Tiles tiles = new Tiles(board, 64);
    private final ViewScreen screen = new ViewScreen(tiles);

    private static final class Board implements Tiles.Source {
        private final int width;
        private final int height;
        private final int[] pixels;
        private long composed;

        Board(int width, int height) {
            this.width = width;
            this.height = height;
            pixels = new int[width * height];
            Random random = new Random(5);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = 0xFF000000 | random.nextInt(0x1000000);
            }
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public int height() {
            return height;
        }

        @Override
        public void compose(int x, int y, int w, int h, int[] into, int stride) {
            assertThat(x).isNotNegative();
            assertThat(x + w).isLessThanOrEqualTo(width);
            assertThat(y + h).isLessThanOrEqualTo(height);
            composed += (long) w * h;
            for (int row = 0; row < h; row++) {
                System.arraycopy(pixels, (y + row) * width + x, into, row * stride, w);
            }
        }
    }

    private int[] painted(Sight sight, int width, int height) {
        int[] view = new int[width * height];
        Arrays.fill(view, 0x12345678);
        screen.paint(view, width, 0, 0, width, height, sight);
        return view;
    }

    @Test
    void atItsOwnSizeEveryPixelIsTheDocumentsAndAroundItIsNothing() {
        int[] view = painted(new Sight(1, 30, 20), 800, 600);
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 800; x++) {
                boolean in = x >= 30 && y >= 20 && x < 30 + WIDE && y < 20 + HIGH;
                int expected = in ? board.pixels[(y - 20) * WIDE + x - 30] : 0;
                if (view[y * 800 + x] != expected) {
                    assertThat(view[y * 800 + x]).as("%d, %d", x, y).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void sideBySideItIsTheSameInEveryPlace() {
        screen.repeat(Wrap.BOTH);
        int[] view = painted(new Sight(1, 350, 265), 1400, 1060);
        for (int y = 0; y < 1060; y++) {
            for (int x = 0; x < 1400; x++) {
                int expected = board.pixels[Math.floorMod(y - 265, HIGH) * WIDE + Math.floorMod(x - 350, WIDE)];
                if (view[y * 1400 + x] != expected) {
                    assertThat(view[y * 1400 + x]).as("%d, %d", x, y).isEqualTo(expected);
                }
            }
        }
        screen.repeat(Wrap.Y);
        view = painted(new Sight(1, 350, 265), 1400, 1060);
        assertThat(view[20 * 1400 + 349]).as("beside it is nothing").isZero();
        assertThat(view[20 * 1400 + 350]).isEqualTo(board.pixels[(20 - 265 + HIGH) * WIDE]);
    }

    @Test
    void sideBySideFromAfarThereIsNoGapBetween() {
        screen.repeat(Wrap.BOTH);
        for (double scale : new double[] {0.31, 0.5, 0.77, 1.9}) {
            int[] view = painted(new Sight(scale, 300, 200), 640, 480);
            long empty =
                    Arrays.stream(view).filter(pixel -> pixel >>> 24 != 255).count();
            double seen = Math.min(640, 300 + 2 * WIDE * scale) - Math.max(0, 300 - WIDE * scale);
            double tall = Math.min(480, 200 + 2 * HIGH * scale) - Math.max(0, 200 - HIGH * scale);
            assertThat((double) empty).as("at %s", scale).isLessThan(640 * 480 - (seen - 3) * (tall - 3));
        }
    }

    @Test
    void fromCloseUpPixelsAreSquares() {
        int[] view = painted(new Sight(8, -80, -160), 160, 80);
        assertThat(view[0]).isEqualTo(board.pixels[20 * WIDE + 10]);
        assertThat(view[79 * 160 + 159]).isEqualTo(board.pixels[29 * WIDE + 29]);
        assertThat(view[7 * 160 + 7]).isEqualTo(view[0]);
    }

    @Test
    void fromAfarItIsTheMeanOfWhatIsThere() {
        int[] view = painted(new Sight(0.0625, 0, 0), 44, 34);
        double red = Arrays.stream(view)
                .filter(pixel -> pixel >>> 24 == 255)
                .map(pixel -> (pixel >> 16) & 0xFF)
                .average()
                .orElseThrow();
        assertThat(red).isBetween(122d, 133d);
        int spread = Arrays.stream(view)
                        .filter(pixel -> pixel != 0)
                        .map(pixel -> (pixel >> 16) & 0xFF)
                        .max()
                        .orElseThrow()
                - Arrays.stream(view)
                        .filter(pixel -> pixel != 0)
                        .map(pixel -> (pixel >> 16) & 0xFF)
                        .min()
                        .orElseThrow();
        assertThat(spread).as("noise of 256 pixels averaged").isLessThan(100);
    }

    @Test
    void aPartThatIsDrawnAgainIsWhatAllOfItDrawnAgainWouldBe() {
        for (double scale : new double[] {0.11, 0.37, 0.5, 0.83, 1, 1.4, 2, 5}) {
            Sight sight = new Sight(scale, 13, -7);
            int[] view = painted(sight, 400, 300);
            Random random = new Random(9);
            for (int y = 200; y < 260; y++) {
                for (int x = 100; x < 190; x++) {
                    board.pixels[y * WIDE + x] = 0xFF000000 | random.nextInt(0x1000000);
                }
            }
            tiles.spoil(100, 200, 90, 60);
            int around = 1 + (int) Math.ceil(2 * Math.max(1, scale));
            int x0 = Math.clamp((int) sight.viewX(100) - around, 0, 400);
            int y0 = Math.clamp((int) sight.viewY(200) - around, 0, 300);
            int x1 = Math.clamp((int) Math.ceil(sight.viewX(190)) + around, 0, 400);
            int y1 = Math.clamp((int) Math.ceil(sight.viewY(260)) + around, 0, 300);
            screen.paint(view, 400, x0, y0, x1, y1, sight);
            tiles.clear();
            assertThat(view).as("scale %s", scale).isEqualTo(painted(sight, 400, 300));
        }
    }

    @Test
    void whatHasNotChangedIsNotComposedAgain() {
        painted(Sight.WHOLE, 800, 600);
        board.composed = 0;
        painted(new Sight(1, 5, 5), 800, 600);
        assertThat(board.composed).isZero();
        tiles.spoil(10, 10, 30, 20);
        painted(new Sight(1, 5, 5), 800, 600);
        assertThat(board.composed).isEqualTo(600);
    }

    @Test
    void whatIsTransparentLiesOnSquaresOfTwoGreys() {
        Arrays.fill(board.pixels, 0);
        int[] view = painted(Sight.WHOLE, 32, 32);
        assertThat(Arrays.stream(view).distinct().count()).isEqualTo(2);
        assertThat(view[0]).isEqualTo(view[9 * 32 + 9]).isNotEqualTo(view[9]);
    }
}
