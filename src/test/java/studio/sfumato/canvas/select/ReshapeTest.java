package studio.sfumato.canvas.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.RequestException;

class ReshapeTest {
    private static final Area ALL = new Area(0, 0, 120, 90);

    private static Surface rectangle(int x, int y, int width, int height) {
        return new Shape.Rectangle(new Area(x, y, width, height)).coverage(ALL);
    }

    private static int at(Surface surface, int x, int y) {
        return surface.argb(x, y) >>> 24;
    }

    private static Surface noise(long seed) {
        Random random = new Random(seed);
        return Surface.EMPTY.edited(new Area(30, 20, 50, 40), (_, _, argb, at, count) -> {
            for (int i = at; i < at + count; i++) {
                argb[i] = random.nextInt(8) == 0 ? random.nextInt(256) << 24 : 0;
            }
        });
    }

    /// Every pixel takes the largest within the radius: what growing says it does, done one by one.
    private static int largest(Surface surface, int x, int y, int radius) {
        int most = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (dx * dx + dy * dy <= (radius + 0.5) * (radius + 0.5) && ALL.contains(x + dx, y + dy)) {
                    most = Math.max(most, at(surface, x + dx, y + dy));
                }
            }
        }
        return most;
    }

    @Test
    void growingTakesTheLargestWithinTheRadius() {
        for (int radius : new int[] {1, 2, 5, 11, 40}) {
            Surface before = noise(radius);
            Surface grown = new Reshape.Grow(radius).of(before, ALL);
            for (int y = 0; y < 90; y++) {
                for (int x = 0; x < 120; x++) {
                    assertThat(at(grown, x, y))
                            .as("%d, %d by %d", x, y, radius)
                            .isEqualTo(largest(before, x, y, radius));
                }
            }
        }
    }

    @Test
    void shrinkingIsGrowingOfWhatIsNotCovered() {
        Surface before = new Reshape.Grow(6).of(noise(4), ALL);
        Surface shrunk = new Reshape.Shrink(3).of(before, ALL);
        Surface outside = new Reshape.Invert().of(before, ALL);
        Surface grownOutside = new Reshape.Grow(3).of(outside, ALL);
        assertThat(shrunk.samePixels(new Reshape.Invert().of(grownOutside, ALL)))
                .isTrue();
    }

    @Test
    void aShrunkRectangleIsSmallerOnAllSidesButTheDocuments() {
        assertThat(new Reshape.Shrink(5).of(rectangle(20, 20, 40, 30), ALL).content())
                .isEqualTo(new Area(25, 25, 30, 20));
        assertThat(new Reshape.Shrink(5).of(rectangle(0, 0, 40, 90), ALL).content())
                .isEqualTo(new Area(0, 0, 35, 90));
        assertThat(new Reshape.Shrink(20).of(rectangle(20, 20, 30, 30), ALL).isEmpty())
                .isTrue();
        assertThat(new Reshape.Grow(3).of(Surface.EMPTY, ALL).isEmpty()).isTrue();
    }

    @Test
    void featheringKeepsTheMiddleOfTheEdgeAndFallsEvenly() {
        Surface soft = new Reshape.Feather(12).of(rectangle(40, 0, 80, 90), ALL);
        assertThat(at(soft, 39, 45) + at(soft, 40, 45)).isBetween(250, 260);
        int last = -1;
        for (int x = 0; x < 120; x++) {
            assertThat(at(soft, x, 45)).isGreaterThanOrEqualTo(last);
            last = at(soft, x, 45);
        }
        assertThat(at(soft, 40 - 25, 45)).isZero();
        assertThat(at(soft, 119, 45)).as("the document's edge stays covered").isEqualTo(255);
        assertThat(at(soft, 80, 0)).isEqualTo(255);
        double share = at(soft, 40 - 7, 45) / 255.0; // a little more than a deviation out
        assertThat(share).isBetween(0.09, 0.2);
    }

    @Test
    void invertingTwiceIsNothing() {
        Surface before = noise(8);
        Surface once = new Reshape.Invert().of(before, ALL);
        assertThat(at(once, 0, 0)).isEqualTo(255);
        assertThat(once.argb(-1, 0)).as("nothing outside is covered").isZero();
        assertThat(new Reshape.Invert().of(once, ALL).samePixels(before)).isTrue();
    }

    @Test
    void distancesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Reshape.Grow(0)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> new Reshape.Shrink(501)).hasMessageContaining("shrink");
        assertThatThrownBy(() -> new Reshape.Feather(-1)).hasMessageContaining("feather");
    }
}
