package studio.sfumato.image.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Infill;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

class TextureFillTest {
    private static final CancellationToken GO = CancellationToken.none();

    private static Raster drawn(int width, int height, IntBinaryOperator pixel) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = pixel.applyAsInt(i % width, i / width);
        }
        return Raster.opaque(width, height, argb);
    }

    /// Tiles with a joint and a spot, repeated every `period` pixels.
    private static int tiled(int x, int y, int period) {
        int u = Math.floorMod(x, period);
        int v = Math.floorMod(y, period);
        int spot = (u - period / 2) * (u - period / 2) + (v - period / 3) * (v - period / 3);
        if (u < 2 || v < 2) {
            return 0x303030;
        }
        return spot < period ? 0xE0A020 : 0x4080C0 + ((u * 3) << 16);
    }

    private static Mask within(int width, int height, int left, int top, int right, int bottom) {
        byte[] levels = new byte[width * height];
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                levels[y * width + x] = (byte) 255;
            }
        }
        return Mask.of(width, height, levels);
    }

    private static double error(Raster a, Raster b, Mask where) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                if (where.at(x, y) > 0) {
                    count++;
                    for (int shift = 0; shift <= 16; shift += 8) {
                        double d = ((a.argb(x, y) >> shift) & 0xFF) - ((b.argb(x, y) >> shift) & 0xFF);
                        sum += d * d;
                    }
                }
            }
        }
        return sum / count;
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 24, 40})
    void aTextureThatRepeatsGoesOnAsItIs(int period) {
        Raster whole = drawn(224, 192, (x, y) -> tiled(x, y, period));
        Mask beyond = within(224, 192, 160, 0, 224, 192);
        Raster torn = drawn(224, 192, (x, y) -> x < 160 ? tiled(x, y, period) : 0xFF00FF);

        double continued = error(TextureFill.of(torn, beyond, 1, GO), whole, beyond);

        double blurred = error(Infill.of(torn, beyond), whole, beyond);
        assertThat(continued).isLessThan(blurred / 4);
    }

    @Test
    void aHoleWithinATextureCloses() {
        Raster whole = drawn(160, 160, (x, y) -> tiled(x, y, 20));
        Mask hole = within(160, 160, 50, 60, 100, 95);
        Raster torn = drawn(160, 160, (x, y) -> hole.at(x, y) > 0 ? 0x00FF00 : tiled(x, y, 20));

        double closed = error(TextureFill.of(torn, hole, 1, GO), whole, hole);

        assertThat(closed).isLessThan(error(Infill.of(torn, hole), whole, hole) / 10);
    }

    @Test
    void whatIsOutsideStaysToTheBitAndEqualSeedsGiveEqualPictures() {
        Raster picture = drawn(90, 70, (x, y) -> tiled(x, y, 14) ^ (x * y & 7));
        Mask hole = within(90, 70, 30, 20, 60, 50).feathered(3);

        Raster made = TextureFill.of(picture, hole, 9, GO);

        for (int y = 0; y < 70; y++) {
            for (int x = 0; x < 90; x++) {
                if (hole.at(x, y) == 0) {
                    assertThat(made.argb(x, y)).isEqualTo(picture.argb(x, y));
                }
            }
        }
        assertThat(TextureFill.of(picture, hole, 9, GO)).isEqualTo(made);
        assertThat(made).isNotEqualTo(picture);
    }

    @Test
    void whatIsTransparentIsNoSourceAndStaysWhereItIsNotFilled() {
        Raster opaque = drawn(80, 60, (x, y) -> tiled(x, y, 10));
        int[] argb = opaque.toArgb();
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 20; x++) {
                argb[y * 80 + x] = 0x00FF0000;
            }
        }
        Raster picture = Raster.translucent(80, 60, argb);

        Raster made = TextureFill.of(picture, within(80, 60, 10, 10, 30, 30), 2, GO);

        assertThat(made.argb(5, 5)).isEqualTo(0x00FF0000);
        assertThat(made.argb(15, 15) >>> 24).isEqualTo(255);
        assertThat(made.argb(15, 15) & 0xFFFFFF).isNotEqualTo(0xFF0000);
        assertThat(made.hasAlpha()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 9", "5, 5", "6, 40", "40, 6", "9, 9", "17, 30"})
    void picturesThatAreTooSmallForPatchesAreFilledAllTheSame(int width, int height) {
        Raster picture = drawn(width + 3, height, (x, y) -> 0x204060 + x);
        Mask hole = within(width + 3, height, 0, 0, width, height);

        Raster made = TextureFill.of(picture, hole, 3, GO);

        assertThat(made.argb(width + 2, 0)).isEqualTo(picture.argb(width + 2, 0));
        assertThat(made.argb(0, 0) & 0xFF).isBetween(0x50, 0x90);
    }

    @Test
    void nothingToTakeTextureFromIsRefused() {
        Raster picture = drawn(30, 30, (x, y) -> x * y);
        assertThatThrownBy(() -> TextureFill.of(picture, within(30, 30, 0, 0, 30, 30), 1, GO))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("nothing is left of the picture to continue");
        Raster clear = Raster.translucent(30, 30, new int[900]);
        assertThatThrownBy(() -> TextureFill.of(clear, within(30, 30, 0, 0, 10, 30), 1, GO))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("masked or transparent");
    }

    @Test
    void anEmptyMaskChangesNothing() {
        Raster picture = drawn(30, 30, (x, y) -> x * y);
        assertThat(TextureFill.of(picture, Mask.filled(30, 30, 0), 1, GO)).isSameAs(picture);
    }

    @Test
    void howFarItIsIsToldAndItCanBeCancelledThere() {
        Random random = new Random(3);
        int[] argb = new int[160 * 160];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = random.nextInt();
        }
        Raster picture = Raster.opaque(160, 160, argb);
        byte[] hole = new byte[argb.length];
        Arrays.fill(hole, 0, hole.length / 2, (byte) 255);
        Mask mask = Mask.of(160, 160, hole);
        List<Double> told = new ArrayList<>();
        TextureFill.of(picture, mask, 1, CancellationToken.none(), told::add);
        assertThat(told).isSorted().hasSizeGreaterThan(10);
        assertThat(told.getLast()).isBetween(0.95, 1.0);
        assertThat(told.subList(0, told.size() - 1))
                .as("not done before the last part begins")
                .doesNotContain(1.0);
        for (double share : new double[] {0.05, 0.5, 0.9}) {
            CancellationToken token = new CancellationToken();
            List<Double> after = new ArrayList<>();
            assertThatThrownBy(() -> TextureFill.of(picture, mask, 1, token, now -> {
                        after.add(now);
                        if (now > share) {
                            token.cancel();
                        }
                    }))
                    .isInstanceOf(CancelledException.class);
            assertThat(after.getLast()).as("it ends there").isLessThan(share + 0.1);
        }
    }

    @Test
    void itCanBeCancelled() {
        CancellationToken token = new CancellationToken();
        token.cancel();
        Raster picture = drawn(120, 120, (x, y) -> tiled(x, y, 10));
        assertThatThrownBy(() -> TextureFill.of(picture, within(120, 120, 0, 0, 60, 120), 1, token))
                .isInstanceOf(CancelledException.class);
    }
}
