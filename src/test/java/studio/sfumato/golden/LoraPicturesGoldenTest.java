package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.addon.AddOnShelf;

/// Pictures with LoRAs equal those of diffusers' networks with merged weights.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoraPicturesGoldenTest {
    private static final double SAME_LATENTS = 5e-5;

    private final AddOnShelf shelf = new AddOnShelf(List.of(GoldenCase.ADD_ONS));
    private final Studio studio = new Studio(WeightMode.FOLDED, shelf);
    private final Studio mapped = new Studio(WeightMode.MAPPED, shelf);

    @AfterAll
    void stop() {
        studio.close();
        mapped.close();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.loras();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(GoldenCase golden) {
        requireSame(studio.make(golden.request()), golden);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheSamePictureFromMappedWeights(GoldenCase golden) {
        requireSame(mapped.make(golden.request()), golden);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sdxl"})
    void aPictureWithoutLorasIsTheSameBeforeAndAfter(String model) {
        GoldenCase golden = cases().filter(each -> each.model().equals(model))
                .reduce((_, last) -> last)
                .orElseThrow();
        GenerationRequest plain = prompted(golden.request(), "a red fox");
        Studio.Made before = studio.make(plain);
        studio.make(golden.request());

        assertThat(studio.make(plain).latents()).isEqualTo(before.latents());
    }

    @Test
    void aLoraThatIsNotThereIsLeftOutWithANotice() {
        GoldenCase golden = cases().findFirst().orElseThrow();
        Studio.Made made = studio.make(prompted(golden.request(), "a fox <lora:sd1-kohia:1> <hypernet:x:1> <thing:y>"));

        assertThat(made.events())
                .filteredOn(GenerationEvent.Notice.class::isInstance)
                .extracting(event -> ((GenerationEvent.Notice) event).message())
                .containsExactly(
                        "there is no LoRA 'sd1-kohia': left out; there is sd1-kohya",
                        "<hypernet:x> is left out: hypernetworks are not supported",
                        "<thing:y> is left out: there is no such kind of network");
    }

    private static GenerationRequest prompted(GenerationRequest request, String prompt) {
        return new GenerationRequest(
                request.model(),
                new Prompt(prompt, "", 1),
                request.size(),
                request.sampling(),
                request.guidance(),
                request.noise(),
                1,
                1,
                request.task());
    }

    private static void requireSame(Studio.Made made, GoldenCase golden) {
        assertThat(made.events()).noneMatch(GenerationEvent.Notice.class::isInstance);
        assertThat(Difference.relative(made.latents(), golden.expectedLatents()))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        Difference.requireSamePictures(made.pictures(), golden.expectedPictures());
    }
}
