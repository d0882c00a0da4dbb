package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.WeightSource;

class NetworkRoomTest {
    private final WeightSource weights = ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"))
            .weights(ModelPart.UNET);

    @Test
    void aSmallNetworkTakesBySizeWhatItTakesFolded() {
        assertThat(NetworkRoom.bytes(weights, WeightMode.BY_SIZE))
                .isEqualTo(NetworkRoom.bytes(weights, WeightMode.FOLDED));
    }

    @Test
    void mappedItTakesWhatItsFileDoesAndRoomToCompute() {
        assertThat(NetworkRoom.bytes(weights, WeightMode.MAPPED))
                .isGreaterThan(weights.bytes())
                .isLessThan(NetworkRoom.bytes(weights, WeightMode.FOLDED));
    }
}
