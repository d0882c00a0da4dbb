package studio.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.SamplerEntry.Trait;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.error.CancelledException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

class SamplerPropertiesTest {
    private static final NoiseSchedule TRAINING =
            NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
    private static final Shape SHAPE = Shape.of(1, 4, 4, 6);
    private static final StepListener NOBODY = (i, x, denoised) -> {};
    private static final Noise NO_NOISE = shape -> {
        throw new AssertionError("an ODE solver asked for noise");
    };

    static List<SamplerEntry> samplers() {
        return Samplers.all();
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void equalSeedsGiveEqualLatentsAndOtherSeedsOthers(SamplerEntry entry) {
        Tensor latents = sampled(entry, 12, 3, 1, NOBODY);
        assertThat(sampled(entry, 12, 3, 1, NOBODY)).isEqualTo(latents);
        assertThat(sampled(entry, 12, 4, 1, NOBODY)).isNotEqualTo(latents);
        assertThat(latents.isFinite()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void aBatchEqualsSinglePictures(SamplerEntry entry) {
        Tensor batch = sampled(entry, 9, 40, 3, NOBODY);
        assertThat(batch.shape().at(0)).isEqualTo(3);
        if (entry.has(Trait.ADAPTIVE)) {
            return; // the pictures of a batch share their steps
        }
        for (int i = 0; i < 3; i++) {
            assertThat(batch.slice(i, i + 1)).isEqualTo(sampled(entry, 9, 40 + i, 1, NOBODY));
        }
    }

    @Test
    void noTwoSamplersGiveEqualLatents() {
        for (int steps : new int[] {3, 20}) {
            assertThat(samplers().stream().map(entry -> sampled(entry, steps, 5, 1, NOBODY)))
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void everyStepIsHeardOfOnceInOrder(SamplerEntry entry) {
        List<Integer> heard = new ArrayList<>();
        sampled(entry, 7, 1, 1, (i, x, denoised) -> {
            heard.add(i);
            assertThat(denoised.shape()).isEqualTo(SHAPE);
        });
        int steps = entry.has(Trait.ADAPTIVE) ? heard.size() : plan(entry, 7).steps();
        assertThat(heard)
                .isNotEmpty()
                .isEqualTo(IntStream.range(0, steps).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void whatTheListenerThrowsEndsTheSamplingWithinThatStep(SamplerEntry entry) {
        for (int last = 0; last < plan(entry, 7).steps(); last++) {
            int step = last;
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger callsThen = new AtomicInteger();
            assertThatThrownBy(() -> plan(entry, 7)
                            .fromNoise(counting(calls), SHAPE, RandomSource.CPU.noise(new Seed(1), 1), (i, x, d) -> {
                                if (i == step) {
                                    callsThen.set(calls.get());
                                    throw new CancelledException();
                                }
                            }))
                    .isInstanceOf(CancelledException.class);
            assertThat(calls).hasValue(callsThen.get());
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void theNetworkIsCalledAsOftenAsTheListSays(SamplerEntry entry) {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger steps = new AtomicInteger();
        plan(entry, 24)
                .fromNoise(
                        counting(calls),
                        SHAPE,
                        RandomSource.CPU.noise(new Seed(1), 1),
                        (i, x, denoised) -> steps.incrementAndGet());
        if (entry.has(Trait.COUNTS_CALLS)) {
            assertThat(calls).hasValue(24);
            return;
        }
        int perStep =
                entry.has(Trait.THREE_CALLS) || entry.has(Trait.ADAPTIVE) ? 3 : entry.has(Trait.TWO_CALLS) ? 2 : 1;
        assertThat((double) calls.get() / steps.get()).isCloseTo(perStep, Offset.offset(0.2));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void oneStepIsEnoughForLatents(SamplerEntry entry) {
        assertThat(plan(entry, 1).steps()).isEqualTo(1);
        assertThat(sampled(entry, 1, 1, 1, NOBODY).isFinite()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void onlyThoseThatSaySoAddNoise(SamplerEntry entry) {
        AtomicInteger draws = new AtomicInteger();
        Noise noise = RandomSource.CPU.noise(new Seed(1), 1);
        plan(entry, 20) // Restart restarts from 20 steps on
                .fromNoise(
                        denoiser(),
                        SHAPE,
                        shape -> {
                            draws.incrementAndGet();
                            return noise.next(shape);
                        },
                        NOBODY);
        assertThat(draws.get() > 1).isEqualTo(entry.has(Trait.ADDS_NOISE));
    }

    /// On a Gaussian prior N(0, s²) the exact solution is x·√((s² + σ²)/(s² + σ_max²)): halving the steps' length must
    /// shrink the error by 2 to the power of the order.
    @ParameterizedTest
    @CsvSource(textBlock = """
            Euler,                1, 40
            euler_cfg_pp,         1, 40
            DDIM,                 1, 40
            gradient_estimation,  1, 40
            Heun,                 2, 40
            HeunPP2,              1, 40
            DPM2,                 2, 40
            DPM++ 2M,             2, 40
            DPM++ 2S a,           2, 40
            DPM++ SDE,            2, 40
            DPM++ 2M SDE,         2, 40
            DPM++ 2M SDE Heun,    2, 40
            DPM++ 3M SDE,         2, 40
            DEIS,                 2, 40
            IPNDM,                2, 40
            IPNDM_V,              3, 40
            LMS,                  3, 40
            PLMS,                 2, 40
            res_multistep,        2, 40
            DPM fast,             2, 30
            UniPC,                2, 40
            seeds_2,              2, 40
            seeds_3,              3, 5
            sa_solver,            4, 12
            sa_solver_pece,       4, 12
            """)
    void theErrorFallsWithTheOrderOfTheMethod(String label, int order, int steps) {
        SamplerEntry entry = Samplers.find(label).orElseThrow();
        SamplerOptions still = entry.options().contains(SamplerOption.ETA)
                ? SamplerOptions.NONE.with(SamplerOption.ETA, 0)
                : SamplerOptions.NONE;
        Sampler sampler = entry.maker().make(still, TRAINING);
        double spread = 1;
        double exact = Math.sqrt((spread + 1) / (spread + 100));
        Denoiser gaussian = (x, sigma) -> x.times(spread / (spread + sigma * sigma));
        double scale = sampler.start(Tensor.scalar(1), Sigmas.of(10, 1)).at(0) > 10 ? Math.sqrt(2) : 1;
        IntToDoubleFunction error = count -> {
            Sigmas sigmas = Sigmas.of(IntStream.rangeClosed(0, count)
                    .mapToDouble(i -> Math.exp(Math.log(10) * (1 - (double) i / count)))
                    .toArray());
            Tensor x = Tensor.of(Shape.of(1, 1), 1e6f);
            return Math.abs(
                    sampler.sample(gaussian, x, sigmas, NO_NOISE, NOBODY).at(0) * scale / 1e6 - exact);
        };
        double measured = Math.log(error.applyAsDouble(steps) / error.applyAsDouble(2 * steps)) / Math.log(2);
        assertThat(measured).isBetween(order - 0.35, order + 0.6); // DEIS, of order 3, begins as Euler's method
    }

    /// LMS begins with Euler's method, which hides its order; but once four slopes are known, any cubic is exact.
    @Test
    void lmsIntegratesACubicExactlyOnceItHasFourSlopes() {
        DoubleUnaryOperator slope = sigma -> 1 + 2 * sigma - 3 * sigma * sigma + 4 * sigma * sigma * sigma;
        DoubleUnaryOperator integral = sigma -> sigma + sigma * sigma - Math.pow(sigma, 3) + Math.pow(sigma, 4);
        Denoiser cubic = (x, sigma) -> x.minus(Tensor.scalar(sigma * slope.applyAsDouble(sigma)));
        List<Tensor> starts = new ArrayList<>();
        Sigmas sigmas = Sigmas.of(2, 1.7, 1.5, 1.1, 0.6, 0.5, 0);
        Tensor end = new Lms().sample(cubic, Tensor.scalar(0), sigmas, NO_NOISE, (i, x, denoised) -> starts.add(x));
        assertThat(end.at(0) - starts.get(3).at(0))
                .isCloseTo((float) -integral.applyAsDouble(1.1), Offset.offset(1e-5f));
    }

    @Test
    void eulerAncestralKeepsTheVarianceOfTheNoiseLevel() {
        Sigmas sigmas = Sigmas.of(10, 6, 3, 1.5);
        Denoiser nothing = (x, sigma) -> Tensor.zeros(x.shape()); // the picture is black: x is noise alone
        Noise noise = RandomSource.CPU.noise(new Seed(9), 1);
        Shape shape = Shape.of(1, 20_000);
        Tensor x = new EulerAncestral(FreshNoise.ALL)
                .sample(nothing, noise.next(shape).times(10), sigmas, noise, NOBODY);
        double variance = DoubleStream.iterate(0, i -> i + 1)
                .limit(20_000)
                .map(i -> Math.pow(x.at((int) i), 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance)).isCloseTo(1.5, Offset.offset(0.03));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DPM++ SDE", "DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 3M SDE"})
    void solversOfTheStochasticEquationKeepTheVarianceOfTheNoiseLevel(String label) {
        Sigmas sigmas = Sigmas.of(10, 6, 3, 1.5);
        Denoiser nothing = (x, sigma) -> Tensor.zeros(x.shape());
        Noise noise = RandomSource.CPU.noise(new Seed(9), 1);
        Shape shape = Shape.of(1, 20_000);
        Tensor start = noise.next(shape).times(10);
        Tensor x = Samplers.find(label)
                .orElseThrow()
                .maker()
                .make(SamplerOptions.NONE, TRAINING)
                .sample(nothing, start, sigmas, noise, NOBODY);
        double variance = IntStream.range(0, 20_000)
                .mapToDouble(i -> Math.pow(x.at(i), 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance)).isCloseTo(1.5, Offset.offset(0.03));
    }

    @Test
    void automaticStandsForTheScheduleASamplerIsUsuallyUsedWith() {
        Map<String, String> expected = Map.of(
                "DPM++ 2M",
                "Karras",
                "Euler",
                "Uniform",
                "Euler a",
                "Uniform",
                "DPM++ SDE",
                "Karras",
                "DPM++ 2M SDE",
                "Exponential",
                "DPM++ 3M SDE",
                "Exponential");
        expected.forEach((label, schedule) -> {
            SamplerEntry entry = Samplers.find(label).orElseThrow();
            Sampling automatic = new Sampling(entry.id(), ScheduleId.AUTOMATIC, 5);
            Sampling named = new Sampling(entry.id(), new ScheduleId(schedule), 5);
            assertThat(Samplers.plan(automatic, TRAINING)).isEqualTo(Samplers.plan(named, TRAINING));
        });
    }

    private static SamplingPlan plan(SamplerEntry entry, int steps) {
        return Samplers.plan(new Sampling(entry.id(), ScheduleId.AUTOMATIC, steps), TRAINING);
    }

    private static Denoiser counting(AtomicInteger calls) {
        Denoiser counted = (x, sigma) -> {
            calls.incrementAndGet();
            return analytic().denoise(x, sigma);
        };
        return new TestGuidance(counted, 1);
    }

    private static Denoiser denoiser() {
        return new TestGuidance(analytic(), 1);
    }

    private static Denoiser analytic() {
        return Prediction.EPSILON.denoiser(new AnalyticNetwork(TRAINING, Prediction.EPSILON), TRAINING);
    }

    private static Tensor sampled(SamplerEntry entry, int steps, long seed, int count, StepListener on) {
        Noise noise = RandomSource.CPU.noise(new Seed(seed), count);
        return plan(entry, steps).fromNoise(denoiser(), SHAPE.withBatch(count), noise, on);
    }
}
