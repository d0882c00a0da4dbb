package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The names are those in the published checkpoints of SD 1.5 and SDXL.
class LdmNamesTest {
    private static Set<String> keys(int levels, Set<Integer> attentionUp) {
        Set<String> keys = new HashSet<>();
        for (int layer = 0; layer < 2; layer++) {
            keys.add("down_blocks.0.resnets." + layer + ".conv1.weight");
        }
        attentionUp.forEach(level -> keys.add("up_blocks." + level + ".attentions.0.proj_in.weight"));
        keys.add("down_blocks." + (levels - 1) + ".resnets.0.conv1.weight");
        return keys;
    }

    @ParameterizedTest
    @CsvSource({
        "conv_in, input_blocks.0.0",
        "time_embedding.linear_2, time_embed.2",
        "time_embedding.cond_proj, time_embed.cond_proj",
        "down_blocks.0.resnets.0.conv1, input_blocks.1.0.in_layers.2",
        "down_blocks.0.attentions.1.proj_out, input_blocks.2.1.proj_out",
        "down_blocks.0.downsamplers.0.conv, input_blocks.3.0.op",
        "down_blocks.1.resnets.0.conv_shortcut, input_blocks.4.0.skip_connection",
        "down_blocks.3.resnets.1.time_emb_proj, input_blocks.11.0.emb_layers.1",
        "mid_block.resnets.0.conv2, middle_block.0.out_layers.3",
        "mid_block.attentions.0.transformer_blocks.0.attn2.to_k, middle_block.1.transformer_blocks.0.attn2.to_k",
        "mid_block.resnets.1.norm1, middle_block.2.in_layers.0",
        "up_blocks.0.upsamplers.0.conv, output_blocks.2.1.conv",
        "up_blocks.1.attentions.2.proj_in, output_blocks.5.1.proj_in",
        "up_blocks.1.upsamplers.0.conv, output_blocks.5.2.conv",
        "up_blocks.3.resnets.2.conv1, output_blocks.11.0.in_layers.2",
        "conv_out, out.2",
    })
    void sd15(String name, String old) {
        assertThat(new LdmNames(keys(4, Set.of(1, 2, 3))).of(name)).contains(old);
    }

    @ParameterizedTest
    @CsvSource({
        "add_embedding.linear_1, label_emb.0.0",
        "down_blocks.1.attentions.0.transformer_blocks.1.attn1.to_q, input_blocks.4.1.transformer_blocks.1.attn1.to_q",
        "down_blocks.2.attentions.1.proj_in, input_blocks.8.1.proj_in",
        "up_blocks.0.attentions.0.proj_in, output_blocks.0.1.proj_in",
        "up_blocks.0.upsamplers.0.conv, output_blocks.2.2.conv",
        "up_blocks.2.resnets.2.conv1, output_blocks.8.0.in_layers.2",
    })
    void sdxl(String name, String old) {
        assertThat(new LdmNames(keys(3, Set.of(0, 1))).of(name)).contains(old);
    }
}
