package studio.sfumato.diffusion.hires;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Latents become what torch's `interpolate` makes of them: `tools/golden/hires.py`.
class LatentUpscaleTest {
    private record Golden(List<Double> from, Map<String, List<Double>> made) {}

    @ParameterizedTest
    @EnumSource(LatentUpscale.class)
    void enlargesAsTorchDoes(LatentUpscale way) {
        Golden golden = JsonMapper.shared()
                .readValue(
                        Path.of("src/test/resources/golden/hires/latents.json").toFile(),
                        new TypeReference<Golden>() {});

        float[] made = way.apply(Tensor.wrap(Shape.of(1, 2, 3, 4), floats(golden.from())), 7, 6)
                .toArray();

        float[] expected = floats(Objects.requireNonNull(golden.made().get(way.label())));
        assertThat(made).hasSameSizeAs(expected);
        for (int i = 0; i < made.length; i++) {
            assertThat(made[i]).isCloseTo(expected[i], within(2e-6f));
        }
    }

    private static float[] floats(List<Double> numbers) {
        float[] all = new float[numbers.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers.get(i).floatValue();
        }
        return all;
    }
}
