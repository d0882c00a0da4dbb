package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;

/// The whole way from a request to pixels equals k-diffusion's formulas over diffusers' networks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineGoldenTest {
    private static final double SAME_LATENTS = 2e-5;

    private final Studio studio = new Studio(WeightMode.FOLDED);
    private final Studio mapped = new Studio(WeightMode.MAPPED);

    @AfterAll
    void stop() {
        studio.close();
        mapped.close();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.all();
    }

    static Stream<GoldenCase> batches() {
        return GoldenCase.all().filter(golden -> golden.count() > 1);
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
    @MethodSource("batches")
    void makesTheSamePicturesAsOneBatch(GoldenCase golden) {
        requireSame(studio.make(golden.batchRequest()), golden);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void noTwoSamplersOrSchedulesEndInTheSameLatents(String model) {
        GoldenCase golden = GoldenCase.all()
                .filter(each -> each.model().equals(model))
                .findFirst()
                .orElseThrow();
        List<End> ends = new ArrayList<>();
        for (SamplerEntry sampler : Samplers.all()) {
            if (sampler.label().equals("Restart")) {
                continue; // below 20 steps it is Heun's method
            }
            ends.add(new End(sampler.label(), latents(golden.request(), sampler.id(), new ScheduleId("Uniform"))));
        }
        for (ScheduleEntry schedule : Schedules.all()) {
            if (schedule.label().equals("Uniform") || schedule.label().equals("Simple")) {
                continue; // the samplers above had the one; the other is half a timestep from SGM Uniform
            }
            ends.add(new End(
                    "Euler " + schedule.label(), latents(golden.request(), new SamplerId("Euler"), schedule.id())));
        }
        for (End end : ends) {
            for (End other : ends.subList(0, ends.indexOf(end))) {
                assertThat(Difference.relative(end.latents(), other.latents()))
                        .as("%s and %s", end.name(), other.name())
                        .isGreaterThan(10 * SAME_LATENTS);
            }
        }
    }

    private record End(String name, Tensor latents) {}

    private Tensor latents(GenerationRequest request, SamplerId sampler, ScheduleId schedule) {
        return studio.make(new GenerationRequest(
                        request.model(),
                        request.prompt(),
                        request.size(),
                        new Sampling(sampler, schedule, request.sampling().steps()),
                        request.guidance(),
                        request.noise(),
                        1,
                        1,
                        request.task()))
                .latents();
    }

    private static void requireSame(Studio.Made made, GoldenCase golden) {
        assertThat(Difference.relative(made.latents(), golden.expectedLatents()))
                .as("error of the latents")
                .isLessThan(SAME_LATENTS);
        Difference.requireSamePictures(made.pictures(), golden.expectedPictures());
    }
}
