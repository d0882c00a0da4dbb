package studio.sfumato.canvas.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

class SimilarTest {
    private static Raster speckled(long seed) {
        int[] pixels = new Random(seed)
                .ints(97 * 61, 0, 100)
                .map(v -> v < 62 ? 0xFF404040 : 0xFF909090)
                .toArray();
        return Raster.opaque(97, 61, pixels);
    }

    /// One pixel after the other.
    private static boolean[] flooded(Raster picture, int x, int y) {
        boolean[] seen = new boolean[picture.width() * picture.height()];
        Deque<int[]> next = new ArrayDeque<>();
        next.add(new int[] {x, y});
        while (!next.isEmpty()) {
            int[] at = next.removeLast();
            boolean inside = at[0] >= 0 && at[1] >= 0 && at[0] < picture.width() && at[1] < picture.height();
            if (inside && !seen[at[1] * picture.width() + at[0]] && picture.argb(at[0], at[1]) == picture.argb(x, y)) {
                seen[at[1] * picture.width() + at[0]] = true;
                next.add(new int[] {at[0] + 1, at[1]});
                next.add(new int[] {at[0] - 1, at[1]});
                next.add(new int[] {at[0], at[1] + 1});
                next.add(new int[] {at[0], at[1] - 1});
            }
        }
        return seen;
    }

    @Test
    void theFloodFindsWhatAPixelByPixelSearchFinds() {
        for (int seed = 0; seed < 20; seed++) {
            Raster picture = speckled(seed);
            boolean[] expected = flooded(picture, 48, 30);
            int[] found = new Similar(0).connected(picture, 48, 30).read(new Area(0, 0, 97, 61));
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isEqualTo(expected[i] ? 0xFF000000 : 0);
            }
        }
    }

    @Test
    void toleranceCountsForEachChannel() {
        Raster picture = Raster.translucent(4, 1, new int[] {0xFF646464, 0xFF6E645A, 0xFF6F6464, 0xF5646464});
        Surface close = new Similar(10).everywhere(picture, 0, 0);
        assertThat(close.read(new Area(0, 0, 4, 1))).containsExactly(0xFF000000, 0xFF000000, 0, 0xFF000000);
        assertThat(new Similar(10).connected(picture, 0, 0).content()).isEqualTo(new Area(0, 0, 2, 1));
        assertThat(new Similar(255).everywhere(picture, 0).content()).isEqualTo(new Area(0, 0, 4, 1));
    }

    @Test
    void allThatIsTransparentIsAlike() {
        Raster picture = Raster.translucent(3, 1, new int[] {0x00FF0000, 0x0000FF00, 0xFF00FF00});
        assertThat(new Similar(0).connected(picture, 0, 0).content()).isEqualTo(new Area(0, 0, 2, 1));
    }

    @Test
    void whatIsOutsideIsNotFound() {
        assertThat(new Similar(5).connected(speckled(1), 97, 0).isEmpty()).isTrue();
        assertThat(new Similar(5).everywhere(speckled(1), -1, 0).isEmpty()).isTrue();
        assertThatThrownBy(() -> new Similar(256)).isInstanceOf(RequestException.class);
    }
}
