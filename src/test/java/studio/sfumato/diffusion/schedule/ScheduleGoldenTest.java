package studio.sfumato.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;
import tools.jackson.databind.json.JsonMapper;

/// Against diffusers' noise levels and k-diffusion's walks; the numbers come from `tools/golden/samplers.py`.
class ScheduleGoldenTest {
    record Golden(
            String betaSchedule,
            double betaStart,
            double betaEnd,
            boolean zeroSnr,
            List<Double> trained,
            List<List<Double>> timesteps,
            Map<String, List<Float>> torch,
            Map<String, List<Double>> walks,
            Map<String, List<Double>> sdxlWalks,
            Map<Integer, List<Integer>> ddim) {
        NoiseSchedule schedule(ModelFamily family) {
            return training(
                    family,
                    NoiseScheduleConfig.Betas.valueOf(betaSchedule.toUpperCase(Locale.ROOT)),
                    trained.size(),
                    betaStart,
                    betaEnd,
                    zeroSnr);
        }

        @Override
        public String toString() {
            return betaSchedule + (zeroSnr ? ", zero SNR" : "");
        }
    }

    static List<Golden> schedules() throws IOException {
        try (InputStream json = ScheduleGoldenTest.class.getResourceAsStream("/golden/schedules.json")) {
            return Arrays.asList(JsonMapper.shared().readValue(json, Golden[].class));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theTrainedNoiseLevelsAreThoseOfDiffusers(Golden golden) {
        NoiseSchedule schedule = golden.schedule(ModelFamily.SD1);
        assertThat(schedule.timesteps()).isEqualTo(1000);
        for (int t = 0; t < 1000; t++) {
            assertThat(schedule.sigma(t)).isEqualTo(golden.trained().get(t));
        }
        assertThat(schedule.sigmaMin()).isEqualTo(schedule.sigma(0));
        assertThat(schedule.sigmaMax()).isEqualTo(schedule.sigma(999));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void noiseLevelsBecomeTimestepsWithoutRounding(Golden golden) {
        NoiseSchedule schedule = golden.schedule(ModelFamily.SD1);
        assertThat(golden.timesteps()).hasSize(42);
        for (List<Double> pair : golden.timesteps()) {
            assertThat(schedule.sigmaToT(pair.get(0))).isCloseTo(pair.get(1), Offset.offset(2e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void wholeTimestepsSurviveTheWayThereAndBackExactly(Golden golden) {
        NoiseSchedule schedule = golden.schedule(ModelFamily.SD1);
        for (int t = 0; t < 1000; t++) {
            assertThat(schedule.sigmaToT(schedule.tToSigma(t))).isEqualTo(t);
        }
        assertThat(schedule.sigmaToT(schedule.tToSigma(499.25))).isCloseTo(499.25, Offset.offset(1e-9));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theWalksAreThoseOfKDiffusion(Golden golden) {
        assertThat(golden.walks()).hasSize(4 * Schedules.all().size());
        assertThat(golden.sdxlWalks()).hasSize(12);
        golden.walks().forEach((name, levels) -> assertWalk(golden.schedule(ModelFamily.SD1), name, levels));
        golden.walks().forEach((name, levels) -> {
            if (!name.startsWith("Align")) {
                assertWalk(golden.schedule(ModelFamily.SDXL), name, levels);
            }
        });
        golden.sdxlWalks().forEach((name, levels) -> assertWalk(golden.schedule(ModelFamily.SDXL), name, levels));
    }

    /// torch's log, exp and pow are an ulp off now and then; here they are rounded correctly.
    @Test
    void theLevelsAreThoseOfTorchInMoreThanNinetySevenOfAHundredCases() throws IOException {
        Golden golden = schedules().getFirst();
        NoiseSchedule training = golden.schedule(ModelFamily.SD1);
        assertThat(golden.torch()).hasSize(180);
        int levels = 0;
        int equal = 0;
        for (Map.Entry<String, List<Float>> entry : golden.torch().entrySet()) {
            List<String> parts = List.of(entry.getKey().split("/", 2));
            Sigmas walk = Schedules.get(new ScheduleId(parts.get(0)))
                    .schedule()
                    .sigmas(training, Integer.parseInt(parts.get(1)));
            for (int i = 0; i < walk.steps(); i++) {
                float torch = entry.getValue().get(i);
                assertThat((float) walk.at(i)).isCloseTo(torch, Percentage.withPercentage(5e-5));
                levels++;
                equal += torch == walk.at(i) ? 1 : 0;
            }
        }
        assertThat((double) equal / levels).isGreaterThan(0.97);
    }

    private static void assertWalk(NoiseSchedule training, String name, List<Double> expected) {
        List<String> parts = List.of(name.split("/", 2));
        double[] walk = Schedules.get(new ScheduleId(parts.get(0)))
                .schedule()
                .sigmas(training, Integer.parseInt(parts.get(1)))
                .toArray();
        assertThat(walk).as(name).hasSize(expected.size());
        for (int i = 0; i < walk.length; i++) {
            assertThat(walk[i]).as(name).isCloseTo(expected.get(i), Percentage.withPercentage(1e-4));
        }
    }

    @Test
    void theQuantilesOfTheBetaDistributionAreScipys() {
        Map<Double, Double> expected = Map.of(
                1e-06,
                1.8558824624053043e-10,
                0.001,
                1.855873851745199e-05,
                0.02,
                0.002732982024577027,
                0.1,
                0.03958440558878085,
                0.25,
                0.17568037865269498,
                0.37,
                0.3227940020973615,
                0.4999,
                0.49986127490549975,
                0.5,
                0.5000000000000001); // scipy.stats.beta.ppf(p, 0.6, 0.6)
        expected.forEach((p, x) -> {
            assertThat(BetaQuantile.at(p)).isCloseTo(x, Percentage.withPercentage(1e-10));
            assertThat(BetaQuantile.at(1 - p)).isCloseTo(1 - x, Offset.offset(1e-14));
        });
        assertThat(BetaQuantile.at(0)).isZero();
        assertThat(BetaQuantile.at(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void ddimWalksTheTimestepsOfA1111(Golden golden) {
        NoiseSchedule schedule = golden.schedule(ModelFamily.SD1);
        assertThat(golden.ddim()).hasSize(5);
        golden.ddim()
                .forEach((steps, timesteps) -> assertThat(
                                new DdimTimesteps().sigmas(schedule, steps).toArray())
                        .containsExactly(
                                timesteps.stream().mapToDouble(schedule::sigma).toArray()));
    }

    @Test
    void noTwoSchedulesWalkAlike() {
        NoiseSchedule training = NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
        for (int steps : new int[] {6, 17, 30}) { // where steps divide 1000, Turbo is Simple
            assertThat(Schedules.all().stream().map(entry -> entry.schedule().sigmas(training, steps)))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aShortTrainingScheduleWorksToo() {
        NoiseSchedule schedule = training(ModelFamily.SD1, NoiseScheduleConfig.Betas.LINEAR, 10, 0.01, 0.2, false);
        for (ScheduleEntry entry : Schedules.all()) {
            Sigmas sigmas = entry.schedule().sigmas(schedule, 25);
            assertThat(sigmas.steps()).as(entry.label()).isBetween(9, 25);
            assertThat(sigmas.toArray()).doesNotContain(Double.NaN);
        }
        assertThat(new DdimTimesteps().sigmas(schedule, 25).first()).isEqualTo(schedule.sigmaMax());
    }

    @Test
    void noiseLevelsThatRiseOrAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> Sigmas.of(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sigmas.of(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sigmas.of(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Sigmas::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWalkCanBeginLater() {
        Sigmas sigmas = Sigmas.of(3, 2, 1, 0);
        assertThat(sigmas.from(1)).isEqualTo(Sigmas.of(2, 1, 0)).hasSameHashCodeAs(Sigmas.of(2, 1, 0));
        assertThat(sigmas.steps()).isEqualTo(3);
        assertThat(sigmas.last()).isZero();
        assertThat(sigmas.withoutPenultimate()).isEqualTo(Sigmas.of(3, 2, 0));
        assertThat(sigmas).hasToString("[3.0, 2.0, 1.0, 0.0]");
    }

    private static NoiseSchedule training(
            ModelFamily family,
            NoiseScheduleConfig.Betas betas,
            int timesteps,
            double start,
            double end,
            boolean zeroSnr) {
        return NoiseSchedule.of(
                new NoiseScheduleConfig(timesteps, start, end, betas, NoiseScheduleConfig.Predicts.EPSILON, 1, zeroSnr),
                family);
    }
}
