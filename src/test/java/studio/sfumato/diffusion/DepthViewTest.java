package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

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

    /// Our map has 256 levels and the picture's size, diffusers' has the network's own.
    @Test
    void theMapThatDptHybridMakesIsNearlyWhatDiffusersFeeds(@TempDir Path folder) {
        Path network = TinyCheckpoint.depth("dpt-hybrid").write(folder.resolve("dpt.safetensors"));
        Raster small = Png.read(Path.of("src/test/resources/golden/repaint/source.png"))
                .raster();
        int[] argb = new int[640 * 448];
        Arrays.setAll(argb, i -> small.argb(i % 640 / 8, i / 640 / 8));
        ControlMaps maps = new ControlMaps(
                OrtRuntime::start,
                AddOnShelf.none(),
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty()));
        Raster map = maps.map(
                Raster.opaque(640, 448, argb),
                ControlType.DEPTH,
                MapSettings.NONE,
                Optional.of(network.toString()),
                CancellationToken.none());

        Tensor expected =
                WeightReader.read(SafetensorsFile.open(Path.of("src/test/resources/golden/depth/outputs.safetensors"))
                        .get("channel"));
        Tensor fed = channel(map, 640, 448);
        assertThat(fed.shape()).isEqualTo(expected.shape());
        assertThat(fed.toArray()).containsExactly(expected.toArray(), within(0.04f));
        double squares = 0;
        for (float difference : fed.minus(expected).toArray()) {
            squares += difference * difference;
        }
        assertThat(Math.sqrt(squares / fed.shape().elements())).isLessThan(0.01);
    }

    @Test
    void aFlatMapSaysNothing() {
        Raster grey = Raster.opaque(16, 16, new int[256]);
        assertThat(channel(grey, 16, 16).toArray()).containsOnly(0);
    }
}
