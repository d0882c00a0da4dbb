package studio.sfumato.weights.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelFamily;

class BlocksTest {
    @Test
    void thereAre26AndForSdxl20() {
        assertThat(Blocks.names(ModelFamily.SD1))
                .hasSize(26)
                .startsWith("BASE", "IN00", "IN01")
                .containsSubsequence("IN11", "M00", "OUT00")
                .endsWith("OUT11");
        assertThat(Blocks.names(ModelFamily.SD2)).isEqualTo(Blocks.names(ModelFamily.SD1));
        assertThat(Blocks.names(ModelFamily.SDXL))
                .hasSize(20)
                .containsSubsequence("IN08", "M00", "OUT00")
                .endsWith("OUT08");
    }

    @ParameterizedTest
    @CsvSource({
        "model.diffusion_model.input_blocks.0.0.weight, IN00",
        "model.diffusion_model.input_blocks.11.0.in_layers.2.weight, IN11",
        "model.diffusion_model.middle_block.1.proj_in.weight, M00",
        "model.diffusion_model.output_blocks.3.1.norm.bias, OUT03",
        "model.diffusion_model.time_embed.0.weight, IN00",
        "model.diffusion_model.out.2.bias, OUT11",
        "model.diffusion_model.label_emb.0.0.weight, BASE",
        "first_stage_model.decoder.conv_in.weight, BASE",
        "cond_stage_model.transformer.text_model.final_layer_norm.weight, BASE"
    })
    void everyTensorIsInABlock(String key, String block) {
        assertThat(Blocks.of(key, 11)).isEqualTo(block);
    }

    @Test
    void amountsAreReadInOrderWithOrWithoutBase() {
        String all = String.join(",", Collections.nCopies(25, "0.25"));
        assertThat(Blocks.read(all, ModelFamily.SD1))
                .hasSize(25)
                .doesNotContainKey("BASE")
                .containsEntry("OUT11", 0.25);
        assertThat(Blocks.read("1, " + all, ModelFamily.SD1)).hasSize(26).containsEntry("BASE", 1.0);
        assertThat(Blocks.read("in04=.2, M00 = 1", ModelFamily.SDXL)).isEqualTo(Map.of("IN04", 0.2, "M00", 1.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.1,0.2 | --blocks: there are 2 amounts; SDXL has 19 blocks, or 20 with BASE first",
                "IN09=1 | --blocks: 'IN09=1' names no block",
                "IN04=x | --blocks: IN04 is 'x', which is no amount",
                "IN04=0.2,0.3 | --blocks: '0.3' names no block"
            })
    void whatIsNoAmountIsNamed(String text, String message) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> Blocks.read(text, ModelFamily.SDXL))
                .withMessage(message);
    }
}
