package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;

/// What a checkpoint is, told from the header alone: the files here hold nothing but zeros.
class SingleFileTest {
    private static final String UNET = "model.diffusion_model.";
    private static final String FIRST = UNET + "input_blocks.0.0.weight";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "sd1-fp16, SD1, F16, EPSILON",
        "sd1-old-text-names-bf16, SD1, BF16, EPSILON",
        "sd1-averages-fp32, SD1, F32, EPSILON",
        "sd1-fp8-e4m3, SD1, F8_E4M3, EPSILON",
        "sd1-fp8-e5m2, SD1, F8_E5M2, EPSILON",
        "sd1-inpainting, SD1, F16, EPSILON",
        "sd1-diffusers-names, SD1, F16, EPSILON",
        "sd2-inpainting, SD2, F16, EPSILON",
        "sdxl-inpainting, SDXL, F16, EPSILON",
        "sdxl-fp16, SDXL, F16, EPSILON",
        "sdxl-v-pred, SDXL, F16, V_PREDICTION",
        "sdxl-diffusers-names, SDXL, BF16, EPSILON"
    })
    void familyPrecisionAndPredictionAreTold(String name, ModelFamily family, DType precision, Predicts predicts) {
        SingleFile model = open(TinyCheckpoint.of(name));

        assertThat(model.family()).isEqualTo(family);
        assertThat(model.weights(ModelPart.UNET).precision()).contains(precision);
        assertThat(model.predictionKnown()).isTrue();
        assertThat(model.noiseSchedule().predicts()).isEqualTo(predicts);
        assertThat(model.inpainting()).isEqualTo(name.endsWith("inpainting"));
        assertThat(model.name()).isEqualTo("dream");
        assertThat(model.defaults().width()).isEqualTo(family == ModelFamily.SDXL ? 1024 : 512);
    }

    @Test
    void nothingInTheFileTellsWhatASecondGenerationUNetPredicts() {
        SingleFile model = open(TinyCheckpoint.of("sd2-v"));

        assertThat(model.family()).isEqualTo(ModelFamily.SD2);
        assertThat(model.predictionKnown()).isFalse();
        assertThat(model.config(ModelPart.TEXT_ENCODER).positive("num_hidden_layers", 0))
                .as("the last of four layers is never wanted")
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "modelspec.prediction_type, v, V_PREDICTION, 768",
        "modelspec.prediction_type, epsilon, EPSILON, 512",
        "modelspec.architecture, stable-diffusion-v2-768-v, V_PREDICTION, 768",
        "modelspec.architecture, stable-diffusion-v2-512, EPSILON, 512"
    })
    void metadataTellsThePrediction(String key, String value, Predicts predicts, int side) {
        SingleFile model = open(TinyCheckpoint.of("sd2-v").metadata(key, value));

        assertThat(model.predictionKnown()).isTrue();
        assertThat(model.noiseSchedule().predicts()).isEqualTo(predicts);
        assertThat(model.defaults().height()).isEqualTo(side);
    }

    @Test
    void metadataThatSaysNothingUsefulIsPassedOver() {
        assertThat(open(TinyCheckpoint.of("sd2-v")
                                .metadata("modelspec.prediction_type", "dreams")
                                .metadata("modelspec.architecture", "stable-diffusion-v1"))
                        .predictionKnown())
                .isFalse();
    }

    @Test
    void theUsersWordBesideTheFileIsFirst() throws IOException {
        TinyCheckpoint file = TinyCheckpoint.of("sdxl-v-pred").metadata("modelspec.prediction_type", "v");
        Files.writeString(
                folder.resolve("dream.sfumato.json"),
                "{\"prediction\": \"epsilon\", \"steps\": 11, \"size\": \"640x320\", \"name\": \"Dream\"}");

        SingleFile model = open(file);

        assertThat(model.noiseSchedule().predicts()).isEqualTo(Predicts.EPSILON);
        assertThat(model.defaults().name()).isEqualTo("Dream");
        assertThat(model.defaults().steps()).isEqualTo(11);
        assertThat(model.defaults().width()).isEqualTo(640);

        Files.writeString(folder.resolve("dream.sfumato.json"), "{\"prediction\": \"dreams\"}");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dream.sfumato.json: prediction must be \"v\" or \"epsilon\"");
    }

    @ParameterizedTest
    @CsvSource({"'    parameterization: \"v\"', V_PREDICTION", "'  parameterization: \"eps\"', EPSILON"})
    void theConfigurationA1111WantsBesideAFileTellsThePrediction(String line, Predicts predicts) throws IOException {
        Files.writeString(folder.resolve("dream.yaml"), "model:\n  params:\n" + line + "\n    timesteps: 1000\n");

        assertThat(open(TinyCheckpoint.of("sd2-v")).noiseSchedule().predicts()).isEqualTo(predicts);
        assertThat(open(TinyCheckpoint.of("sd2-v")).predictionKnown()).isTrue();
    }

    @Test
    void markerTensorsTellTheNoise() {
        assertThat(open(TinyCheckpoint.of("sdxl-v-pred")).noiseSchedule().rescaleToZeroSnr())
                .isFalse();
        assertThat(open(TinyCheckpoint.of("sdxl-v-pred").with("ztsnr", 0))
                        .noiseSchedule()
                        .rescaleToZeroSnr())
                .isTrue();
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-v-pred").with("edm_vpred.sigma_max", 1)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("EDM");
    }

    @ParameterizedTest
    @CsvSource({"7, Stability's 4x upscaler", "6, a U-Net with 6 input channels"})
    void aUNetThatIsFedSomethingElseIsRefused(int channels, String what) {
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd1-fp16").with(FIRST, 32, channels, 3, 3)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("dream.safetensors is " + what + ", which is not supported");
    }

    @Test
    void aModelThatSeesDepthIsToldByItsFifthChannelAlone() {
        SingleFile depth = open(TinyCheckpoint.of("sd2-depth"));
        assertThat(depth.depth()).isTrue();
        assertThat(depth.family()).isEqualTo(ModelFamily.SD2);
        assertThat(depth.predictionKnown()).isTrue();
        assertThat(open(TinyCheckpoint.of("sd2-depth").with(FIRST, 64, 4, 3, 3)).depth())
                .as("the network that sees depth beside four channels")
                .isFalse();
        assertThat(open(TinyCheckpoint.of("sd2-depth").without("depth_model.")).depth())
                .as("five channels without it")
                .isTrue();
        assertThat(open(TinyCheckpoint.of("sd1-inpainting")).depth()).isFalse();
        assertThat(open(TinyCheckpoint.of("sd1-instruct")).depth()).isFalse();
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").with(FIRST, 64, 5, 3, 3)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("dream.safetensors is an SDXL model with 5 input channels, which is not supported");
    }

    @ParameterizedTest
    @CsvSource({"sd1-inpainting, SD1, 32", "sd2-inpainting, SD2, 64", "sdxl-inpainting, SDXL, 64"})
    void anInpaintingModelIsToldByItsNinthChannelAlone(String name, ModelFamily family, int wide) {
        SingleFile nine = open(TinyCheckpoint.of(name));
        assertThat(nine.inpainting()).isTrue();
        assertThat(nine.family()).isEqualTo(family);
        assertThat(nine.instructed() || nine.depth() || nine.refiner()).isFalse();
        assertThat(nine.config(ModelPart.UNET).positive("in_channels", 4)).isEqualTo(9);

        SingleFile plain = open(TinyCheckpoint.of(name).with(FIRST, wide, 4, 3, 3));
        assertThat(plain.inpainting()).as("the same with four channels").isFalse();
        assertThat(plain.family()).isEqualTo(family);
        assertThat(plain.predictionKnown())
                .as("of SD 2.x with four channels nothing tells it")
                .isEqualTo(family != ModelFamily.SD2);
        for (int channels : new int[] {10, 3}) {
            assertThatThrownBy(() -> open(TinyCheckpoint.of(name).with(FIRST, wide, channels, 3, 3)))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessage("dream.safetensors is a U-Net with " + channels
                            + " input channels, which is not supported");
        }
        if (family != ModelFamily.SDXL) {
            SingleFile eight = open(TinyCheckpoint.of(name).with(FIRST, wide, 8, 3, 3));
            assertThat(eight.inpainting()).as("eight channels").isFalse();
            assertThat(eight.instructed()).isTrue();
        }
    }

    @Test
    void anInpaintingModelOfOneFamilyIsNotTakenForTheNext() {
        String projection = UNET + "input_blocks.1.1.proj_in.weight";
        SingleFile linear = open(TinyCheckpoint.of("sd1-inpainting").with(projection, 32, 32));
        assertThat(linear.family()).as("linear around attention").isEqualTo(ModelFamily.SD2);
        assertThat(linear.inpainting()).isTrue();
        SingleFile convolved = open(TinyCheckpoint.of("sd2-inpainting").with(projection, 64, 64, 1, 1));
        assertThat(convolved.family()).as("a convolution there").isEqualTo(ModelFamily.SD1);
        assertThatThrownBy(
                        () -> open(TinyCheckpoint.of("sd2-inpainting").with(UNET + "label_emb.0.0.weight", 256, 144)))
                .as("told sizes, so it must be SDXL")
                .hasMessageStartingWith("dream.safetensors has no second text encoder");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-inpainting").without("conditioner.embedders.0.")))
                .as("no refiner: its U-Net takes wider text states")
                .hasMessage("dream.safetensors has no text encoder: it is no complete model");
    }

    @Test
    void instructPix2PixXlIsRefusedByNameAndItsNeighboursAreNot() {
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").with(FIRST, 64, 8, 3, 3)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("dream.safetensors is an InstructPix2Pix XL model, which is not supported");
        SingleFile inpainting = open(TinyCheckpoint.of("sdxl-fp16").with(FIRST, 64, 9, 3, 3));
        assertThat(inpainting.inpainting()).as("one channel more").isTrue();
        assertThat(inpainting.instructed()).isFalse();
        SingleFile plain = open(TinyCheckpoint.of("sdxl-fp16"));
        assertThat(plain.instructed() || plain.inpainting())
                .as("four channels fewer")
                .isFalse();
        assertThat(open(TinyCheckpoint.of("sd1-instruct")).instructed())
                .as("eight channels of SD 1.x")
                .isTrue();
        assertThat(open(TinyCheckpoint.of("sd2-v").with(FIRST, 64, 8, 3, 3)).instructed())
                .as("eight channels of SD 2.x")
                .isTrue();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd1-fp16").without("cond_stage_model.")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dream.safetensors has no text encoder: it is no complete model");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").without("conditioner.")))
                .hasMessage(
                        "dream.safetensors has no text encoder and no second text encoder: it is no complete model");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").without("conditioner.embedders.1.")))
                .hasMessage("dream.safetensors has no second text encoder: it is no complete model");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd1-fp16").without(UNET + "out.2.")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dream.safetensors has no tensor '" + UNET + "out.2.weight'");
        assertThat(open(TinyCheckpoint.of("sd1-without-vae")).parts()).doesNotContain(ModelPart.VAE);
    }

    @Test
    void theRefinerHasSdxlsSecondTextEncoderAloneAndIsToldFiveNumbers() {
        SingleFile refiner = open(TinyCheckpoint.of("sdxl-refiner"));

        assertThat(refiner.refiner()).isTrue();
        assertThat(refiner.family()).isEqualTo(ModelFamily.SDXL);
        assertThat(refiner.parts()).containsExactly(ModelPart.TEXT_ENCODER_2, ModelPart.UNET, ModelPart.VAE);
        assertThat(refiner.config(ModelPart.UNET).positive(ComponentConfig.TIME_IDS, 6))
                .isEqualTo(5);
        assertThat(refiner.config(ModelPart.UNET).positive("addition_time_embed_dim", 256))
                .isEqualTo(8);
        assertThat(open(TinyCheckpoint.of("sdxl-fp16")).refiner()).isFalse();
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").without("conditioner.embedders.0.")))
                .as("the base without its first text encoder: its U-Net takes wider text states")
                .hasMessage("dream.safetensors has no text encoder: it is no complete model");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-refiner")
                        .without("conditioner.")
                        .with(UNET + "label_emb.0.0.weight", 256, 2560)))
                .as("a refiner's U-Net by itself")
                .hasMessage("dream.safetensors has no second text encoder: it is no complete model");
    }

    @Test
    void aUNetByItselfIsNoCompleteModel() {
        TinyCheckpoint bare = TinyCheckpoint.of("sd1-fp16")
                .without("cond_stage_model.")
                .without("first_stage_model.")
                .renamed(UNET, "");
        assertThatThrownBy(() -> open(bare)).hasMessageStartingWith("dream.safetensors has no text encoder");
    }

    @Test
    void partsOfDifferentModelsAreNotTakenForOne() {
        String text = "cond_stage_model.transformer.text_model.";
        TinyCheckpoint wide = TinyCheckpoint.of("sd1-fp16")
                .with(text + "embeddings.token_embedding.weight", 3, 192)
                .with(text + "embeddings.position_embedding.weight", 77, 192)
                .with(text + "final_layer_norm.weight", 192);
        assertThatThrownBy(() -> open(wide))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dream.safetensors: the U-Net takes text states of 128 channels,"
                        + " but the text encoders give 192");
    }

    /// Each family's nearest neighbour is one tensor away.
    @Test
    void oneTensorTellsAFamilyFromTheNext() {
        String projection = UNET + "input_blocks.1.1.proj_in.weight";
        assertThat(open(TinyCheckpoint.of("sd1-fp16")).family()).isEqualTo(ModelFamily.SD1);
        assertThat(open(TinyCheckpoint.of("sd1-fp16").with(projection, 32, 32)).family())
                .as("linear around attention")
                .isEqualTo(ModelFamily.SD2);
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd2-v").with(UNET + "label_emb.0.0.weight", 256, 144)))
                .as("told sizes, so it must be SDXL")
                .hasMessageStartingWith("dream.safetensors has no second text encoder");
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sdxl-fp16").without(UNET + "label_emb.")))
                .as("not told sizes, so it takes one text encoder's states")
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("the U-Net takes text states of 192 channels");
    }

    @Test
    void aLatentConsistencyModelThatIsToldItsGuidanceOpens() {
        String told = UNET + "time_embed.cond_proj.weight";
        SingleFile model = open(TinyCheckpoint.of("sd1-fp16").with(told, 32, 256));
        assertThat(model.family()).isEqualTo(ModelFamily.SD1);
        assertThat(model.config(ModelPart.UNET).intValue(ComponentConfig.TOLD_GUIDANCE, 0))
                .isEqualTo(256);
        assertThat(model.weights(ModelPart.UNET).find("time_embedding.cond_proj.weight"))
                .isPresent();
        assertThat(model.taught()).contains("LCM");
        assertThat(model.defaults().sampler()).isEqualTo("LCM");
        assertThat(model.defaults().steps()).isEqualTo(6);
        assertThat(model.defaults().cfg()).isEqualTo(8);
        SingleFile plain = open(TinyCheckpoint.of("sd1-fp16"));
        assertThat(plain.config(ModelPart.UNET).has(ComponentConfig.TOLD_GUIDANCE))
                .isFalse();
        assertThat(plain.taught()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"32, 8", "64, 256", "256, 32", "32, 512"})
    void guidanceToldInAnotherShapeIsRefusedByName(int rows, int columns) {
        assertThatThrownBy(() ->
                        open(TinyCheckpoint.of("sd1-fp16").with(UNET + "time_embed.cond_proj.weight", rows, columns)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContainingAll("model.diffusion_model.time_embed.cond_proj.weight", "not 32×256");
    }

    @Test
    void attentionOfUnevenDepthIsRefused() {
        String deeper = UNET + "input_blocks.1.1.transformer_blocks.1.attn2.to_k.weight";
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd1-fp16").with(deeper, 32, 128)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("attention");
    }

    @Test
    void aTensorOfAnImpossibleShapeIsNamed() {
        assertThatThrownBy(() -> open(TinyCheckpoint.of("sd1-fp16").with(FIRST, 32)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(
                        "dream.safetensors: tensor 'model.diffusion_model.input_blocks.0.0.weight' has the shape 32, which cannot be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd_xl_turbo_1.0_fp16", "dreamshaperXL_lightning", "juggernautXL_v9Rdphoto2Lightning"})
    void aNameThatSaysFewStepsAreEnoughChangesWhatIsUsual(String name) {
        SingleFile model =
                SingleFile.open(TinyCheckpoint.of("sdxl-fp16").writeHeader(folder.resolve(name + ".safetensors")));

        assertThat(model.defaults().steps()).isEqualTo(4);
        assertThat(model.defaults().cfg()).isEqualTo(1);
        assertThat(model.defaults().width()).isEqualTo(name.startsWith("sd_xl_turbo") ? 512 : 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "sdxl_lightning_8step, Lightning, 8",
        "Hyper-SDXL-12steps, Hyper, 12",
        "realisticVisionV60B1_v51HyperVAE, Hyper, 8",
        "lcm_dreamshaper_v7, LCM, 6",
        "photonLCM_v10, LCM, 6",
        "dreamshaperXL_v21TurboDPMSDE, Turbo, 6"
    })
    void distilledModelsAreToldByTheirNames(String name, String label, int steps) {
        assertThat(Distillation.of(name, Map.of())).hasValueSatisfying(taught -> {
            assertThat(taught.label()).isEqualTo(label);
            assertThat(taught.steps()).isEqualTo(steps);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"hyperrealism_v3", "HyperRealism", "calcmaster", "turbocharged", "v1-5-pruned-emaonly"})
    void otherNamesOnlyLookLikeIt(String name) {
        assertThat(Distillation.of(name, Map.of())).isEmpty();
    }

    @Test
    void aVaeBesideTheFileIsFound() {
        TinyCheckpoint.of("vae").writeHeader(folder.resolve("dream.vae.safetensors"));
        TinyCheckpoint.of("vae").writeHeader(folder.resolve("other.vae.safetensors"));

        assertThat(open(TinyCheckpoint.of("sd1-fp16")).vaeBeside()).contains(folder.resolve("dream.vae.safetensors"));
    }

    @Test
    void usualDefaultsAreThoseOfAModelFolder() {
        ModelDefaults defaults = open(TinyCheckpoint.of("sd1-fp16")).defaults();
        assertThat(defaults.sampler()).isEqualTo("DPM++ 2M");
        assertThat(defaults.steps()).isEqualTo(20);
    }

    private SingleFile open(TinyCheckpoint file) {
        return SingleFile.open(file.writeHeader(folder.resolve("dream.safetensors")));
    }
}
