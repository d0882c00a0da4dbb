package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.net.control.ControlNet;
import studio.sfumato.net.control.ControlNetConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

class ControlFileTest {
    @TempDir
    Path folder;

    private Path write(String name) {
        return TinyCheckpoint.control(name).write(folder.resolve(name + ".safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"sd1-author", "sd1-diffusers", "sdxl-author", "t2i-sd1-author", "t2i-light-author"})
    void pyTorchsFilesAreReadLikeOthers(String name) {
        ControlFile plain = ControlFile.open(write(name));
        Path torch = TinyCheckpoint.control(name).writeTorch(folder.resolve(name + ".pth"));

        ControlFile other = ControlFile.open(torch);

        assertThat(other.weights().keys()).isEqualTo(plain.weights().keys());
        assertThat(other.family()).isEqualTo(plain.family());
        assertThat(other.kind()).isEqualTo(plain.kind());
    }

    @Test
    void aWholeModelAroundTheControlNetIsLeftAlone() {
        Path file = TinyCheckpoint.control("sd1-author")
                .with("model.diffusion_model.input_blocks.0.0.weight", 32, 4, 3, 3)
                .with("first_stage_model.decoder.conv_in.weight", 32, 4, 3, 3)
                .write(folder.resolve("control_sd15_canny.safetensors"));

        assertThat(ControlFile.open(file).weights().keys())
                .isEqualTo(ControlFile.open(write("sd1-author")).weights().keys());
    }

    @Test
    void shuffledPicturesAreKnownByNameOrByTheFoldersSettings() throws IOException {
        Path plain = write("sd1-diffusers");
        Path named = Files.copy(plain, folder.resolve("control_v11e_sd15_shuffle.safetensors"));
        Path inFolder = Files.copy(
                plain, Files.createDirectory(folder.resolve("x")).resolve("diffusion_pytorch_model.safetensors"));
        Files.writeString(inFolder.resolveSibling("config.json"), "{\"global_pool_conditions\": true}");

        assertThat(ControlNetConfig.from(ControlFile.open(plain).config()).pooled())
                .isFalse();
        assertThat(ControlNetConfig.from(ControlFile.open(named).config()).pooled())
                .isTrue();
        assertThat(ControlNetConfig.from(ControlFile.open(inFolder).config()).pooled())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "controlnet_x_embedder.weight single_transformer_blocks.0.attn.to_q.weight, a FLUX model",
        "double_blocks.0.img_attn.qkv.weight input_hint_block.0.weight, a FLUX model",
        "pos_embed_input.proj.weight transformer_blocks.0.attn.to_q.weight, a Stable Diffusion 3 model",
        "transformer_blocks.0.img_mod.1.weight transformer_blocks.0.txt_mod.1.weight, a Qwen-Image model",
        "blocks.0.attn1.to_q.weight, a diffusion transformer of another family"
    })
    void thoseForOtherFamiliesAreRefusedByName(String names, String family) {
        SafetensorsWriter file = new SafetensorsWriter().add("controlnet_blocks.0.weight", Tensor.of(Shape.of(1), 1));
        for (String name : names.split(" ", -1)) {
            file.add(name, Tensor.of(Shape.of(1), 1));
        }
        Path path = file.write(folder.resolve("union.safetensors"));

        assertThatThrownBy(() -> ControlFile.open(path))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("union.safetensors is a ControlNet for " + family + ", which is not supported");
    }

    @ParameterizedTest
    @CsvSource({"lllite_unet_input_blocks_1_1.down.0.weight, a ControlNet-LLLite"})
    void otherKindsAreRefusedByName(String tensor, String what) {
        Path file = TinyCheckpoint.control("sdxl-author").with(tensor, 4).write(folder.resolve("c.safetensors"));

        assertThatThrownBy(() -> ControlFile.open(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("c.safetensors is " + what + ", which is not supported");
        assertThat(Inspection.of(file).problems().getFirst()).contains(what);
    }

    @Test
    void whatIsNoControlNetworkIsRefused() throws IOException {
        Path model = TinyCheckpoint.of("sd1-fp16").writeHeader(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(model))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("model.safetensors is a model, no ControlNet or T2I-Adapter");
        Path upscaler = Files.write(
                folder.resolve("up.safetensors"),
                new SafetensorsWriter()
                        .add("body.0.weight", Tensor.zeros(Shape.of(8, 3, 3, 3)))
                        .toBytes());
        assertThatThrownBy(() -> ControlFile.open(upscaler))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("up.safetensors is an upscaler, no ControlNet or T2I-Adapter");
    }

    @Test
    void ipAdaptersAndTheModelThatLooksForThemAreKnown() {
        ControlFile file = ControlFile.open(write("ip-sd1"));
        assertThat(file.kind()).isEqualTo(ControlFile.Kind.IP_ADAPTER);
        assertThat(ControlFile.open(TinyCheckpoint.control("ip-sd1").writeTorch(folder.resolve("ip.bin")))
                        .weights()
                        .keys())
                .isEqualTo(file.weights().keys());
        Path vision = write("vision");
        assertThat(ClipVisionFile.open(vision).projection()).isEqualTo(48);
        assertThat(Inspection.of(vision).kind()).isEqualTo(FileKind.CLIP_VISION);
        assertThatThrownBy(() -> ClipVisionFile.open(write("ip-sd1")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("ip-sd1.safetensors is an IP-Adapter, no CLIP vision model");
        assertThatThrownBy(() -> ControlFile.open(vision)).isInstanceOf(UnsupportedModelException.class);
        assertThat(ControlFile.open(write("ip-plus-sdxl")).config().text("projection", ""))
                .isEqualTo("plus");
        assertThat(ControlFile.open(write("ip-full-sd1")).config().text("projection", ""))
                .isEqualTo("full");
        Path face = TinyCheckpoint.control("ip-sd1")
                .without("image_proj.proj")
                .with("image_proj.proj.0.weight", 64, 512)
                .with("image_proj.proj.2.weight", 256, 64)
                .write(folder.resolve("face.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(face))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("face.safetensors is an IP-Adapter FaceID, which is not supported")
                .satisfies(refused ->
                        assertThat(((UnsupportedModelException) refused).hint()).contains("face recogniser"));
        Path cut = TinyCheckpoint.control("ip-plus-sd1")
                .without("image_proj.layers.0.0.to_q")
                .write(folder.resolve("cut.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(cut))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("cut.safetensors has no tensor 'image_proj.layers.0.0.to_q.weight'");
    }

    @ParameterizedTest
    @CsvSource({
        "ip_adapter_proj_model.norm.weight, 4096, 1", // XLabs', for FLUX
        "ip_adapter.0.to_k_ip.weight, 2, 4096" // InstantX', for both
    })
    void anIpAdapterForAnotherFamilyIsToldAsSuch(String key, int rows, int columns) {
        Path file = new SafetensorsWriter()
                .add("double_blocks.0.processor.ip_adapter_double_stream_k_proj.weight", Tensor.zeros(Shape.of(2, 2)))
                .add(key, Tensor.zeros(Shape.of(rows, columns)))
                .write(folder.resolve("flux.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(
                        "flux.safetensors is an IP-Adapter for FLUX or Stable Diffusion 3, which are not supported");
    }

    @Test
    void aControlLoraIsKnownAndItsPairsMustFitTheModel() {
        ControlFile file = ControlFile.open(TinyCheckpoint.control("sdxl-control-lora")
                .without("lora_controlnet")
                .with("lora_controlnet", 0)
                .write(folder.resolve("sdxl-control-lora.safetensors")));
        assertThat(file.kind()).isEqualTo(ControlFile.Kind.CONTROL_LORA);
        assertThat(file.family()).isEqualTo(ModelFamily.SDXL);
        String key = "mid_block.resnets.0.conv1.weight";
        assertThat(file.weights().keys()).contains("mid_block.resnets.0.conv1.up", "mid_block.resnets.0.conv1.down");
        ControlFile other = ControlFile.open(write("sd1-diffusers"));
        Weight small = other.weights().get("conv_in.weight").withKey(key);
        WeightSource base = ComponentWeights.of("base", Map.of(key, small), other.location());
        assertThatThrownBy(() -> new ControlLora(file.weights(), base)
                        .replacement(key)
                        .orElseThrow()
                        .values()
                        .get())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("sdxl-control-lora.safetensors: 'mid_block.resnets.0.conv1.up' of")
                .hasMessageContaining("do not make a change of");
    }

    @ParameterizedTest
    @CsvSource({"F16, F16", "F32, F32", "BF16, F32", "F8_E4M3, F32"})
    void whatAControlLoraMakesIsKeptAsPreciselyAsTheModel(DType stored, DType kept) {
        ControlFile file = ControlFile.open(write("sdxl-control-lora"));
        String key = "mid_block.resnets.0.conv1.weight";
        Weight weight = new Weight(key, stored, Shape.of(8, 8, 3, 3), file.location(), 0, 576L * stored.bytes());
        ControlLora lora =
                new ControlLora(file.weights(), ComponentWeights.of("base", Map.of(key, weight), file.location()));

        assertThat(lora.replacement(key).orElseThrow().type()).isEqualTo(kept);
        Weight own = lora.get("conv_in.bias");
        assertThat(lora.replacement("conv_in.bias").orElseThrow().type())
                .as("its own tensor, %s", own.type())
                .isEqualTo(own.type() == DType.F16 ? DType.F16 : DType.F32);
    }

    @Test
    void whatAControlLoraMakesTooLargeForTheModelIsToldByName() {
        Path pair = new SafetensorsWriter()
                .add("x.up", Tensor.of(Shape.of(2, 1), 300, 1))
                .add("x.down", Tensor.of(Shape.of(1, 2), 300, 1))
                .write(folder.resolve("pair.safetensors"));
        Tensor made = Tensor.of(Shape.of(2, 2), 90_001, 301, 301, 2);
        assertThat(added(pair, DType.F32).at(0)).isEqualTo(made.at(0));
        assertThat(added(pair, DType.BF16).at(0)).isEqualTo(made.at(0));
        assertThatThrownBy(() -> added(pair, DType.F16))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        large -> assertThat(large.hint()).contains("bf16 or fp32"))
                .hasMessage("pair.safetensors makes values of the model's 'x.weight' that are too large for fp16");
        Path torn = new SafetensorsWriter()
                .add("x.up", Tensor.of(Shape.of(2, 1), Float.NaN, 1))
                .add("x.down", Tensor.of(Shape.of(1, 2), 1, 1))
                .write(folder.resolve("torn.safetensors"));
        for (DType type : List.of(DType.F16, DType.F32)) {
            assertThatThrownBy(() -> added(torn, type)).hasMessageContaining("'x.weight' that are not finite numbers");
        }
    }

    /// What a pair makes of ones of that type.
    private Tensor added(Path pair, DType type) {
        Path base = new SafetensorsWriter()
                .add("x.weight", type, Tensor.of(Shape.of(2, 2), 1, 1, 1, 1))
                .write(folder.resolve("base.safetensors"));
        return new ControlLora(source(pair), source(base))
                .replacement("x.weight")
                .orElseThrow()
                .values()
                .get();
    }

    private static WeightSource source(Path file) {
        return ComponentWeights.of(
                String.valueOf(file.getFileName()), SafetensorsFile.open(file).weights(), file);
    }

    @Test
    void missingAndMisshapenTensorsAreNamed() {
        Path cut = TinyCheckpoint.control("sd1-diffusers")
                .without("controlnet_mid_block.weight")
                .write(folder.resolve("cut.safetensors"));
        ControlFile file = ControlFile.open(cut);
        assertThatThrownBy(() -> ControlNet.build(ControlNetConfig.from(file.config()), file.weights()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("cut.safetensors has no tensor 'controlnet_mid_block.weight'");
        Path odd = TinyCheckpoint.control("t2i-sd1-author")
                .with("conv_in.weight", 32, 77, 3, 3)
                .write(folder.resolve("odd.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(odd))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("odd.safetensors is a T2I-Adapter for pictures of 77 numbers");
        Path hollow = TinyCheckpoint.control("sd1-diffusers")
                .without("controlnet_cond_embedding.conv_in")
                .write(folder.resolve("hollow.safetensors"));
        assertThatThrownBy(() -> ControlFile.open(hollow))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("hollow.safetensors has no tensor 'controlnet_cond_embedding.conv_in.weight'");
    }

    @Test
    void shelvesOfOtherProgramsHaveThem() throws IOException {
        Path models = folder.resolve("models");
        TinyCheckpoint.control("sd1-author")
                .write(Files.createDirectories(models.resolve("ControlNet")).resolve("canny.safetensors"));
        TinyCheckpoint.control("t2i-sdxl-author")
                .write(Files.createDirectories(models.resolve("t2i_adapter")).resolve("sketch.safetensors"));
        Files.writeString(models.resolve("ControlNet/broken.pth"), "no");

        List<AddOnEntry> entries = new AddOnCatalogue(new AddOnShelf(List.of(models))).list(AddOnKind.CONTROL);

        assertThat(entries).extracting(AddOnEntry::name).containsExactlyInAnyOrder("canny", "sketch", "broken");
        assertThat(entries)
                .filteredOn(entry -> entry.problem().isEmpty())
                .extracting(entry -> entry.name() + ": " + entry.content() + ", "
                        + entry.base().orElseThrow())
                .containsExactlyInAnyOrder("canny: ControlNet, SD 1.x", "sketch: T2I-Adapter, SDXL");
        assertThat(Inspection.of(models.resolve("t2i_adapter/sketch.safetensors"))
                        .family())
                .contains(ModelFamily.SDXL);
    }
}
