package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNamesTest {
    private static final String UNET = "model.diffusion_model.";

    @ParameterizedTest
    @ValueSource(strings = {"sd-1.5", "sd-2.1", "sdxl"})
    void everyRunningAverageOfThePublishedNetworksIsNamedAgain(String name) {
        List<String> keys = PublishedCheckpoint.of(name).tensors().keySet().stream()
                .filter(key -> key.startsWith(UNET))
                .toList();
        assertThat(keys).hasSizeGreaterThan(600).allSatisfy(key -> {
            String average = "model_ema." + key.substring("model.".length()).replace(".", "");
            assertThat(EmaNames.dotted(average)).isEqualTo(key.substring(UNET.length()));
        });
    }

    @Test
    void otherAveragesHaveNoName() {
        assertThat(List.of(
                        "model_ema.decay",
                        "model_ema.num_updates",
                        "model_ema.diffusion_modelinput_blocks00wei",
                        "model_ema.diffusion_modelinput_blocks11transformer_blocks0attn3to_qweight",
                        "model_ema.first_stage_modelencoderconv_inweight"))
                .allSatisfy(key -> assertThat(EmaNames.dotted(key)).isEmpty());
    }
}
