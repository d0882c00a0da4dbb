package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lora_unet_mid_block_attentions_0_proj_in.lora_down.weight   | lora_unet_mid_block_attentions_0_proj_in | lora_down.weight
            lora_te_text_model_encoder_layers_0_mlp_fc1.alpha           | lora_te_text_model_encoder_layers_0_mlp_fc1 | alpha
            lora_unet_x.lora_mid.weight                                 | lora_unet_x            | lora_mid.weight
            lora_unet_x.hada_w1_a                                       | lora_unet_x            | hada_w1_a
            lora_unet_x.on_input                                        | lora_unet_x            | on_input
            lora_unet_x.weight                                          | lora_unet_x            | weight
            unet.mid_block.attn1.to_q.lora_A.weight                     | unet_mid_block_attn1_to_q | lora_down.weight
            unet.mid_block.attn1.to_q.lora_B.default.weight             | unet_mid_block_attn1_to_q | lora_up.weight
            unet.x.to_k.lora_magnitude_vector                           | unet_x_to_k            | magnitude
            unet.x.to_k.lora_magnitude_vector.weight                    | unet_x_to_k            | magnitude
            unet.x.to_k.lora_magnitude_vector.default.weight            | unet_x_to_k            | magnitude
            unet.x.attn1.processor.to_out_lora.up.weight                | unet_x_attn1_to_out_0  | lora_up.weight
            x.attn2.processor.to_v_lora.down.weight                     | x_attn2_to_v           | lora_down.weight
            text_encoder.a.q_proj.lora_linear_layer.down.weight         | text_encoder_a_q_proj  | lora_down.weight
            unet.x.to_q.lora.up.weight                                  | unet_x_to_q            | lora_up.weight
            base_model.model.a.b.lora_A.weight                          | base_model_model_a_b   | lora_down.weight
            base_model.model.a.b.oft_R.weight                           | base_model_model_a_b   | oft_R
            base_model.model.a.b.oft_R.default.weight                   | base_model_model_a_b   | oft_R
            base_model.model.a.b.boft_R                                 | base_model_model_a_b   | boft_R
            base_model.model.a.b.boft_s.default                         | base_model_model_a_b   | boft_s
            base_model.model.a.b.ia3_l                                  | base_model_model_a_b   | ia3_l
            lycoris_x.a1.weight                                         | lycoris_x              | a1
            double_blocks.0.processor.qkv_lora2.up.weight               | double_blocks_0_processor_qkv_lora2 | lora_up.weight
            nothing                                                     | nothing                | ''
            """)
    void everyTrainersKeysAreTakenApart(String key, String layer, String part) {
        assertThat(LoraKey.of(key)).isEqualTo(new LoraKey(layer, part));
    }
}
