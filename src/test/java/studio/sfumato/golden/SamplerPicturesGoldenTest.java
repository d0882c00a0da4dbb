package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.runtime.WeightMode;

/// Every sampler's whole loop, with its own schedule and guidance, over diffusers' U-Net; the numbers come from
/// `tools/golden/sampler_pictures.py`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplerPicturesGoldenTest {
    private static final double SAME_LATENTS = 2e-5; // more than 90 dB; the project asks for 60
    private static final double STEPS_OF_ITS_OWN = 1e-3; // 60 dB: their lengths follow from small differences

    private final Studio studio = new Studio(WeightMode.FOLDED);

    @AfterAll
    void stop() {
        studio.close();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.samplers();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void walksTheReferenceLoop(GoldenCase golden) {
        assertThat(Difference.relative(studio.make(golden.request()).latents(), golden.expectedLatents()))
                .as("error of the latents")
                .isLessThan(golden.sampler().equals("DPM adaptive") ? STEPS_OF_ITS_OWN : SAME_LATENTS);
    }

    @Test
    void everySamplerHasACase() {
        assertThat(cases().map(GoldenCase::sampler))
                .containsExactlyInAnyOrderElementsOf(
                        Samplers.all().stream().map(SamplerEntry::label).toList());
    }
}
