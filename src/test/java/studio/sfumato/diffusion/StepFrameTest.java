package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.LatentPreview;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.addon.AddOnShelf;

/// What a step hands over to whoever wants to see how guidance works.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepFrameTest {
    private static final int STEPS = 4;

    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final Pipeline pipeline = new Pipeline(
            ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1")),
            OrtRuntime.start(),
            cache,
            new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED),
            AddOnShelf.none(),
            picture -> {
                throw new AssertionError(picture);
            },
            PictureEnlarger.none(),
            Previews.COLOURS);

    @AfterAll
    void close() {
        cache.close();
    }

    private List<GenerationEvent.Previewed> steps(String sampler, Guidance guidance, int pictures) {
        List<GenerationEvent.Previewed> seen = new CopyOnWriteArrayList<>();
        GenerationRequest request = new GenerationRequest(
                "sd1",
                new Prompt("a red fox", "blue", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse(sampler).sampler(), ScheduleId.AUTOMATIC, STEPS),
                guidance,
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                pictures,
                pictures,
                new Task.TextToImage());
        pipeline.generate(
                request,
                event -> {
                    if (event instanceof GenerationEvent.Previewed previewed) {
                        seen.add(previewed);
                    }
                },
                new PictureControl(CancellationToken.none()));
        assertThat(seen).hasSize(STEPS * pictures);
        return seen;
    }

    private static Estimates estimates(GenerationEvent.Previewed step) {
        assertThat(step.frame()).isInstanceOf(LatentFrame.class);
        return ((LatentFrame) step.frame()).estimates();
    }

    private static void requireSame(Tensor found, Tensor wanted) {
        assertThat(found.shape()).isEqualTo(wanted.shape());
        for (int i = 0; i < found.shape().elements(); i++) {
            assertThat(found.at(i)).isCloseTo(wanted.at(i), within(1e-3f * Math.max(1, Math.abs(wanted.at(i)))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Euler", "DPM++ 2M", "Heun", "UniPC", "DPM++ SDE"})
    void theMergedEstimateIsTheOneWithoutThePromptPlusCfgTimesTheWayToTheOneWithIt(String sampler) {
        for (GenerationEvent.Previewed step : steps(sampler, new Guidance(6), 2)) {
            Estimates three = estimates(step);
            assertThat(three.prompted()).isNotEqualTo(three.unprompted());
            requireSame(
                    three.guided(),
                    three.unprompted().combine(1, three.prompted().minus(three.unprompted()), 6));
        }
    }

    @Test
    void eachPictureOfABatchHasItsOwnEstimatesWhichCanBeSeen() {
        List<GenerationEvent.Previewed> both = steps("Euler", new Guidance(6), 2);
        assertThat(both).extracting(GenerationEvent.Previewed::picture).contains(0, 1);
        for (GenerationEvent.Previewed step : both) {
            assertThat(estimates(step).guided().shape().at(0)).isOne();
            LatentPreview previews = ((LatentFrame) step.frame()).previews();
            Raster merged = step.preview();
            assertThat(merged).isEqualTo(previews.render(estimates(step).guided(), 0));
            assertThat(step.frame().draw(StepFrame.Estimate.PROMPTED))
                    .hasValue(previews.render(estimates(step).prompted(), 0));
            assertThat(step.frame().draw(StepFrame.Estimate.UNPROMPTED))
                    .hasValue(previews.render(estimates(step).unprompted(), 0));
            assertThat(step.frame().small().width()).isLessThan(merged.width());
        }
        assertThat(both.get(0).preview()).isNotEqualTo(both.get(1).preview());
    }

    @Test
    void withoutGuidanceThereIsOneEstimateOnly() {
        for (GenerationEvent.Previewed step : steps("Euler", new Guidance(1), 2)) {
            assertThat(step.frame().guided()).isFalse();
            assertThat(step.frame().draw(StepFrame.Estimate.MERGED)).isPresent();
            assertThat(step.frame().draw(StepFrame.Estimate.PROMPTED)).isEmpty();
            assertThat(step.frame().draw(StepFrame.Estimate.UNPROMPTED)).isEmpty();
        }
    }

    @Test
    void stepsThatGuidanceLeavesOutSaySo() {
        GuidanceLimits late = new GuidanceLimits(0, false, 0.3, new GuidanceInterval.Everywhere());
        Guidance guidance = new Guidance(6, 0, late, Optional.empty(), 0, Optional.empty(), Optional.empty(), false);
        assertThat(steps("Euler", guidance, 1))
                .extracting(step -> step.frame().guided())
                .containsExactly(false, false, true, true);
    }
}
