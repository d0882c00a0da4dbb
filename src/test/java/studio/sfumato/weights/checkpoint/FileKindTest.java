package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

class FileKindTest {
    private static final String LDM = "model.diffusion_model.input_blocks.0.0.weight";
    private static final String BLOCK = "transformer_blocks.0.attn.add_q_proj.weight";
    private static final String SINGLE = "single_transformer_blocks.0.attn.to_q.weight";
    private static final String SIMILAR = "transformer_blocks.0.norm1_context.linear.weight";
    private static final String TIME = "time_text_embed.timestep_embedder.linear_1.weight";

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
                // Networks that draw lines, and what has one of their names; upscalers count their layers so, too.
                Arguments.of(FileKind.LINES, new String[] {"norm", "block1.projection.weight"}),
                Arguments.of(FileKind.LINES, new String[] {"model0.1.weight", "model4.1.weight"}),
                Arguments.of(FileKind.UNKNOWN, new String[] {"block1.projection.weight", "block1.convs.0.weight"}),
                Arguments.of(FileKind.UNKNOWN, new String[] {"model0.1.weight", "model1.0.weight"}),
                Arguments.of(FileKind.UPSCALER, new String[] {"model.0.weight", "model.4.1.weight"}),
                Arguments.of(FileKind.LORA, new String[] {"double_blocks.0.processor.qkv_lora1.down.weight"}),
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

    /// What tells each family apart, with the names that it shares with the others.
    static Stream<Arguments> transformers() {
        return Stream.of(
                Arguments.of(FileKind.SD3, new String[] {BLOCK, SIMILAR, TIME, "pos_embed.proj.weight"}),
                Arguments.of(FileKind.SD3, new String[] {BLOCK, "transformer_blocks.0.attn2.norm_q.weight"}),
                Arguments.of(FileKind.SD3, new String[] {
                    "model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight",
                    "model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight",
                    "model.diffusion_model.x_embedder.proj.weight",
                    "text_encoders.clip_l.transformer.text_model.encoder.layers.0.mlp.fc1.weight",
                    "first_stage_model.decoder.conv_in.weight"
                }),
                Arguments.of(FileKind.FLUX, new String[] {BLOCK, SIMILAR, TIME, SINGLE, "x_embedder.weight"}),
                Arguments.of(FileKind.FLUX, new String[] {BLOCK, SINGLE, "double_stream_modulation_img.linear.weight"}),
                Arguments.of(FileKind.FLUX, new String[] {
                    "model.diffusion_model.double_blocks.0.img_mod.lin.weight",
                    "model.diffusion_model.double_blocks.0.txt_mod.lin.weight",
                    "model.diffusion_model.img_in.weight",
                    "text_encoders.t5xxl.transformer.encoder.block.0.layer.0.SelfAttention.q.weight",
                    "vae.decoder.conv_in.weight"
                }),
                Arguments.of(FileKind.QWEN_IMAGE, new String[] {
                    BLOCK,
                    TIME,
                    "img_in.weight",
                    "transformer_blocks.0.img_mod.1.weight",
                    "transformer_blocks.0.txt_mod.1.weight"
                }),
                Arguments.of(FileKind.CHROMA, new String[] {BLOCK, SINGLE, "distilled_guidance_layer.in_proj.weight"}),
                Arguments.of(
                        FileKind.CHROMA,
                        new String[] {"double_blocks.0.img_attn.qkv.weight", "distilled_guidance_layer.norms.0.scale"}),
                // AuraFlow, HunyuanImage (both ways), Hunyuan3D, Bria, Ovis, a part of SD3 or FLUX, PixArt, CogView.
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {
                    "joint_transformer_blocks.0.attn.add_q_proj.weight", SINGLE, "pos_embed.proj.weight"
                }),
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {
                    BLOCK, SINGLE, "context_embedder.token_refiner.refiner_blocks.0.attn.to_q.weight"
                }),
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {
                    "double_blocks.0.img_attn.qkv.weight", "txt_in.individual_token_refiner.blocks.0.norm1.weight"
                }),
                Arguments.of(
                        FileKind.OTHER_TRANSFORMER,
                        new String[] {"double_blocks.0.img_attn.qkv.weight", "latent_in.weight"}),
                Arguments.of(
                        FileKind.OTHER_TRANSFORMER,
                        new String[] {BLOCK, SINGLE, "time_embed.timestep_embedder.linear_1.weight"}),
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {BLOCK, SINGLE, "context_embedder_norm.weight"}),
                Arguments.of(FileKind.OTHER_TRANSFORMER, new String[] {BLOCK, SIMILAR, "proj_out.weight"}),
                Arguments.of(
                        FileKind.OTHER_TRANSFORMER,
                        new String[] {"pos_embed.proj.weight", "caption_projection.linear_1.weight"}),
                Arguments.of(
                        FileKind.OTHER_TRANSFORMER,
                        new String[] {"patch_embed.text_proj.weight", "time_embedding.linear_1.weight"}));
    }

    /// In fp16 nothing is said of them that was not before: their family is why they are refused.
    @ParameterizedTest
    @MethodSource("transformers")
    void aTransformersFamilyCountsInAnyOrderAndHoweverItIsStored(FileKind kind, String[] names) {
        List<String> all = List.of(names);
        assertThat(FileKind.of(file(names))).isEqualTo(kind);
        assertThat(FileKind.of(file(all.reversed().toArray(String[]::new)))).isEqualTo(kind);
        for (String mark : List.of("scaled_fp8", names[0] + ".absmax", names[0].replace("weight", "scale_weight"))) {
            assertThat(FileKind.of(file(with(mark, names)))).as(mark).isEqualTo(kind);
        }
        assertThat(kind.hint()).isEqualTo("Sfumato runs Stable Diffusion 1.x, 2.x and XL.");
    }

    /// Whatever a transformer is called, what is put on it is no model.
    @ParameterizedTest
    @MethodSource("transformers")
    void whatIsPutOnATransformerIsNoTransformer(FileKind kind, String[] names) {
        String lora = names[0].replace(".weight", ".lora_A.weight");
        assertThat(FileKind.of(file(with(lora, names))))
                .isEqualTo(FileKind.LORA)
                .isNotEqualTo(kind);
        assertThat(FileKind.of(file(with("controlnet_blocks.0.weight", names)))).isEqualTo(FileKind.CONTROL_NET);
    }

    @ParameterizedTest
    @CsvSource({
        "scaled_fp8, encoder.block.0.layer.0.SelfAttention.q.weight, TEXT_ENCODER",
        "decoder.conv_in.weight.absmax, decoder.conv_in.weight, QUANTISED",
        "scaled_fp8, x.weight, QUANTISED",
        "x.scale_weight, clip_txt_mapper.weight, CASCADE",
        "x.scale_weight, model.diffusion_model.patch_embedding.weight, OTHER_TRANSFORMER"
    })
    void aFileIsCalledQuantisedWhereFullPrecisionWouldHelp(String mark, String name, FileKind kind) {
        assertThat(FileKind.of(file(mark, name))).isEqualTo(kind);
        assertThat(FileKind.of(file(name, mark))).isEqualTo(kind);
    }

    private static String[] with(String name, String... names) {
        return Stream.concat(Stream.of(names), Stream.of(name)).toArray(String[]::new);
    }

    private static TensorFile file(String... names) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (String name : names) {
            weights.put(name, new Weight(name, DType.F16, Shape.of(1), Path.of("/x"), 0, 2));
        }
        return new TensorFile("x.safetensors", Path.of("/x"), weights, Map.of());
    }
}
