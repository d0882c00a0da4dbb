package studio.sfumato.diffusion.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;

class ControlUnitTest {
    private static final PictureRef PICTURE = new PictureRef("a".repeat(64));

    private static ControlUnit unit(ControlType type, boolean made, ResizeMode resize) {
        return new ControlUnit(type, made, PICTURE, "net", 1, 0.2, 0.5, ControlMode.BALANCED, resize, type.settings());
    }

    @Test
    void itGuidesFromItsStartToItsEnd() {
        ControlUnit unit = unit(ControlType.CANNY, false, ResizeMode.CROP);
        assertThat(unit.guides(0.19)).isFalse();
        assertThat(unit.guides(0.2)).isTrue();
        assertThat(unit.guides(0.5)).isTrue();
        assertThat(unit.guides(0.51)).isFalse();
        ControlUnit nothing = new ControlUnit(
                ControlType.NONE,
                false,
                PICTURE,
                "net",
                0,
                0,
                1,
                ControlMode.BALANCED,
                ResizeMode.CROP,
                MapSettings.NONE);
        assertThat(nothing.guides(0.5)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void everyMapHasTheSizeAskedFor(ResizeMode resize) {
        Raster picture = Raster.filled(31, 17, 0x336699);
        for (ControlType type : ControlType.values()) {
            Raster map = unit(type, true, resize).map(picture, 24, 40);
            assertThat(map.width()).isEqualTo(24);
            assertThat(map.height()).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void coloursOfAreasAreNeverMixed(ResizeMode resize) {
        int[] argb = new int[64];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i % 8 < 3 ? 0xFF0000 : 0x00FF00;
        }
        Raster map = unit(ControlType.SEGMENTATION, false, resize).map(Raster.opaque(8, 8, argb), 37, 61);
        Set<Integer> colours = new HashSet<>();
        for (int i : map.toArgb()) {
            colours.add(i & 0xFFFFFF);
        }
        assertThat(colours).containsExactlyInAnyOrder(0xFF0000, 0x00FF00);
    }

    @Test
    void mapsThatOnlyNetworksMakeMustBeThere() {
        assertThatThrownBy(() -> unit(ControlType.DEPTH, false, ResizeMode.CROP))
                .isInstanceOf(RequestException.class)
                .hasMessage("a control of type depth needs its map, not the picture");
        assertThatThrownBy(() -> unit(ControlType.OPENPOSE, false, ResizeMode.CROP))
                .isInstanceOf(RequestException.class);
        assertThat(unit(ControlType.DEPTH, true, ResizeMode.CROP).made()).isTrue();
    }

    @Test
    void modesWeighTheFinerPartsLess() {
        assertThat(ControlMode.BALANCED.scales(0.5, 13)).containsOnly(0.5f);
        float[] soft = ControlMode.PROMPT.scales(1, 13);
        assertThat(soft[12]).isEqualTo(1);
        assertThat(soft[0]).isCloseTo((float) Math.pow(0.825, 12), within(1e-6f));
        assertThat(ControlMode.CONTROL.scale(2, 1)).isEqualTo(1.24);
        assertThat(ControlMode.get("ControlNet is more important")).isEqualTo(ControlMode.CONTROL);
        assertThat(ControlMode.get("0")).isEqualTo(ControlMode.BALANCED);
    }
}
