package studio.sfumato.diffusion.inpaint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;

class OutpaintTest {
    private static final Raster SOURCE = gradient();

    private static Raster gradient() {
        int[] argb = new int[40 * 30];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = ((i % 40 * 6) << 16) | ((i / 40 * 8) << 8) | 0x40;
        }
        return Raster.opaque(40, 30, argb);
    }

    @Test
    void continuesEverySideAndKeepsThePictureInTheMiddle() {
        Outpaint.Extended extended = new Outpaint(8, 16, 24, 4).of(SOURCE, 0, 1);
        assertThat(extended.picture()).hasToString("Raster[72×50 RGB]");
        assertThat(Framing.part(extended.picture(), 8, 16, 40, 30)).isEqualTo(SOURCE);
        assertThat(Framing.part(extended.mask(), 8, 16, 40, 30)).isEqualTo(Raster.filled(40, 30, 0));
        for (int[] outside : new int[][] {{0, 0}, {7, 20}, {48, 20}, {71, 49}, {20, 15}, {20, 46}}) {
            assertThat(extended.mask().argb(outside[0], outside[1])).isEqualTo(0xFFFFFFFF);
        }
    }

    @Test
    void beginsWithTheColoursOfTheBorder() {
        Raster picture = new Outpaint(0, 0, 20, 0).of(SOURCE, 0, 1).picture();
        for (int y = 2; y < 28; y++) {
            assertThat((double) ((picture.argb(40, y) >> 8) & 0xFF)).isBetween(y * 8 - 12.0, y * 8 + 12.0);
        }
        assertThat(picture.argb(59, 5) & 0xFF).isNotEqualTo(picture.argb(59, 6) & 0xFF);
    }

    @Test
    void paintsOverALittleOfThePictureWhereItIsContinuedAndNowhereElse() {
        Raster mask = new Outpaint(0, 0, 20, 0).of(SOURCE, 4, 1).mask();
        assertThat(mask.argb(36, 15)).isEqualTo(0xFFFFFFFF);
        assertThat(mask.argb(35, 15)).isEqualTo(0xFF000000);
        assertThat(mask.argb(0, 0)).isEqualTo(0xFF000000);
        assertThat(mask.argb(20, 29)).isEqualTo(0xFF000000);
    }

    @Test
    void canBeRepeated() {
        Outpaint sides = Outpaint.parse("5, 6,7,8");
        assertThat(sides).isEqualTo(new Outpaint(5, 6, 7, 8));
        assertThat(sides.of(SOURCE, 2, 9)).isEqualTo(sides.of(SOURCE, 2, 9));
        assertThat(sides.of(SOURCE, 2, 9)).isNotEqualTo(sides.of(SOURCE, 2, 10));
    }

    @Test
    void refusesWhatCannotBe() {
        for (String wrong : new String[] {"", "1,2,3", "1,2,3,x", "-1,0,0,0", "0,0,0,0", "9999,0,0,0", "1,2,3,4,5"}) {
            assertThatThrownBy(() -> Outpaint.parse(wrong)).as(wrong).isInstanceOf(RequestException.class);
        }
        assertThatThrownBy(() -> new Outpaint(4000, 4000, 4000, 4000).of(Raster.filled(8192, 8192, 0), 0, 1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("16192x16192");
    }
}
