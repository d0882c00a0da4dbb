package studio.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;
import tools.jackson.databind.json.JsonMapper;

/// Whole loops against k-diffusion's formulas; the numbers come from `tools/golden/samplers.py` and `sde.py`.
class SamplerGoldenTest {
    private static final NoiseSchedule TRAINING =
            NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
    private static final Shape SHAPE = Shape.of(1, 4, 8, 8);
    private static final double ENOUGH_DECIBELS = 115; // the project asks for 60
    private static final double STEPS_OF_ITS_OWN = 60; // whose lengths follow from small differences

    record Golden(
            String sampler,
            String schedule,
            int steps,
            String prediction,
            long seed,
            @Nullable Map<String, Object> options,
            @Nullable Double guidance,
            List<Float> latents) {
        Tensor sampled(NoiseSchedule training) {
            Sampling sampling = new Sampling(new SamplerId(sampler), new ScheduleId(schedule), steps, set());
            Prediction kind = Prediction.valueOf(prediction.toUpperCase(Locale.ROOT));
            SamplingPlan plan = Samplers.plan(sampling, training);
            Denoiser prompted = kind.denoiser(new AnalyticNetwork(training, kind), plan.told(training));
            return plan.fromNoise(
                    guidance == null ? prompted : new TestGuidance(prompted, plan.scale(new Guidance(guidance))),
                    SHAPE,
                    RandomSource.CPU.noise(new Seed(seed), 1),
                    (i, x, denoised) -> {});
        }

        private SamplerOptions set() {
            SamplerOptions set = SamplerOptions.NONE;
            for (SamplerOption option : SamplerOption.values()) {
                if (options != null && options.containsKey(option.field())) {
                    set = set.with(option, option.parse(String.valueOf(options.get(option.field()))));
                }
            }
            return set;
        }

        @Override
        public String toString() {
            return sampler + ", " + schedule + ", " + steps + " steps, " + prediction
                    + (options == null ? "" : options);
        }
    }

    static List<Golden> loops() throws IOException {
        List<Golden> loops = new ArrayList<>();
        for (String file : List.of("samplers", "sde")) {
            try (InputStream json = SamplerGoldenTest.class.getResourceAsStream("/golden/" + file + ".json")) {
                loops.addAll(Arrays.asList(JsonMapper.shared().readValue(json, Golden[].class)));
            }
        }
        return loops;
    }

    @ParameterizedTest
    @MethodSource("loops")
    void latentsAreThoseOfKDiffusion(Golden golden) {
        assertThat(decibels(golden.latents(), golden.sampled(TRAINING).toArray()))
                .isGreaterThan(golden.sampler().equals("DPM adaptive") ? STEPS_OF_ITS_OWN : ENOUGH_DECIBELS);
    }

    @Test
    void everySamplerAndScheduleIsProven() throws IOException {
        assertThat(loops())
                .hasSize(376 + 52)
                .allSatisfy(
                        golden -> assertThat(Samplers.find(golden.sampler())).isPresent());
        assertThat(loops().stream().map(Golden::sampler).distinct()).hasSameSizeAs(Samplers.all());
    }

    @Test
    void aRoundedTimestepWouldShow() throws IOException {
        Golden golden = loops().stream()
                .filter(loop -> loop.toString().equals("DPM++ 2M, Karras, 20 steps, epsilon"))
                .findFirst()
                .orElseThrow();
        Sampling sampling = new Sampling(new SamplerId("DPM++ 2M"), new ScheduleId("Karras"), 20);
        AnalyticNetwork network = new AnalyticNetwork(TRAINING, Prediction.EPSILON);
        Tensor rounded = Samplers.plan(sampling, TRAINING)
                .fromNoise(
                        Prediction.EPSILON.denoiser((x, t) -> network.predict(x, Math.rint(t)), TRAINING),
                        SHAPE,
                        RandomSource.CPU.noise(new Seed(golden.seed()), 1),
                        (i, x, denoised) -> {});
        assertThat(decibels(golden.latents(), rounded.toArray())).isLessThan(ENOUGH_DECIBELS - 20);
    }

    private static double decibels(List<Float> expected, float[] actual) {
        assertThat(actual).hasSize(expected.size());
        double squares = 0;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < actual.length; i++) {
            float wanted = expected.get(i);
            squares += Math.pow(wanted - actual[i], 2);
            low = Math.min(low, wanted);
            high = Math.max(high, wanted);
        }
        return 20 * Math.log10((high - low) / Math.sqrt(squares / actual.length));
    }
}
