package studio.sfumato.net.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.UpscalerFile;

class UpscalerTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "upscalers");

    @ParameterizedTest
    @CsvSource(textBlock = """
            compact-x4,       4, 1
            compact-x2,       2, 1
            rrdb-old-names,   4, 1
            rrdb-old-names-x2, 2, 1
            rrdb-old-names-x1, 1, 1
            rrdb-new-names,   4, 1
            rrdb-bsrgan,      4, 1
            rrdb-gathered-x2, 2, 2
            rrdb-gathered-x1, 1, 4
            """)
    void picturesAreThoseOfSpandrel(String name, int scale, int multiple) {
        UpscalerFile file = UpscalerFile.open(GOLDEN.resolve(name + ".safetensors"));
        UpscalerConfig config = UpscalerConfig.from(file.config());
        SafetensorsFile golden = SafetensorsFile.open(GOLDEN.resolve(name + ".io.safetensors"));
        Tensor expected = WeightReader.read(golden.get("enlarged"));
        assertThat(config.scale()).isEqualTo(scale);
        assertThat(config.multiple()).isEqualTo(multiple);

        Tensor made;
        try (Session session =
                OrtRuntime.start().open(config.build(file.weights()), SessionSettings.with(WeightMode.FOLDED))) {
            made = session.run(
                    Map.of(UpscalerConfig.PICTURE, WeightReader.read(golden.get("picture"))),
                    UpscalerConfig.ENLARGED,
                    CancellationToken.none());
        }

        assertThat(made.shape()).isEqualTo(expected.shape());
        assertThat(largest(made.minus(expected)) / largest(expected)).isLessThan(1e-5);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void sizesThatNoNetworkHasAreRefused() {
        assertThatThrownBy(() -> UpscalerConfig.from(config("num_feat", 1_000_000)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("upscaler: features must be 1 to 1024, not 1000000");
        assertThatThrownBy(() -> UpscalerConfig.from(config("unshuffle", 16)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("doubles 2 times after gathering 16×16");
        assertThatThrownBy(() -> UpscalerConfig.from(ComponentConfig.of("x", Map.of("_class_name", "SwinIR"))))
                .isInstanceOf(UnsupportedModelException.class);
    }

    private static ComponentConfig config(String key, int value) {
        return ComponentConfig.of("up.safetensors", Map.of("_class_name", "RRDBNet", key, value));
    }
}
