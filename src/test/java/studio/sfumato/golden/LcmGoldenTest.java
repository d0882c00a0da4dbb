package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.image.Png;
import studio.sfumato.job.RequestJson;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.net.unet.ToldGuidance;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.OnnxFixture;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Latent consistency models that are told how strong the guidance is, against diffusers' StableDiffusionPipeline with
/// its LCMScheduler; made by `tools/golden/lcm.py`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LcmGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/lcm");
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final double SAME_LATENTS = 1e-4;

    private final Studio studio = new Studio(WeightMode.FOLDED);

    private Path model = FOLDER;

    /// The tiny `sd1`, its U-Net in two files of which the second has the one tensor more.
    @BeforeAll
    void makeModel(@TempDir Path folder) throws IOException {
        Path plain = GoldenCase.models().resolve("sd1");
        model = folder.resolve("lcm");
        try (Stream<Path> files = Files.walk(plain)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(plain.relativize(file).toString()));
            }
        }
        Path unet = model.resolve("unet");
        Files.move(unet.resolve(WEIGHTS), unet.resolve("first.safetensors"));
        Files.copy(FOLDER.resolve("cond_proj.safetensors"), unet.resolve("second.safetensors"));
        Map<String, String> map = new LinkedHashMap<>();
        for (String file : List.of("first.safetensors", "second.safetensors")) {
            SafetensorsFile.open(unet.resolve(file)).keys().forEach(key -> map.put(key, file));
        }
        Files.writeString(
                unet.resolve(WEIGHTS + ".index.json"),
                JsonMapper.shared().writeValueAsString(Map.of("metadata", Map.of(), "weight_map", map)));
        Path settings = unet.resolve("config.json");
        Files.writeString(settings, Files.readString(settings).replaceFirst("\\{", "{\"time_cond_proj_dim\": 256,"));
    }

    @AfterAll
    void stop() {
        studio.close();
    }

    record Case(String id, GenerationRequest request) {
        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node :
                JsonMapper.shared().readTree(FOLDER.resolve("cases.json").toFile())) {
            cases.add(new Case(node.get("id").asString(), RequestJson.read(node.toString())));
        }
        return cases.stream();
    }

    @Test
    void theUNetIsToldItsGuidanceAsInDiffusers() {
        ModelFolder lcm = ModelFolder.open(model);
        GoldenNetwork golden = new GoldenNetwork(
                lcm.config(ModelPart.UNET),
                lcm.weights(ModelPart.UNET),
                SafetensorsFile.open(FOLDER.resolve("unet.io.safetensors")));
        OnnxModel unet = UNet.build(UNetConfig.from(golden.config()), golden.weights());
        assertThat(unet.inputs())
                .containsExactlyInAnyOrder(UNet.SAMPLE, UNet.TIMESTEP, UNet.CONTEXT, UNet.TIMESTEP_COND);
        golden.assertEqual(
                golden.run(OrtRuntime.start(), WeightMode.FOLDED, unet, "0.").get(UNet.OUT_SAMPLE), "0.out_sample");
        float[] expected = golden.tensor("0." + UNet.TIMESTEP_COND).toArray();
        float[] strong = new ToldGuidance(8.5, 256).embedding(2).toArray();
        float[] weak = new ToldGuidance(0.25, 256).embedding(2).toArray();
        for (int i = 0; i < 256; i++) {
            assertThat(strong[i]).as("channel " + i).isCloseTo(expected[i], within(1e-3f));
            assertThat(strong[256 + i]).as("every picture hears the same").isEqualTo(strong[i]);
            assertThat(weak[256 + i]).as("channel " + i).isCloseTo(expected[256 + i], within(1e-3f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesThePictureOfDiffusers(Case golden) {
        Studio.Made made = studio.make(golden.request().withModel(model.toString()));
        assertThat(Difference.relative(made.latents(), latents(golden)))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        Difference.requireSamePictures(
                made.pictures(),
                List.of(Png.read(FOLDER.resolve("expected/" + golden.id() + ".png"))
                        .raster()));
    }

    private static Tensor latents(Case golden) {
        return WeightReader.read(SafetensorsFile.open(FOLDER.resolve("expected/" + golden.id() + ".safetensors"))
                .get("latents"));
    }

    /// Its settings say nothing, its graph has the input.
    @Test
    void anExportedModelIsToldToo() throws IOException {
        Path exported = OnnxFixture.write("sd1", model.resolveSibling("exported"));
        Map<String, Object> part = JsonMapper.shared()
                .readValue(FOLDER.resolve("onnx.json").toFile(), new TypeReference<Map<String, Object>>() {});
        OnnxFixture.write("../lcm/told-unet.onnx.gz", part, ModelFolder.open(model), exported.resolve("unet"));
        Case golden = cases().findFirst().orElseThrow();
        GenerationRequest request = golden.request().withModel(exported.toString());
        assertThat(Difference.relative(studio.make(request).latents(), latents(golden)))
                .isLessThan(SAME_LATENTS);
    }

    /// Neither is there a run without the prompt, nor does anything fail that would change one.
    @Test
    void theNegativePromptDoesNothingAndThatIsTold() {
        GenerationRequest request = cases().findFirst().orElseThrow().request().withModel(model.toString());
        Studio.Made plain = studio.make(request);
        Prompt prompt = request.prompt();
        Studio.Made made = studio.make(request.withPrompt(
                new Prompt(prompt.positive(), "blurry", prompt.clipSkip(), prompt.rules(), prompt.addOns())));
        assertThat(made.latents()).isEqualTo(plain.latents());
        assertThat(notices(plain)).isEmpty();
        assertThat(notices(made)).singleElement().asString().endsWith("does nothing: the negative prompt");
    }

    /// What guides beside the prompt still works; what needs a run without it is left out and named.
    @Test
    void everyOtherGuidanceIsEitherUsedOrNamed() {
        GenerationRequest request = cases().findFirst().orElseThrow().request().withModel(model.toString());
        Tensor plain = studio.make(request).latents();
        GuidanceLimits limits = new GuidanceLimits(1, false, 0, new GuidanceInterval.Everywhere());
        Studio.Made limited = studio.make(request.withGuidance(
                new Guidance(8, 0.7, limits, Optional.empty(), 0, Optional.empty(), Optional.empty(), false)));
        assertThat(limited.latents()).isEqualTo(plain);
        assertThat(notices(limited)).singleElement().asString().endsWith("guidance rescale, limits of guidance");
        Studio.Made perturbed = studio.make(request.withGuidance(new Guidance(
                8,
                0,
                GuidanceLimits.NONE,
                Optional.empty(),
                3,
                Optional.of(new SelfAttention(0.5, 2, 1)),
                Optional.empty(),
                false)));
        assertThat(Difference.relative(perturbed.latents(), plain)).isGreaterThan(1e-2);
        assertThat(notices(perturbed)).singleElement().asString().endsWith("nothing: self-attention guidance");
    }

    /// Parts whose weights do not add up to 1 are told apart from the negative prompt, with one guidance for all.
    @Test
    void partsJoinedByAndStillWork() {
        GenerationRequest request = cases().findFirst().orElseThrow().request().withModel(model.toString());
        Prompt prompt = request.prompt();
        Tensor plain = studio.make(request).latents();
        Studio.Made joined = studio.make(request.withPrompt(new Prompt(
                prompt.positive() + " AND snow :0.5", "blurry", prompt.clipSkip(), prompt.rules(), prompt.addOns())));
        assertThat(Difference.relative(joined.latents(), plain)).isGreaterThan(1e-2);
        assertThat(notices(joined)).isEmpty();
    }

    private static List<String> notices(Studio.Made made) {
        return made.events().stream()
                .filter(GenerationEvent.Notice.class::isInstance)
                .map(event -> ((GenerationEvent.Notice) event).message())
                .toList();
    }

    @Test
    void itsDefaultsAreThoseOfSuchModels() {
        assertThat(ModelFolder.open(model).defaults()).satisfies(usual -> {
            assertThat(usual.sampler()).isEqualTo("LCM");
            assertThat(usual.steps()).isEqualTo(6);
            assertThat(usual.cfg()).isEqualTo(8);
        });
    }
}
