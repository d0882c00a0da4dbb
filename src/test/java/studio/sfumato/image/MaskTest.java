package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskTest {
    @Test
    void isThePicturesBrightnessOrWhereItHasTransparencyItsOpacity() {
        Raster grey = Raster.opaque(3, 1, new int[] {0x000000, 0x808080, 0xFFFFFF});
        assertThat(levels(Mask.of(grey, true))).containsExactly(0, 128, 255);
        Raster colours = Raster.opaque(3, 1, new int[] {0xFF0000, 0x00FF00, 0x0000FF});
        assertThat(levels(Mask.of(colours, true))).containsExactly(76, 150, 29);
        Raster clear = Raster.translucent(4, 1, new int[] {0x00FFFFFF, 0x80FFFFFF, 0x81000000, 0xFF000000});
        assertThat(levels(Mask.of(clear, true))).containsExactly(0, 0, 255, 255);
        assertThat(levels(Mask.of(clear, false))).containsExactly(0, 128, 129, 255);
        Raster opaque = Raster.translucent(2, 1, new int[] {0xFF000000, 0xFFFFFFFF});
        assertThat(levels(Mask.of(opaque, true))).containsExactly(0, 255);
    }

    @Test
    void featheringKeepsWhatIsFlatAndHasTheSameSumInTheOpen() {
        assertThat(Mask.filled(9, 7, 255).feathered(4)).isEqualTo(Mask.filled(9, 7, 255));
        byte[] point = new byte[41 * 41];
        point[20 * 41 + 20] = (byte) 255;
        Mask blurred = Mask.of(41, 41, point).feathered(2);
        assertThat(blurred.at(20, 20)).isBetween(9, 11);
        assertThat(blurred.at(17, 20)).isEqualTo(blurred.at(23, 20)).isEqualTo(blurred.at(20, 17));
        assertThat(blurred.at(20, 26)).isZero();
        assertThat(Mask.of(41, 41, point).feathered(0).at(20, 20)).isEqualTo(255);
    }

    @Test
    void aMaskWiderThanThePictureIsMirroredAtItsBorder() {
        assertThat(Mask.filled(3, 1, 255).feathered(50)).isEqualTo(Mask.filled(3, 1, 255));
    }

    @Test
    void knowsWhatItCovers() {
        assertThat(Mask.filled(5, 5, 0).bounds()).isEmpty();
        assertThat(Mask.filled(5, 5, 0).isEmpty()).isTrue();
        byte[] levels = new byte[25];
        levels[7] = 1;
        levels[18] = 1;
        assertThat(Mask.of(5, 5, levels).bounds()).contains(new Box(2, 1, 2, 3));
        assertThat(Mask.of(5, 5, levels).inverted().at(0, 0)).isEqualTo(255);
        assertThat(Mask.filled(1, 1, 200).doubled().at(0, 0)).isEqualTo(255);
    }

    private static int[] levels(Mask mask) {
        int[] out = new int[mask.width()];
        for (int x = 0; x < out.length; x++) {
            out[x] = mask.at(x, 0);
        }
        return out;
    }
}
