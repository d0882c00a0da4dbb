package studio.sfumato.diffusion.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;

class UnionKindTest {
    @ParameterizedTest
    @CsvSource({
        "OPENPOSE, 0",
        "DEPTH, 1",
        "SOFT_EDGE, 2",
        "SCRIBBLE, 2",
        "CANNY, 3",
        "LINEART, 3",
        "INVERT, 3",
        "NORMAL, 4",
        "SEGMENTATION, 5",
        "TILE, 6"
    })
    void eachMapHasItsPlaceInTheAuthorsOrder(ControlType type, int place) {
        float[] told = UnionKind.told(type, 8, "union");
        assertThat(told).hasSize(8);
        for (int i = 0; i < told.length; i++) {
            assertThat(told[i]).isEqualTo(i == place ? 1f : 0f);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ControlType.class,
            names = {"NONE", "INPAINT", "SHUFFLE"})
    void whatItDoesNotKnowIsRefused(ControlType type) {
        assertThatThrownBy(() -> UnionKind.told(type, 8, "union.safetensors"))
                .isInstanceOf(RequestException.class)
                .hasMessage("union.safetensors must be told what kind of map it follows, and '" + type.label()
                        + "' is none that it knows");
    }

    @Test
    void theFirstOneKnowsSixKinds() {
        assertThat(UnionKind.told(ControlType.SEGMENTATION, 6, "union")).hasSize(6);
        assertThatThrownBy(() -> UnionKind.told(ControlType.TILE, 6, "union"))
                .isInstanceOf(RequestException.class)
                .hasMessage("union does not follow maps of the kind tile");
    }
}
