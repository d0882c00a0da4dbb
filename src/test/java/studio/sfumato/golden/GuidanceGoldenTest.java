package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.RequestJson;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole pictures with every option of guidance against diffusers' own; made by `tools/golden/guidance.py`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuidanceGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/guidance");
    private static final double SAME_LATENTS = 2e-5;

    private final Studio studio = new Studio(WeightMode.FOLDED);

    @AfterAll
    void stop() {
        studio.close();
    }

    record Case(String id, GenerationRequest request) {
        Raster picture() {
            return Png.read(FOLDER.resolve("expected/" + id + ".png")).raster();
        }

        Tensor latents() {
            return WeightReader.read(SafetensorsFile.open(FOLDER.resolve("expected/" + id + ".safetensors"))
                    .get("latents"));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node :
                JsonMapper.shared().readTree(FOLDER.resolve("cases.json").toFile())) {
            GenerationRequest request = RequestJson.read(node.toString());
            Path model = GoldenCase.models().resolve(request.model());
            cases.add(new Case(node.get("id").asString(), request.withModel(model.toString())));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Case golden) {
        Studio.Made made = studio.make(golden.request());
        assertThat(Difference.relative(made.latents(), golden.latents()))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        Difference.requireSamePictures(made.pictures(), List.of(golden.picture()));
    }

    @Test
    void aPictureWithoutOptionsIsTheSameBeforeAndAfterOneWithAll() {
        Case all = cases().filter(each -> each.id().equals("sd1-all-at-once"))
                .findFirst()
                .orElseThrow();
        GenerationRequest one = all.request();
        GenerationRequest plain = new GenerationRequest(
                one.model(),
                one.prompt(),
                one.size(),
                one.sampling(),
                new Guidance(one.guidance().scale()),
                one.noise(),
                1,
                1,
                one.task());
        Studio.Made before = studio.make(plain);
        studio.make(one);
        Studio.Made after = studio.make(plain);
        assertThat(after.latents()).isEqualTo(before.latents());
        assertThat(after.pictures()).isEqualTo(before.pictures());
        assertThat(after.events().stream()
                        .filter(GenerationEvent.LoadingModel.class::isInstance)
                        .map(GenerationEvent.LoadingModel.class::cast)
                        .map(GenerationEvent.LoadingModel::network))
                .as("the plain U-Net had to give way, so that there are never two")
                .contains("U-Net");
    }

    @Test
    void aBatchEqualsSinglePictures() {
        GenerationRequest one = cases().filter(each -> each.id().equals("sd1-all-at-once"))
                .findFirst()
                .orElseThrow()
                .request();
        GenerationRequest three = new GenerationRequest(
                one.model(), one.prompt(), one.size(), one.sampling(), one.guidance(), one.noise(), 3, 3, one.task());
        Studio.Made batch = studio.make(three);
        for (int i = 0; i < 3; i++) {
            Tensor single = studio.make(three.single(i)).latents();
            assertThat(Difference.relative(batch.latents().slice(i, i + 1), single))
                    .isLessThan(SAME_LATENTS);
        }
    }
}
