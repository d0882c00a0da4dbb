package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

class NetworkRoomTest {
    private final WeightSource weights = ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"))
            .weights(ModelPart.UNET);

    @Test
    void aSmallNetworkTakesBySizeWhatItTakesFolded() {
        assertThat(NetworkRoom.bytes(weights, WeightMode.BY_SIZE))
                .isEqualTo(NetworkRoom.bytes(weights, WeightMode.FOLDED));
    }

    /// The graph that another program exported, of which size and precision are known.
    private record Exported(long bytes, Optional<DType> precision) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return Optional.empty();
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public String name() {
            return "unet/model.onnx";
        }
    }

    @Test
    void anExportedNetworkIsFoldedHoweverLargeItIs() {
        long large = 1L << 31;
        assertThat(NetworkRoom.bytes(new Exported(large, Optional.of(DType.F16)), WeightMode.BY_SIZE))
                .as("fp32 of each number, and room to compute")
                .isGreaterThan(2 * large)
                .isLessThan(3 * large);
        assertThat(NetworkRoom.bytes(new Exported(large, Optional.of(DType.F32)), WeightMode.BY_SIZE))
                .isGreaterThan(large)
                .isLessThan(3 * large / 2);
        assertThat(NetworkRoom.bytes(new Exported(large, Optional.empty()), WeightMode.BY_SIZE))
                .isGreaterThan(large);
        assertThat(NetworkRoom.bytes(new Exported(large, Optional.of(DType.F16)), WeightMode.MAPPED))
                .isLessThan(2 * large);
    }

    @Test
    void mappedItTakesWhatItsFileDoesAndRoomToCompute() {
        assertThat(NetworkRoom.bytes(weights, WeightMode.MAPPED))
                .isGreaterThan(weights.bytes())
                .isLessThan(NetworkRoom.bytes(weights, WeightMode.FOLDED));
    }
}
