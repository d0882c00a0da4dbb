package studio.sfumato.diffusion.inpaint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
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
    void continuesItsTextureWhereThatIsAskedFor() {
        Raster stripes = stripes(96, 64);
        Outpaint.Extended extended =
                new Outpaint(0, 0, 32, 0).of(stripes, 6, 3, OutpaintFill.TEXTURE, CancellationToken.none(), _ -> {});
        assertThat(Framing.part(extended.picture(), 0, 0, 96, 64))
                .as("what is painted over is not filled")
                .isEqualTo(stripes);
        assertThat(extended.mask())
                .isEqualTo(new Outpaint(0, 0, 32, 0).of(stripes, 6, 3).mask());
        int same = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 96; x < 128; x++) {
                same += extended.picture().argb(x, y) == stripes(128, 64).argb(x, y) ? 1 : 0;
            }
        }
        assertThat(same).isGreaterThan(32 * 64 * 3 / 4);
        Raster clear = Raster.translucent(40, 30, new int[40 * 30]);
        assertThatThrownBy(() -> new Outpaint(8, 0, 0, 0)
                        .of(clear, 0, 1, OutpaintFill.TEXTURE, CancellationToken.none(), _ -> {}))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("masked or transparent");
    }

    private static Raster stripes(int width, int height) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (i % width + i / width) % 12 < 6 ? 0xC04020 : 0x2040C0;
        }
        return Raster.opaque(width, height, argb);
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
