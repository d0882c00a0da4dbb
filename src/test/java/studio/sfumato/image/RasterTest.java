package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class RasterTest {
    @Test
    void valuesAreRoundedHalfToEvenAsInDiffusers() {
        // numpy: ((x / 2 + 0.5).clip(0, 1) * 255).round() for float32 x
        float[] values = {-1f, 1f, 0f, -0.99607843f, 0.0117647f, 2f, -3f, 0.5f, 0.9999f, -0.0039215f, 0.3f, -0.7f};
        int[] expected = {0, 255, 128, 0, 129, 255, 0, 191, 255, 127, 166, 38};

        Raster raster = Raster.fromTensor(Tensor.of(Shape.of(1, 3, 2, 2), values));

        for (int i = 0; i < 4; i++) {
            int pixel = raster.argb(i % 2, i / 2);
            assertThat(pixel >>> 24).isEqualTo(255);
            assertThat((pixel >> 16) & 255).isEqualTo(expected[i]);
            assertThat((pixel >> 8) & 255).isEqualTo(expected[4 + i]);
            assertThat(pixel & 255).isEqualTo(expected[8 + i]);
        }
    }

    @Test
    void everyLevelSurvivesTheWayThroughATensor() {
        int[] argb = new int[256];
        for (int i = 0; i < 256; i++) {
            argb[i] = (i << 16) + ((255 - i) << 8) + (i ^ 0x55);
        }
        Raster raster = Raster.opaque(16, 16, argb);

        assertThat(Raster.fromTensor(raster.toTensor())).isEqualTo(raster);
        assertThat(Raster.fromTensor(raster.toTensor().reshape(Shape.of(3, 16, 16))))
                .isEqualTo(raster);
    }

    @Test
    void refusesShapesThatAreNoPicture() {
        for (Shape shape : new Shape[] {Shape.of(4, 8, 8), Shape.of(2, 3, 8, 8), Shape.of(8, 8)}) {
            assertThatThrownBy(() -> Raster.fromTensor(Tensor.zeros(shape)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(shape.toString());
        }
    }

    @Test
    void givesOutCopiesOnly() {
        Raster raster = Raster.filled(2, 2, 0x102030);
        raster.toArgb()[0] = 0;
        assertThat(raster.argb(0, 0)).isEqualTo(0xFF102030);
        assertThat(raster).hasToString("Raster[2×2 RGB]").isNotEqualTo(Raster.filled(2, 2, 0));
    }
}
