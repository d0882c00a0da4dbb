package studio.sfumato.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

class ScopeTest {
    private final Scope root = new Scope(
            new GraphBuilder("U-Net"),
            new Weights(Map.of(
                    "down_blocks.0.conv.weight", weight("down_blocks.0.conv.weight", DType.F16, "unet", 8, 4, 1, 1),
                    "ids", weight("ids", DType.I64, "unet", 4),
                    "elsewhere", weight("elsewhere", DType.F16, "other", 4))));
    private final Scope conv = root.at("down_blocks").at(0).at("conv");

    @Test
    void keyIsMadeOfThePartsNames() {
        assertThat(conv.has("weight")).isTrue();
        assertThat(conv.has("bias")).isFalse();
        assertThat(conv.stored("weight", 8, 4, 1, 1)).isEqualTo(new Value("down_blocks.0.conv.weight"));
    }

    @Test
    void weightOfOneByOneConvolutionServesAsMatrix() {
        assertThat(conv.weight("weight", 8, 4)).isEqualTo(conv.weight("weight", 8, 4));
    }

    @Test
    void wrongShapeNamesFileTensorAndBothShapes() {
        assertThatThrownBy(() -> conv.weight("weight", 8, 3, 1, 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet.safetensors: tensor 'down_blocks.0.conv.weight' has shape 8×4×1×1,"
                        + " but the model's configuration asks for 8×3×1×1");
    }

    @Test
    void absurdShapeIsRefusedInTheSameWords() {
        assertThatThrownBy(() -> conv.weight("weight", Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(ModelFileException.class)
                .hasMessageEndingWith("asks for 2147483647×2147483647");
    }

    @Test
    void missingTensorIsNamed() {
        assertThatThrownBy(() -> conv.weight("bias", 8))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("weights has no tensor 'down_blocks.0.conv.bias'");
    }

    @Test
    void tensorOfWholeNumbersIsRefused() {
        assertThatThrownBy(() -> root.weight("ids", 4))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet.safetensors: tensor 'ids' holds I64, not floating-point numbers");
    }

    @Test
    void weightsInTwoFoldersAreRefused() {
        root.at("down_blocks").at(0).at("conv").weight("weight", 8, 4);

        assertThatThrownBy(() -> root.weight("elsewhere", 4))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("must lie in one folder");
    }

    private static Weight weight(String key, DType type, String folder, int... dims) {
        Shape shape = Shape.of(dims);
        Path file = Path.of("/models", folder, folder + ".safetensors");
        return new Weight(key, type, shape, file, 0, (long) shape.elements() * type.bytes());
    }

    private record Weights(Map<String, Weight> weights) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return Optional.ofNullable(weights.get(key));
        }

        @Override
        public Set<String> keys() {
            return weights.keySet();
        }

        @Override
        public String name() {
            return "weights";
        }
    }
}
