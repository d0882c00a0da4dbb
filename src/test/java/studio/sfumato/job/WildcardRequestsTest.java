package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.RandomSource;

class WildcardRequestsTest {
    private final WildcardRequests wildcards = new WildcardRequests(name -> List.of(name + " one", name + " two"));

    private static GenerationRequest request(String positive, String negative, Compatibility compat, Variation turn) {
        return new GenerationRequest(
                "starter",
                new Prompt(positive, negative, 1),
                new ImageSize(64, 64),
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 3),
                new Guidance(4),
                new NoiseSettings(new Seed(10), RandomSource.NV, turn, Optional.empty(), 0),
                compat,
                6,
                2,
                new Task.TextToImage());
    }

    @Test
    void aRequestWithNothingToChooseIsLeftAlone() {
        GenerationRequest plain = request("a [fox|owl]", "{text}", Compatibility.A1111, Variation.NONE);
        assertThat(wildcards.of(plain)).containsExactly(plain);
    }

    @Test
    void eachPictureHasASeedAndAChoiceOfItsOwnAndKnowsWhatWasWritten() {
        GenerationRequest written = request("a {red|blue} __fox__", "{a|b}", Compatibility.A1111, Variation.NONE);
        List<GenerationRequest> requests = wildcards.of(written);
        assertThat(requests).hasSize(6);
        assertThat(requests)
                .extracting(each -> each.noise().seed().value())
                .containsExactly(10L, 11L, 12L, 13L, 14L, 15L);
        assertThat(requests).allSatisfy(each -> {
            assertThat(each.count()).isOne();
            assertThat(each.prompt().positive()).matches("a (red|blue) fox (one|two)");
            assertThat(each.prompt().negative()).matches("[ab]");
            assertThat(each.prompt().template()).contains(new PromptTemplate("a {red|blue} __fox__", "{a|b}"));
        });
        assertThat(requests.stream().map(each -> each.prompt().positive()).distinct())
                .hasSizeGreaterThan(1);
        assertThat(wildcards.of(written)).isEqualTo(requests);
        assertThat(wildcards.of(written.single(3))).containsExactly(requests.get(3));
    }

    @Test
    void variationsOfOnePictureShareItsChoice() {
        List<GenerationRequest> requests =
                wildcards.of(request("{a|b|c|d|e}", "", Compatibility.A1111, new Variation(new Seed(5), 0.2)));
        assertThat(requests.stream().map(each -> each.prompt().positive()).distinct())
                .hasSize(1);
        assertThat(requests)
                .extracting(each -> each.noise().variation().seed().value())
                .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void profilesWithOneGeneratorGetARequestForEachPictureToo() {
        assertThat(wildcards.of(request("{a|b}", "", Compatibility.COMFY, Variation.NONE)))
                .hasSize(6)
                .allSatisfy(each -> assertThat(each.noise().place().alone()).isTrue());
    }

    @Test
    void promptsOfASecondPassChooseAsTheFirstDoes() {
        HiresFix fix = HiresFix.of(2, "Latent", 0.5)
                .withPrompts(Optional.of("a {red|blue} __fox__"), Optional.of("{a|b} __c__"));
        GenerationRequest both = request("a {red|blue} __fox__", "{a|b} __c__", Compatibility.A1111, Variation.NONE)
                .withTask(new Task.TextToImage(Optional.of(fix)));
        assertThat(wildcards.of(both)).hasSize(6).allSatisfy(each -> {
            HiresFix second = each.task().second().orElseThrow();
            assertThat(second.prompt()).contains(each.prompt().positive());
            assertThat(second.negative()).contains(each.prompt().negative());
            assertThat(second.upscaler()).isEqualTo("Latent");
        });

        GenerationRequest second =
                request("a fox", "", Compatibility.A1111, Variation.NONE).withTask(both.task());
        assertThat(wildcards.of(second)).hasSize(6).allSatisfy(each -> {
            assertThat(each.prompt().template()).isEmpty();
            assertThat(each.task().second().orElseThrow().prompt().orElseThrow())
                    .matches("a (red|blue) fox (one|two)");
        });
    }

    @Test
    void theTemplateSurvivesBeingStored() {
        GenerationRequest chosen = wildcards
                .of(request("{a|b}", "__c__", Compatibility.A1111, Variation.NONE))
                .getFirst();
        assertThat(RequestJson.read(RequestJson.write(chosen))).isEqualTo(chosen);
        assertThat(RequestJson.write(chosen)).contains("\"template\":\"{a|b}\"", "\"negativeTemplate\":\"__c__\"");
    }
}
