package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.sfumato.weights.ModelFolderBuilder.UNET_WEIGHTS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;

class ModelFolderTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temp.resolve("fox");
    }

    @Test
    void anSd1FolderOpensWithAllItsFacts() throws IOException {
        ModelFolder model = ModelFolder.open(ModelFolderBuilder.sd1(folder).folder());

        assertThat(model.name()).isEqualTo("fox");
        assertThat(model.location()).isEqualTo(folder);
        assertThat(model.family()).isEqualTo(ModelFamily.SD1);
        assertThat(model.inpainting()).isFalse();
        assertThat(model.parts()).containsExactly(ModelPart.TEXT_ENCODER, ModelPart.UNET, ModelPart.VAE);
        assertThat(model.config(ModelPart.UNET).intValue("attention_head_dim", 0))
                .isEqualTo(8);
        assertThat(model.weights(ModelPart.UNET).keys()).containsExactly("weight");
        assertThat(model.weights(ModelPart.UNET).precision()).contains(DType.F16);
        assertThat(model.files(ModelPart.UNET))
                .containsExactly(folder.resolve(UNET_WEIGHTS).toRealPath());
        assertThat(model.tokenizer(ModelPart.TEXT_ENCODER)).contains(folder.resolve("tokenizer"));
        assertThat(model.tokenizer(ModelPart.TEXT_ENCODER_2)).isEmpty();
        assertThat(model.tokenizer(ModelPart.UNET)).isEmpty();
        assertThat(model.noiseSchedule()).isEqualTo(NoiseScheduleConfig.STABLE_DIFFUSION);
        assertThat(model.forceZerosForEmptyPrompt()).isFalse();
        assertThatThrownBy(() -> model.config(ModelPart.TEXT_ENCODER_2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model has no second text encoder");
    }

    @Test
    void anSd2FolderIsKnownByItsUNet() {
        ModelFolder model = ModelFolder.open(ModelFolderBuilder.sd2(folder).folder());

        assertThat(model.family()).isEqualTo(ModelFamily.SD2);
        assertThat(model.noiseSchedule().predicts()).isEqualTo(NoiseScheduleConfig.Predicts.V_PREDICTION);
        assertThat(model.noiseSchedule().rescaleToZeroSnr()).isTrue();
        assertThat(model.defaults().width()).isEqualTo(768);
    }

    @Test
    void anSdxlFolderHasTwoTextEncodersAndZeroesTheEmptyNegative() {
        ModelFolderBuilder builder = ModelFolderBuilder.sdxl(folder);
        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.family()).isEqualTo(ModelFamily.SDXL);
        assertThat(model.parts()).containsExactlyInAnyOrder(ModelPart.values());
        assertThat(model.forceZerosForEmptyPrompt()).isTrue();
        assertThat(model.defaults().height()).isEqualTo(1024);

        builder.edit("model_index.json", "prompt\": true", "prompt\": false");
        assertThat(ModelFolder.open(folder).forceZerosForEmptyPrompt()).isFalse();
        builder.edit("model_index.json", "\"force_zeros_for_empty_prompt\": false,", "");
        assertThat(ModelFolder.open(folder).forceZerosForEmptyPrompt())
                .as("as A1111 does where the model does not say")
                .isTrue();
    }

    @Test
    void anInpaintingUNetIsToldByItsChannels() {
        ModelFolderBuilder.sd1(folder)
                .edit("model_index.json", "StableDiffusionPipeline", "StableDiffusionInpaintPipeline")
                .edit("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 9");
        assertThat(ModelFolder.open(folder).inpainting()).isTrue();
        assertThat(ModelFolder.open(folder).family()).isEqualTo(ModelFamily.SD1);
    }

    @Test
    void aModelThatFollowsInstructionsIsToldByItsChannels() {
        ModelFolderBuilder.sd1(folder)
                .edit("model_index.json", "StableDiffusionPipeline", "StableDiffusionInstructPix2PixPipeline")
                .edit("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 8");
        assertThat(ModelFolder.open(folder).instructed()).isTrue();
        assertThat(ModelFolder.open(folder).inpainting()).isFalse();
    }

    @Test
    void aModelThatSeesDepthIsToldByItsChannels() {
        ModelFolderBuilder.sd1(folder)
                .edit("model_index.json", "StableDiffusionPipeline", "StableDiffusionDepth2ImgPipeline")
                .edit("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 5");
        assertThat(ModelFolder.open(folder).depth()).isTrue();
        assertThat(ModelFolder.open(folder).inpainting()).isFalse();
        assertThat(ModelFolder.open(folder).instructed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "StableDiffusion3Pipeline, a Stable Diffusion 3 model (StableDiffusion3Pipeline)",
        "FluxPipeline, a FLUX.1 model",
        "Flux2KleinPipeline, a FLUX.2 model",
        "OnnxStableDiffusionPipeline, an exported ONNX folder",
        "ORTStableDiffusionXLPipeline, an exported ONNX folder",
        "LatentConsistencyModelPipeline, a latent consistency model",
        "MysteryPipeline, a model for MysteryPipeline"
    })
    void otherKindsOfModelAreRefusedByName(String pipeline, String what) {
        ModelFolderBuilder.sd1(folder).edit("model_index.json", "StableDiffusionPipeline", pipeline);
        refused(UnsupportedModelException.class, "model_index.json: this is " + what);
    }

    @Test
    void anInstructPix2PixXlWhoseIndexNamesAnotherPipelineIsRefusedByItsEightChannels() {
        ModelFolderBuilder model = ModelFolderBuilder.sdxl(folder);
        model.edit("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 9");
        assertThat(ModelFolder.open(folder).inpainting()).isTrue();
        model.edit("unet/config.json", "\"in_channels\": 9", "\"in_channels\": 8");
        refused(
                UnsupportedModelException.class,
                "unet/config.json: this is an InstructPix2Pix XL model, which is not supported");
    }

    @Test
    void networksOfAnotherKindAreRefused() {
        ModelFolderBuilder.sd1(folder).edit("model_index.json", "CLIPTextModel", "T5Model");
        refused(UnsupportedModelException.class, "text_encoder is a T5Model; only CLIPTextModel is supported");

        ModelFolderBuilder model =
                ModelFolderBuilder.sd1(folder).edit("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 7");
        refused(UnsupportedModelException.class, "unet/config.json: a U-Net with 7 input channels is not supported");

        model.write("unet/config.json", "{\"class_embed_type\": \"projection\"}");
        refused(UnsupportedModelException.class, "unet/config.json: a U-Net with class_embed_type is not supported");
        model.write("unet/config.json", "{\"addition_embed_type\": \"image\"}");
        refused(UnsupportedModelException.class, "addition_embed_type 'image' is not supported");
    }

    @Test
    void withNothingButSdxlsSecondEncoderItIsTheRefiner() {
        ModelFolderBuilder.sdxl(folder)
                .edit("model_index.json", "[\"transformers\", \"CLIPTextModel\"]", "[null, null]");

        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.refiner()).isTrue();
        assertThat(model.parts()).doesNotContain(ModelPart.TEXT_ENCODER);
        assertThat(model.config(ModelPart.UNET).positive(ComponentConfig.TIME_IDS, 6))
                .isEqualTo(5);
    }

    @Test
    void anSdxlUNetWithoutItsSecondEncoderIsRefused() {
        ModelFolderBuilder.sd1(folder).write("unet/config.json", "{\"addition_embed_type\": \"text_time\"}");
        refused(ModelFileException.class, "an SDXL model needs text_encoder_2");
    }

    @ParameterizedTest
    @CsvSource({
        "model_index.json, 'fox is no model''s folder: model_index.json is missing'",
        "unet, 'unet is missing: model_index.json names it, but there is no such folder'",
        "vae, 'vae is missing: model_index.json names it'",
        "text_encoder, 'text_encoder is missing: '",
        "scheduler, 'scheduler is missing: '",
        "unet/config.json, unet/config.json is missing",
        "scheduler/scheduler_config.json, scheduler/scheduler_config.json is missing",
        "text_encoder/model.safetensors, text_encoder/model.safetensors is missing",
        "unet/diffusion_pytorch_model.safetensors, unet/diffusion_pytorch_model.safetensors is missing"
    })
    void whateverIsMissingIsNamed(String file, String message) {
        ModelFolderBuilder.sd1(folder).delete(file);
        refused(ModelFileException.class, message);
    }

    @Test
    void aPlaceThatIsNoFolderIsNamed() throws IOException {
        refused(ModelFileException.class, folder + " does not exist");
        Files.writeString(folder, "not a folder");
        refused(ModelFileException.class, folder + " is not a folder");
    }

    @Test
    void aPartThatIndexLeavesOutIsNamed() {
        ModelFolderBuilder.sd1(folder).edit("model_index.json", "[\"diffusers\", \"AutoencoderKL\"]", "[null, null]");
        refused(ModelFileException.class, "model_index.json: the model has no vae");
        ModelFolderBuilder.sd1(folder).edit("model_index.json", "_class_name", "class");
        refused(ModelFileException.class, "model_index.json: _class_name is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model_index.json", "unet/config.json", "scheduler/scheduler_config.json"})
    void damagedSettingsAreNamed(String file) {
        ModelFolderBuilder.sd1(folder).write(file, "{\"a\": [1, 2");
        refused(ModelFileException.class, file + " is not valid JSON");
    }

    @Test
    void truncatedWeightsAreNamed() throws IOException {
        Path weights = ModelFolderBuilder.sd1(folder).folder().resolve(UNET_WEIGHTS);
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length - 1));
        refused(ModelFileException.class, UNET_WEIGHTS + " is truncated: it should have " + whole.length);
    }

    @Test
    void aModelInTheHuggingFaceCacheIsKnownByItsNameAndReadThroughItsLinks() throws IOException {
        Path cached = temp.resolve("models--ann--fox-1.5/snapshots/0123abcd");
        ModelFolderBuilder.sd1(cached);
        Path blobs = Files.createDirectories(temp.resolve("models--ann--fox-1.5/blobs"));
        Path blob = Files.move(cached.resolve(UNET_WEIGHTS), blobs.resolve("f00d"));
        Files.createSymbolicLink(cached.resolve(UNET_WEIGHTS), Path.of("../../../blobs/f00d"));

        ModelFolder model = ModelFolder.open(cached);

        assertThat(model.name()).isEqualTo("fox-1.5");
        assertThat(model.files(ModelPart.UNET)).containsExactly(blob.toRealPath());
    }

    private void refused(Class<? extends StudioException> type, String message) {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(type)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
