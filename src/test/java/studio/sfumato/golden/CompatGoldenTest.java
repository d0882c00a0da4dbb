package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.job.RequestJson;
import studio.sfumato.runtime.WeightMode;

/// Each profile makes its tool's pictures: diffusers' own pipelines, and a loop that follows ComfyUI.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatGoldenTest {
    /// A single-precision level off by its last bit is another place on a Brownian tree: DPM++ SDE needs the room.
    private static final double SAME_LATENTS = 3e-4;

    private static final double OTHER_LATENTS = 5e-4;

    private final Studio studio = new Studio(WeightMode.FOLDED);

    @AfterAll
    void stop() {
        studio.close();
    }

    static Stream<CompatCase> cases() {
        return CompatCase.all();
    }

    /// diffusers' own single pictures can be A1111's with `--rng cpu`.
    static Stream<CompatCase> casesWithRulesOfTheirOwn() {
        return CompatCase.all().filter(golden -> golden.compat().equals("comfy") || golden.count() > 1);
    }

    static Stream<CompatCase> batches() {
        return CompatCase.all().filter(golden -> golden.count() > 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aProfileMakesItsToolsPictures(CompatCase golden) {
        Studio.Made made = studio.make(golden.request());
        assertThat(Difference.relative(made.latents(), golden.expectedLatents()))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        Difference.requireSamePictures(made.pictures(), golden.expectedPictures());
    }

    @ParameterizedTest
    @MethodSource("casesWithRulesOfTheirOwn")
    void withoutTheProfileTheLatentsDiffer(CompatCase golden) {
        Studio.Made made = studio.make(golden.request(Compatibility.A1111));
        assertThat(Difference.relative(made.latents(), golden.expectedLatents()))
                .isGreaterThan(OTHER_LATENTS);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void whatIsStoredInAPictureMakesItAgainAlone(CompatCase golden) {
        int last = golden.count() - 1;
        GenerationRequest stored =
                RequestJson.read(RequestJson.write(golden.request().single(last)));
        assertThat(stored.count()).isOne();
        assertThat(Difference.psnr(
                        studio.make(stored).pictures().getFirst(),
                        golden.expectedPictures().getLast()))
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }
}
