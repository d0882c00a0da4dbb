package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.ui.canvas.overlay.Contour;

class ContourTest {
    private static boolean[] of(String... rows) {
        boolean[] in = new boolean[rows.length * rows[0].length()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length(); x++) {
                in[y * rows[0].length() + x] = rows[y].charAt(x) == '#';
            }
        }
        return in;
    }

    @Test
    void aRectangleHasFourCorners() {
        Contour contour = Contour.of(of("....", ".##.", ".##."), 4, 3);
        assertThat(contour.lines()).hasSize(1);
        assertThat(contour.lines().getFirst()).containsExactly(3, 1, 3, 3, 1, 3, 1, 1);
    }

    @Test
    void aHoleHasALineOfItsOwnAndTouchingCornersAreTwoShapes() {
        assertThat(Contour.of(of("###", "#.#", "###"), 3, 3).lines()).hasSize(2);
        assertThat(Contour.of(of("#.", ".#"), 2, 2).lines()).hasSize(2);
        assertThat(Contour.of(of("..", ".."), 2, 2).lines()).isEmpty();
    }

    /// By Gauss's formula the signed areas within all lines are the pixels, whatever their shape.
    @Test
    void theLinesEncloseExactlyThePixels() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            boolean[] in = new boolean[23 * 17];
            int count = 0;
            for (int i = 0; i < in.length; i++) {
                in[i] = random.nextInt(100) < 10 + 4 * round;
                count += in[i] ? 1 : 0;
            }
            double area = 0;
            for (double[] line : Contour.of(in, 23, 17).lines()) {
                for (int i = 0; i < line.length; i += 2) {
                    int next = (i + 2) % line.length;
                    area += (line[i] * line[next + 1] - line[next] * line[i + 1]) / 2;
                }
            }
            assertThat(area).isEqualTo(count);
        }
    }

    @Test
    void aSimplerLineStaysNearAndHasFewerCorners() {
        int side = 120;
        boolean[] disc = new boolean[side * side];
        for (int i = 0; i < disc.length; i++) {
            disc[i] = Math.hypot(i % side - 60, i / side - 60) < 50;
        }
        Contour exact = Contour.of(disc, side, side);
        Contour simpler = exact.simpler(0.75);
        assertThat(simpler.lines().getFirst().length)
                .isLessThan(exact.lines().getFirst().length / 3)
                .isGreaterThan(16);
        double[] line = simpler.lines().getFirst();
        for (int i = 0; i < line.length; i += 2) {
            assertThat(Math.hypot(line[i] - 60, line[i + 1] - 60)).isBetween(48.5, 52d);
        }
        Contour square = Contour.of(of("....", ".##.", ".##."), 4, 3);
        assertThat(square.simpler(0.75).lines().getFirst()).hasSize(8);
    }
}
