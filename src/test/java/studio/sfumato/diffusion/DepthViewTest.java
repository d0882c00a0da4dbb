package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class DepthViewTest {
    private static final PictureRef MAP = new PictureRef("ab".repeat(32));

    private static Tensor channel(Raster map, int width, int height) {
        ControlUnit unit = new ControlUnit(ControlType.DEPTH, true, MAP, ControlUnit.OWN);
        return new DepthView(unit, _ -> map).channel(new ImageSize(width, height), 8);
    }

    @Test
    void theLeastIsMinusOneAndTheMostOne() {
        Tensor channel = channel(
                Png.read(Path.of("src/test/resources/golden/repaint/depth-map.png"))
                        .raster(),
                80,
                56);
        assertThat(channel.shape()).isEqualTo(Shape.of(1, 1, 7, 10));
        float[] sorted = channel.toArray();
        Arrays.sort(sorted);
        assertThat(sorted[0]).isEqualTo(-1);
        assertThat(sorted[sorted.length - 1]).isEqualTo(1);
        assertThat(Arrays.copyOf(channel.toArray(), 8)) // as diffusers makes it of this map
                .containsExactly(
                        new float[] {-1, -1, -1, -0.6410f, -0.2966f, -0.2764f, -0.5802f, -0.9995f}, within(1e-4f));
    }

    @Test
    void aFlatMapSaysNothing() {
        Raster grey = Raster.opaque(16, 16, new int[256]);
        assertThat(channel(grey, 16, 16).toArray()).containsOnly(0);
    }
}
