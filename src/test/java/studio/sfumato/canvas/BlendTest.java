package studio.sfumato.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BlendTest {
    private static double[] exact(int below, int above, double coverage) {
        double a = (above >>> 24) / 255.0 * coverage;
        double b = (below >>> 24) / 255.0 * (1 - a);
        double[] out = {(a + b) * 255, 0, 0, 0};
        for (int i = 0; i < 3; i++) {
            int shift = 16 - 8 * i;
            double sum = ((above >> shift) & 0xFF) * a + ((below >> shift) & 0xFF) * b;
            out[i + 1] = a + b == 0 ? 0 : sum / (a + b);
        }
        return out;
    }

    @Test
    void colourOverColourIsWithinALevelOfTheExactSum() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            int below = random.nextInt();
            int above = random.nextInt();
            double[] exact = exact(below, above, 1);
            int blended = Blend.over(below, above, 255);
            for (int channel = 0; channel < 4; channel++) {
                int value = (blended >>> (24 - 8 * channel)) & 0xFF;
                assertThat(Math.abs(value - exact[channel])).isLessThanOrEqualTo(0.51);
            }
        }
    }

    @Test
    void premultipliedAndNotAreTheSameColours() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            int below = random.nextInt() | 0xFF000000;
            int above = random.nextInt();
            int one = Blend.over(below, above, 255);
            int other = Blend.overPremultiplied(below, above, above >>> 24);
            assertThat(other >>> 24).isEqualTo(255);
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat(Math.abs(((one >> shift) & 0xFF) - ((other >> shift) & 0xFF)))
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void whatIsAllOrNothingIsExact() {
        assertThat(Blend.over(0x12345678, 0xFFABCDEF, 255)).isEqualTo(0xFFABCDEF);
        assertThat(Blend.over(0x12345678, 0xFFABCDEF, 0)).isEqualTo(0x12345678);
        assertThat(Blend.over(0, 0x33ABCDEF, 255)).isEqualTo(0x33ABCDEF);
        assertThat(Blend.over(0x12345678, 0x00ABCDEF, 255)).isEqualTo(0x12345678);
        assertThat(Blend.erase(0x80FFFFFF, 255)).isZero();
        assertThat(Blend.erase(0x80FFFFFF, 0)).isEqualTo(0x80FFFFFF);
    }
}
