package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

class FileKindTest {
    private static final String LDM = "model.diffusion_model.input_blocks.0.0.weight";

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(FileKind.CHECKPOINT, new String[] {LDM}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {"input_blocks.0.0.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {"unet.conv_in.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {"conv_in.weight", "time_embedding.linear_1.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {"model_ema.diffusion_modelinput_blocks00weight"}),
                // A LoRA's names are the U-Net's with an ending; a checkpoint may have a stray one.
                Arguments.of(FileKind.LORA, new String[] {"lora_unet_input_blocks_1_1_proj_in.lora_down.weight"}),
                Arguments.of(FileKind.LORA, new String[] {"unet.down_blocks.0.attentions.0.proj_in.lora_A.weight"}),
                Arguments.of(FileKind.LORA, new String[] {"lora_unet_mid_block.hada_w1_a"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {LDM, "lora_unet_x.lora_down.weight"}),
                // A ControlNet begins like the U-Net it was copied from.
                Arguments.of(FileKind.CONTROL_NET, new String[] {"control_model.input_blocks.0.0.weight"}),
                Arguments.of(FileKind.CONTROL_NET, new String[] {LDM, "control_model.zero_convs.0.0.weight"}),
                Arguments.of(FileKind.CONTROL_NET, new String[] {
                    "conv_in.weight", "time_embedding.linear_1.weight", "controlnet_cond_embedding.x"
                }),
                Arguments.of(FileKind.T2I_ADAPTER, new String[] {"adapter.body.0.resnets.0.block1.weight"}),
                Arguments.of(
                        FileKind.IP_ADAPTER, new String[] {"ip_adapter.1.to_k_ip.weight", "image_proj.proj.weight"}),
                Arguments.of(
                        FileKind.MOTION_MODULE,
                        new String[] {"down_blocks.0.motion_modules.0.temporal_transformer.norm.weight"}),
                Arguments.of(FileKind.VAE, new String[] {"decoder.conv_in.weight", "encoder.conv_in.weight"}),
                Arguments.of(FileKind.VAE, new String[] {"first_stage_model.decoder.conv_in.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {LDM, "first_stage_model.decoder.conv_in.weight"}),
                Arguments.of(
                        FileKind.TINY_VAE, new String[] {"decoder.layers.0.weight", "decoder.layers.2.conv.0.weight"}),
                Arguments.of(FileKind.TEXT_ENCODER, new String[] {"text_model.encoder.layers.0.mlp.fc1.weight"}),
                Arguments.of(FileKind.TEXT_ENCODER, new String[] {"encoder.block.0.layer.0.SelfAttention.q.weight"}),
                Arguments.of(
                        FileKind.CLIP_VISION,
                        new String[] {"vision_model.encoder.layers.0.mlp.fc1.weight", "text_model.encoder.layers.0.x"}),
                Arguments.of(FileKind.EMBEDDING, new String[] {"emb_params"}),
                Arguments.of(FileKind.EMBEDDING, new String[] {"clip_l", "clip_g"}),
                Arguments.of(FileKind.EMBEDDING, new String[] {"<fox>"}),
                Arguments.of(FileKind.HYPERNETWORK, new String[] {"768.0.linear.0.weight", "320.0.linear.0.weight"}),
                Arguments.of(FileKind.UPSCALER, new String[] {"conv_first.weight", "body.0.rdb1.conv1.weight"}),
                Arguments.of(FileKind.UPSCALER, new String[] {"model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"}),
                Arguments.of(
                        FileKind.SD3, new String[] {"model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight"}),
                Arguments.of(FileKind.FLUX, new String[] {"double_blocks.0.img_attn.qkv.weight", "img_in.weight"}),
                Arguments.of(FileKind.FLUX, new String[] {"single_transformer_blocks.0.attn.to_q.weight"}),
                Arguments.of(FileKind.CASCADE, new String[] {"clip_txt_mapper.weight"}),
                Arguments.of(
                        FileKind.VIDEO, new String[] {LDM, "model.diffusion_model.input_blocks.1.1.time_stack.0.x"}),
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {"model.diffusion_model.x_embedder.proj.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {LDM, "conditioner.embedders.0.model.ln_final.weight"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {
                    LDM,
                    "conditioner.embedders.0.transformer.text_model.x",
                    "conditioner.embedders.1.model.ln_final.weight"
                }),
                Arguments.of(FileKind.UNCLIP, new String[] {LDM, "embedder.model.ln_final.weight"}),
                Arguments.of(FileKind.DEPTH, new String[] {"depth_model.model.pretrained.x"}),
                Arguments.of(
                        FileKind.DEPTH, new String[] {"scratch.layer1_rn.weight", "scratch.output_conv.0.weight", "x"}),
                Arguments.of(FileKind.DEPTH, new String[] {"depth_head.scratch.layer1_rn.weight", "pretrained.x"}),
                Arguments.of(FileKind.UNKNOWN, new String[] {"scratch.layer1_rn.weight", "pretrained.model.x"}),
                Arguments.of(FileKind.CHECKPOINT, new String[] {LDM, "depth_model.model.pretrained.x"}),
                Arguments.of(FileKind.UPSCALING_MODEL, new String[] {LDM, "low_scale_model.betas"}),
                Arguments.of(FileKind.QUANTISED, new String[] {LDM, "scaled_fp8"}),
                Arguments.of(FileKind.QUANTISED, new String[] {LDM, LDM + ".absmax"}),
                Arguments.of(FileKind.UNKNOWN, new String[] {"weight", "bias"}),
                Arguments.of(FileKind.UNKNOWN, new String[] {}));
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesTellWhatAFileIs(FileKind kind, String[] names) {
        assertThat(FileKind.of(file(names))).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(FileKind.class)
    void everyRefusalSaysWhatTheFileIsAndWhatToDo(FileKind kind) {
        assertThat(kind.refused("x.safetensors")).hasMessage("x.safetensors is " + kind.label());
        assertThat(kind.hint().isEmpty()).isEqualTo(kind == FileKind.CHECKPOINT);
    }

    private static TensorFile file(String... names) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (String name : names) {
            weights.put(name, new Weight(name, DType.F16, Shape.of(1), Path.of("/x"), 0, 2));
        }
        return new TensorFile("x.safetensors", Path.of("/x"), weights, Map.of());
    }
}
