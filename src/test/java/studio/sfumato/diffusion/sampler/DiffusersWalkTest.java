package studio.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.NoiseScheduleConfig.Spacing;
import tools.jackson.databind.json.JsonMapper;

/// Against the levels and timesteps of diffusers' own schedulers; written by `tools/golden/compat.py`.
class DiffusersWalkTest {
    private static final NoiseScheduleConfig STABLE = NoiseScheduleConfig.STABLE_DIFFUSION;
    private static final NoiseSchedule TRAINING = NoiseSchedule.of(STABLE, ModelFamily.SD1);
    private static final Offset<Double> SINGLE_PRECISION = Offset.offset(0.02);

    record Golden(
            String sampler,
            String schedule,
            @Nullable String spacing,
            int steps,
            List<Double> timesteps,
            @Nullable List<Double> sigmas,
            @Nullable Boolean wholeVariance) {
        SamplingPlan plan() {
            NoiseScheduleConfig config = new NoiseScheduleConfig(
                    STABLE.trainTimesteps(),
                    STABLE.betaStart(),
                    STABLE.betaEnd(),
                    STABLE.betas(),
                    STABLE.predicts(),
                    STABLE.stepsOffset(),
                    false,
                    Optional.ofNullable(spacing).map(name -> Spacing.valueOf(name.toUpperCase(Locale.ROOT))),
                    Optional.of(false));
            return new DiffusersWalk(TRAINING, config)
                    .plan(new Sampling(new SamplerId(sampler), new ScheduleId(schedule), steps));
        }
    }

    static List<Golden> walks() throws IOException {
        try (InputStream json = DiffusersWalkTest.class.getResourceAsStream("/golden/compat/walks.json")) {
            return Arrays.asList(JsonMapper.shared().readValue(json, Golden[].class));
        }
    }

    @ParameterizedTest
    @MethodSource("walks")
    void theNetworkIsToldTheTimestepsOfTheScheduler(Golden golden) {
        SamplingPlan plan = golden.plan();
        NoiseSchedule told = plan.told(TRAINING);
        assertThat(plan.steps()).isEqualTo(golden.timesteps().size());
        for (int i = 0; i < plan.steps(); i++) {
            assertThat(told.sigmaToT(plan.sigmas().at(i)))
                    .isCloseTo(golden.timesteps().get(i), SINGLE_PRECISION);
        }
    }

    static List<Golden> walksOfLevels() throws IOException {
        return walks().stream().filter(golden -> golden.sigmas() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("walksOfLevels")
    void theLevelsAreThoseOfTheScheduler(Golden golden) {
        SamplingPlan plan = golden.plan();
        List<Double> expected = golden.sigmas() == null ? List.of() : golden.sigmas();
        assertThat(IntStream.rangeClosed(0, plan.steps())
                        .mapToObj(i -> plan.sigmas().at(i)))
                .usingElementComparator((a, b) -> Math.abs(a - b) <= 2e-6 * Math.max(1, b) ? 0 : Double.compare(a, b))
                .containsExactlyElementsOf(expected);
        assertThat(plan.wholeVariance()).isEqualTo(golden.wholeVariance());
    }
}
