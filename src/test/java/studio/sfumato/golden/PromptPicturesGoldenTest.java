package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.runtime.WeightMode;

/// Pictures whose prompts change on the way, or are several, equal A1111's rules over diffusers' networks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptPicturesGoldenTest {

    private final Studio studio = new Studio(WeightMode.FOLDED);

    @AfterAll
    void stop() {
        studio.close();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.prompts();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(GoldenCase golden) {
        requireSame(studio.make(golden.request()), golden);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheSamePicturesAsOneBatch(GoldenCase golden) {
        requireSame(studio.make(golden.batchRequest()), golden);
    }

    @Test
    void whatHasNoEffectIsSaid() {
        GoldenCase golden = cases().filter(each -> each.id().equals("sd1-comments-tags-weight"))
                .findFirst()
                .orElseThrow();
        assertThat(studio.make(golden.request()).events())
                .contains(
                        new GenerationEvent.Notice("there is no LoRA 'nothing': left out"),
                        new GenerationEvent.Notice(
                                "the number after the last ':' is the prompt's weight, as in A1111: 1.3"));
    }

    private static void requireSame(Studio.Made made, GoldenCase golden) {
        Difference.requireSamePictures(made.pictures(), golden.expectedPictures());
    }
}
