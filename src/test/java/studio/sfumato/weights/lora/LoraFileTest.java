package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.pickle.TorchWriter;

class LoraFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    Path folder;

    private static ModelFolder model(String name) {
        return ModelFolder.open(GOLDEN.resolve("pipelines/models").resolve(name));
    }

    private static LoraFile golden(String name) {
        return LoraFile.open(GOLDEN.resolve("loras/loras/" + name + ".safetensors"));
    }

    private static SafetensorsWriter layer(String name, int in, int out) {
        return new SafetensorsWriter()
                .add(name + ".lora_down.weight", Tensor.zeros(Shape.of(4, in)))
                .add(name + ".lora_up.weight", Tensor.zeros(Shape.of(out, 4)));
    }

    @Test
    void aLoraOfXlabsIsToldToBeForFlux() {
        Path file = new SafetensorsWriter()
                .add("double_blocks.0.processor.qkv_lora1.down.weight", Tensor.zeros(Shape.of(16, 3072)))
                .add("double_blocks.0.processor.qkv_lora1.up.weight", Tensor.zeros(Shape.of(9216, 16)))
                .write(folder.resolve("xlabs.safetensors"));
        assertThatThrownBy(() -> LoraFit.of(LoraFile.open(file), model("sd1")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("xlabs.safetensors: 0 of 2 keys fit: this is for Flux and the model is SD 1.x");
    }

    @Test
    void otherAdaptersSayWhatTheyAreForByTheirWidthToo() throws IOException {
        Files.writeString(folder.resolve("a.adapter_config.json"), "{\"use_cayley_neumann\": true}");
        String layer = "unet.mid.attn2.to_k";
        assertThat(base(new SafetensorsWriter().add(layer + ".oft_R.weight", Tensor.zeros(Shape.of(24, 496)))))
                .contains("SD 1.x");
        assertThat(base(new SafetensorsWriter()
                        .add(layer + ".boft_R", Tensor.zeros(Shape.of(1, 256, 8, 8)))
                        .add(layer + ".boft_s", Tensor.zeros(Shape.of(4, 1)))))
                .contains("SDXL");
        assertThat(base(new SafetensorsWriter()
                        .add(layer + ".a1.weight", Tensor.zeros(Shape.of(1024, 4)))
                        .add(layer + ".a2.weight", Tensor.zeros(Shape.of(4, 1024)))
                        .add(layer + ".b1.weight", Tensor.zeros(Shape.of(8, 4)))
                        .add(layer + ".b2.weight", Tensor.zeros(Shape.of(4, 1024)))))
                .contains("SD 2.x");
    }

    private Optional<String> base(SafetensorsWriter writer) {
        return LoraFile.open(writer.write(folder.resolve("a.safetensors")))
                .base()
                .map(LoraBase::label);
    }

    @ParameterizedTest
    @CsvSource({
        "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k, 768, 320, SD 1.x",
        "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_v, 1024, 320, SD 2.x",
        "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k, 2048, 640, SDXL",
        "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k, 1280, 768, SDXL refiner",
        "lora_te2_text_model_encoder_layers_0_mlp_fc1, 1280, 5120, SDXL",
        "lora_te_text_model_encoder_layers_0_mlp_fc1, 768, 3072, SD 1.x",
        "lora_te_text_model_encoder_layers_0_mlp_fc1, 1024, 4096, SD 2.x",
        "lora_unet_double_blocks_0_img_attn_qkv, 3072, 9216, Flux",
        "transformer.single_transformer_blocks.0.attn.to_q, 3072, 3072, Flux",
        "lora_unet_joint_blocks_0_context_block_attn_qkv, 1536, 4608, SD 3",
    })
    void whatItIsForIsToldByItsLayers(String layer, int in, int out, String label) {
        Path file = layer(layer, in, out).write(folder.resolve("a.safetensors"));
        assertThat(LoraFile.open(file).base().orElseThrow().label()).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        // Self-attention is as wide in SD 1.x as in SDXL; the first text encoder of SDXL is that of SD 1.x.
        "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_k, 640, 640",
        "lora_te1_text_model_encoder_layers_0_mlp_fc1, 768, 3072",
        "lora_unet_mid_block_attentions_0_proj_in, 1280, 1280",
    })
    void layersThatSeveralFamiliesHaveTellNothing(String layer, int in, int out) {
        Path file = layer(layer, in, out).write(folder.resolve("a.safetensors"));
        assertThat(LoraFile.open(file).base()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ss_base_model_version, sdxl_base_v1-0, SDXL",
        "ss_base_model_version, sd_v1, SD 1.x",
        "ss_v2, True, SD 2.x",
        "modelspec.architecture, stable-diffusion-xl-v1-base/lora, SDXL",
        "modelspec.architecture, stable-diffusion-v1/lora, SD 1.x",
        "modelspec.architecture, flux-1-dev/lora, Flux",
    })
    void whereLayersTellNothingTheMetadataDoes(String key, String value, String label) {
        Path file = layer("lora_unet_mid_block_attentions_0_proj_in", 8, 8)
                .metadata(key, value)
                .write(folder.resolve("a.safetensors"));
        assertThat(LoraFile.open(file).base().orElseThrow().label()).isEqualTo(label);
    }

    @Test
    void aLoraOfAnotherFamilyIsRefusedWithTheNumberOfItsKeys() {
        Path file = layer("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k", 2048, 1280)
                .write(folder.resolve("detail.safetensors"));
        assertThatThrownBy(() -> LoraFit.of(LoraFile.open(file), model("sd1")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("detail.safetensors: 0 of 2 keys fit: this is for SDXL and the model is SD 1.x");
        assertThatThrownBy(() -> LoraFit.of(golden("sdxl-old"), model("sd2")))
                .hasMessageStartingWith("sdxl-old.safetensors: 0 of 522 keys fit");
    }

    @Test
    void keysWithoutAPlaceAreCounted() {
        SafetensorsWriter writer = layer("lora_unet_mid_block_attentions_0_proj_in", 32, 32)
                .add("lora_unet_mid_block_attentions_0_proj_in.alpha", Tensor.of(Shape.of(), 2))
                .add("lora_unet_no_such_layer.lora_down.weight", Tensor.zeros(Shape.of(4, 8)))
                .add("lora_unet_mid_block_attentions_0_proj_out.lora_down.weight", Tensor.zeros(Shape.of(4, 999)))
                .add("lora_unet_mid_block_attentions_0_proj_out.lora_up.weight", Tensor.zeros(Shape.of(32, 4)));
        LoraFit fit = LoraFit.of(LoraFile.open(writer.write(folder.resolve("part.safetensors"))), model("sd1"));

        assertThat(fit.fitting()).isEqualTo(3);
        assertThat(fit.of(ModelPart.UNET)).containsOnlyKeys("mid_block.attentions.0.proj_in.weight");
        assertThat(fit.notice()).contains("part.safetensors: 3 of 6 keys have no place in sd1 and are left out");
    }

    @ParameterizedTest
    @CsvSource({"sd1-kohya, sd1", "sd1-locon, sd1", "sd2-peft, sd2", "sdxl-old, sdxl", "sdxl-mixture, sdxl"})
    void everyKeyOfAWholeFileFits(String name, String model) {
        LoraFit fit = LoraFit.of(golden(name), model(model));
        assertThat(fit.fitting()).isEqualTo(golden(name).keys());
        assertThat(fit.notice()).isEmpty();
    }

    @Test
    void adapterSettingsStandInForAlpha() {
        Path file = new SafetensorsWriter()
                .add(
                        "unet.mid_block.attentions.0.proj_in.lora_A.weight",
                        Tensor.zeros(Shape.of(4, 32)).map(_ -> 1))
                .add(
                        "unet.mid_block.attentions.0.proj_in.lora_B.weight",
                        Tensor.zeros(Shape.of(32, 4)).map(_ -> 1))
                .metadata("lora_adapter_metadata", "{\\\"unet.lora_alpha\\\": 6, \\\"unet.use_rslora\\\": true}")
                .write(folder.resolve("a.safetensors"));
        LoraChange change = Objects.requireNonNull(LoraFit.of(LoraFile.open(file), model("sd1"))
                .of(ModelPart.UNET)
                .get("mid_block.attentions.0.proj_in.weight"));

        assertThat(change.factors(OptionalInt.empty()).up().at(0)).isEqualTo(3); // 6 over the root of 4
    }

    @Test
    void aFileWithoutLayersOfALoraIsRefused() {
        Path file = new SafetensorsWriter()
                .add("model.diffusion_model.out.2.weight", Tensor.zeros(Shape.of(2, 2)))
                .write(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> LoraFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("model.safetensors is not a LoRA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pt", "a.ckpt", "a.bin"})
    void aLoraThatPyTorchWroteIsReadToo(String name) {
        Path file = new TorchWriter()
                .op("}(")
                .text("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight")
                .tensor("FloatStorage", "0", 0, new int[] {4, 32}, new int[] {32, 1})
                .text("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight")
                .tensor("FloatStorage", "0", 0, new int[] {32, 4}, new int[] {4, 1})
                .op("u.")
                .storage("0", new byte[4 * 4 * 32])
                .write(folder.resolve(name));
        LoraFile lora = LoraFile.open(file);
        assertThat(lora.rank()).isEqualTo(4);
        assertThat(LoraFit.of(lora, model("sd1")).fitting()).isEqualTo(2);
        assertThat(new AddOnHash().of(AddOnKind.LORA, file)).matches("[0-9a-f]{12}");
    }

    @Test
    void aPickleThatWouldRunSomethingIsRefused() {
        Path file = new TorchWriter()
                .global("os", "system")
                .op("(")
                .text("true")
                .op("tR.")
                .write(folder.resolve("hostile.pt"));
        assertThatThrownBy(() -> LoraFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("hostile.pt", "os.system");
    }

    @Test
    void valuesThatAreNotNumbersAreFoundWhenTheyAreRead() {
        Path file = layer("lora_unet_mid_block_attentions_0_proj_in", 32, 32)
                .add(
                        "lora_unet_mid_block_attentions_0_proj_in.lora_up.weight",
                        Tensor.zeros(Shape.of(32, 4)).map(_ -> Double.NaN))
                .write(folder.resolve("nan.safetensors"));
        LoraChange change = Objects.requireNonNull(LoraFit.of(LoraFile.open(file), model("sd1"))
                .of(ModelPart.UNET)
                .get("mid_block.attentions.0.proj_in.weight"));

        assertThatThrownBy(() -> change.factors(OptionalInt.empty()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("nan.safetensors", "lora_up.weight", "NaN");
    }

    @Test
    void shapesThatCannotBeNeverGoThrough() {
        // Every part of every kind with hostile shapes: a change either does not fit or can be made.
        int[][] shapes = {
            {}, {0}, {1}, {4}, {0, 4}, {4, 0}, {4, 32}, {32, 4}, {4, 4}, {4, 4, 1}, {2, 16, 16}, {4, 4, 3, 3}, {32, 32}
        };
        String[][] kinds = {
            {"lora_up.weight", "lora_down.weight", "lora_mid.weight"},
            {"hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2"},
            {"lokr_w1", "lokr_w2", "lokr_t2"},
            {"lokr_w1", "lokr_w2_a", "lokr_w2_b", "lokr_t2"},
            {"oft_blocks", "rescale", "alpha"},
            {"weight", "on_input"},
            {"diff", "dora_scale"},
            {"lora_up.weight", "lora_down.weight", "dora_scale", "alpha"},
        };
        java.util.SplittableRandom random = new java.util.SplittableRandom(5);
        String name = "lora_unet_mid_block_attentions_0_proj_in";
        for (int round = 0; round < 1500; round++) {
            SafetensorsWriter writer = new SafetensorsWriter();
            for (String part : kinds[round % kinds.length]) {
                if (random.nextInt(4) > 0) {
                    Shape shape = Shape.of(shapes[random.nextInt(shapes.length)]);
                    writer.add(name + "." + part, Tensor.zeros(shape).map(_ -> 0.1));
                }
            }
            Path file = writer.add("other", Tensor.zeros(Shape.of(1))).write(folder.resolve("r.safetensors"));
            try {
                LoraFit fit = LoraFit.of(LoraFile.open(file), model1());
                fit.of(ModelPart.UNET).values().forEach(change -> {
                    Tensor base = Tensor.zeros(Shape.of(32, 32, 1, 1)).map(_ -> 0.5);
                    assertThat(change.apply(base, 0.5, OptionalInt.empty()).shape())
                            .isEqualTo(base.shape());
                });
            } catch (StudioException refused) {
                assertThat(refused.getMessage()).contains("r.safetensors");
            }
        }
    }

    private static final ModelFolder SD1 = model("sd1");

    private static ModelFolder model1() {
        return SD1;
    }
}
