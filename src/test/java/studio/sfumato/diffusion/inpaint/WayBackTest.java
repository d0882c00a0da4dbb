package studio.sfumato.diffusion.inpaint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Box;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

class WayBackTest {
    private static Raster noise(int width, int height, long seed, boolean clear) {
        Random random = new Random(seed);
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = random.nextInt();
        }
        return clear ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }

    private static Mask disc(int width, int height) {
        byte[] levels = new byte[width * height];
        for (int i = 0; i < levels.length; i++) {
            int dx = i % width - width / 2;
            int dy = i / width - height / 2;
            levels[i] = (byte) (dx * dx + dy * dy < 100 ? 255 : 0);
        }
        return Mask.of(width, height, levels);
    }

    private static void requireUntouched(Raster source, Raster result, Mask feathered) {
        int same = 0;
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < source.width(); x++) {
                if (feathered.at(x, y) == 0) {
                    assertThat(result.argb(x, y)).as("%d, %d", x, y).isEqualTo(source.argb(x, y));
                    same++;
                }
            }
        }
        assertThat(same).isGreaterThan(100);
    }

    @Test
    void whatTheFeatheredMaskDoesNotTouchStaysToTheBit() {
        for (boolean clear : new boolean[] {false, true}) {
            Raster source = noise(67, 53, 1, clear);
            Mask meant = disc(67, 53);
            for (InpaintArea area : InpaintArea.values()) {
                for (boolean matching : new boolean[] {false, true}) {
                    Inpainting options =
                            new Inpainting(3, MaskedContent.FILL, area, 4, false, Optional.empty(), matching);
                    Prepared ready = Prepared.of(
                            source,
                            meant.feathered(3),
                            new ImageSize(64, 56),
                            ResizeMode.STRETCH,
                            options,
                            CancellationToken.none());
                    Raster result = ready.back().apply(noise(64, 56, 2, false));
                    requireUntouched(source, result, meant.feathered(3));
                    assertThat(result.hasAlpha()).isEqualTo(clear);
                    assertThat(result.argb(33, 26)).isNotEqualTo(source.argb(33, 26));
                    assertThat(result.argb(33, 26) >>> 24).isEqualTo(255);
                }
            }
        }
    }

    @Test
    void aSoftMaskCannotReachBeyondTheFeatheredOne() {
        Raster source = noise(64, 56, 1, false);
        Mask meant = disc(64, 56);
        WayBack back = new WayBack(source, meant.feathered(3), Optional.empty(), false);
        Raster result = back.apply(noise(64, 56, 2, false), Mask.filled(64, 56, 255));
        requireUntouched(source, result, meant.feathered(3));
    }

    @Test
    void aMaskOfWhatWasMadeIsPlacedWhereThatBelongs() {
        Raster source = noise(64, 56, 1, false);
        WayBack back = new WayBack(source, disc(64, 56), Optional.of(new Box(20, 10, 24, 24)), false);
        Mask placed = back.placed(Mask.filled(128, 128, 200));
        assertThat(placed.at(20, 10)).isEqualTo(200);
        assertThat(placed.at(43, 33)).isEqualTo(200);
        assertThat(placed.at(19, 10)).isZero();
        assertThat(placed.at(44, 33)).isZero();
    }

    @Test
    void coloursThatDriftedEvenlyAreBroughtBack() {
        Raster source = Raster.filled(64, 56, 0x406080);
        Raster drifted = Raster.filled(64, 56, 0x4a5a85);
        WayBack back = new WayBack(source, disc(64, 56).feathered(3), Optional.empty(), true);
        assertThat(back.apply(drifted)).isEqualTo(source);
    }

    @Test
    void coloursThatDriftedUnevenlyMeetAtTheBorderWithoutAStep() {
        int[] argb = new int[64 * 56];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (60 + i % 64) * 0x010101;
        }
        Raster drifted = Raster.opaque(64, 56, argb);
        Raster source = Raster.filled(64, 56, 0x808080);
        Mask mask = disc(64, 56);
        Raster result = new WayBack(source, mask, Optional.empty(), true).apply(drifted);
        for (int y = 1; y < 56; y++) {
            for (int x = 1; x < 64; x++) {
                assertThat(Math.abs((result.argb(x, y) & 0xFF) - (result.argb(x - 1, y) & 0xFF)))
                        .isLessThanOrEqualTo(4);
            }
        }
    }
}
