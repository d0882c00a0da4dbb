package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.job.RequestJson;
import studio.sfumato.job.SourceStore;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Pictures made from pictures equal A1111's rules over diffusers' networks; made by `tools/golden/repaint.py`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepaintGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/repaint");
    private static final List<String> FILES =
            List.of("sd1-inpainting", "sd2-inpainting", "sdxl-inpainting", "sd1-instruct", "sd2-depth");
    private static final double SAME_LATENTS = 1e-4;

    private final Path folder;
    private final SourceStore store;
    private final Studio studio;

    RepaintGoldenTest(@TempDir Path folder) {
        this.folder = folder;
        store = new SourceStore(folder.resolve("sources"));
        studio = new Studio(store);
        for (String model : FILES) {
            TinyCheckpoint.of(model).without("depth_model.").write(folder.resolve(model + ".safetensors"));
        }
    }

    @AfterAll
    void stop() {
        studio.close();
    }

    record Case(JsonNode node) {
        String id() {
            return node.get("id").asString();
        }

        Raster picture() {
            return Png.read(FOLDER.resolve(id() + ".png")).raster();
        }

        Tensor latents() {
            return WeightReader.read(
                    SafetensorsFile.open(FOLDER.resolve("latents.safetensors")).get(id()));
        }

        @Override
        public String toString() {
            return id();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        JsonMapper.shared().readTree(FOLDER.resolve("cases.json").toFile()).forEach(node -> cases.add(new Case(node)));
        return cases.stream();
    }

    private GenerationRequest request(Case golden) {
        ObjectNode node = (ObjectNode) golden.node().deepCopy();
        node.put("source", store.keep(FOLDER.resolve("source.png")).sha256());
        if (node.has("mask")) {
            node.put(
                    "mask",
                    store.keep(FOLDER.resolve(node.get("mask").asString())).sha256());
        }
        GenerationRequest request = RequestJson.read(node.toString());
        Path model = FILES.contains(request.model())
                ? folder.resolve(request.model() + ".safetensors")
                : GoldenCase.models().resolve(request.model());
        GenerationRequest whole = request.withModel(model.toString());
        return node.has("depthMap")
                ? whole.withControls(List.of(new ControlUnit(
                        ControlType.DEPTH,
                        true,
                        store.keep(FOLDER.resolve(node.get("depthMap").asString())),
                        ControlUnit.OWN,
                        1,
                        0,
                        1,
                        ControlMode.BALANCED,
                        ResizeMode.get(node.get("resizeMode").asString()),
                        ControlType.DEPTH.settings())))
                : whole;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Case golden) {
        Studio.Made made = studio.make(request(golden));
        assertThat(Difference.relative(made.latents(), golden.latents()))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        assertThat(Difference.psnr(made.pictures().getFirst(), golden.picture()))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void aModelThatFollowsInstructionsNeedsAPictureToChange() {
        Case golden =
                cases().filter(each -> each.id().equals("instruct")).findFirst().orElseThrow();
        assertThatThrownBy(() -> studio.make(request(golden).withTask(new Task.TextToImage())))
                .hasMessageContaining("sd1-instruct changes pictures as it is told: it needs one to change");
        String composed = golden.node().toString().replace("a red fox on a green boat", "a fox AND a boat");
        assertThatThrownBy(
                        () -> studio.make(request(new Case(JsonMapper.shared().readTree(composed)))))
                .hasMessageContaining("AND cannot be used");
    }

    @Test
    void aModelThatSeesDepthSaysBothWaysToAMapBeforeAnyWork() {
        Case golden =
                cases().filter(each -> each.id().equals("depth")).findFirst().orElseThrow();
        GenerationRequest without = request(golden).withControls(List.of());
        assertThatThrownBy(() -> studio.make(without))
                .hasMessageContaining("sees depth: it needs a depth map, and there is no network that makes one")
                .hasMessageContaining("--depth-map PICTURE")
                .hasMessageContaining("into a folder called depth among your models");
        assertThatThrownBy(() -> studio.make(without.withTask(new Task.TextToImage())))
                .hasMessageContaining("a picture whose depth can be seen");
    }

    @Test
    void anotherModelIsNotFedADepthMap() {
        Case golden =
                cases().filter(each -> each.id().equals("depth")).findFirst().orElseThrow();
        GenerationRequest other =
                request(golden).withModel(GoldenCase.models().resolve("sd2").toString());
        assertThatThrownBy(() -> studio.make(other)).hasMessageContaining("sd2 sees no depth");
    }

    @Test
    void countsTheStepsThatAreTaken() {
        Case golden =
                cases().filter(each -> each.id().equals("euler")).findFirst().orElseThrow();
        List<GenerationEvent.Stepped> steps = studio.make(request(golden)).events().stream()
                .filter(GenerationEvent.Stepped.class::isInstance)
                .map(GenerationEvent.Stepped.class::cast)
                .toList();
        assertThat(steps).hasSize(7).allSatisfy(step -> assertThat(step.steps()).isEqualTo(7));
    }
}
