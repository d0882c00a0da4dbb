package studio.sfumato.diffusion.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What each part of the stack does with the estimates it gets, and which calls it makes.
class GuidanceStackTest {
    private static final Tensor X = Tensor.of(Shape.of(1, 1, 1, 2), 10, 20);
    private static final Tensor PROMPTED = Tensor.of(X.shape(), 1, 2);
    private static final Tensor UNPROMPTED = Tensor.of(X.shape(), 3, 5);
    private static final Tensor GUIDED = Tensor.of(X.shape(), -1, -4);

    /// Gives the three estimates above.
    private static final Denoiser GUIDANCE = new Denoiser() {
        @Override
        public Tensor denoise(Tensor x, double sigma) {
            return GUIDED;
        }

        @Override
        public Estimates estimates(Tensor x, double sigma) {
            return new Estimates(GUIDED, PROMPTED, UNPROMPTED);
        }
    };

    private static List<Integer> guidedCalls(GuidanceLimits limits, int calls, double sigma) {
        List<Integer> guided = new ArrayList<>();
        Denoiser prompted = (x, s) -> PROMPTED;
        for (int i = 0; i < calls; i++) {
            int call = i;
            Denoiser limited = new LimitedGuidance(GUIDANCE, prompted, limits, () -> call, calls);
            Estimates estimates = limited.estimates(X, sigma);
            assertThat(limited.denoise(X, sigma)).isEqualTo(estimates.guided());
            if (estimates.guided().equals(GUIDED)) {
                guided.add(call);
            } else {
                assertThat(estimates).isEqualTo(Estimates.unguided(PROMPTED));
            }
        }
        return guided;
    }

    private static GuidanceLimits limits(double ngms, boolean all, double early, String interval) {
        return new GuidanceLimits(ngms, all, early, GuidanceInterval.parse(interval));
    }

    @Test
    void withoutLimitsEveryCallIsGuided() {
        assertThat(guidedCalls(GuidanceLimits.NONE, 6, 1)).isEqualTo(List.of(0, 1, 2, 3, 4, 5));
    }

    @Test
    void belowItsMinimumSigmaEveryOtherCallOrEveryOneIsUnguided() {
        assertThat(guidedCalls(limits(2, false, 0, ""), 6, 1.9)).isEqualTo(List.of(0, 2, 4));
        assertThat(guidedCalls(limits(2, true, 0, ""), 6, 1.9)).isEmpty();
        assertThat(guidedCalls(limits(2, true, 0, ""), 6, 2)).hasSize(6);
    }

    @Test
    void theFirstCallsAreUnguidedUpToTheShareAndIncludingIt() {
        assertThat(guidedCalls(limits(0, false, 0.2, ""), 10, 1)).isEqualTo(List.of(3, 4, 5, 6, 7, 8, 9));
        assertThat(guidedCalls(limits(0, false, 1, ""), 10, 1)).isEmpty();
    }

    @Test
    void onlyInsideTheIntervalCallsAreGuided() {
        assertThat(guidedCalls(limits(0, false, 0, "20%..70%"), 10, 1)).isEqualTo(List.of(2, 3, 4, 5, 6));
        assertThat(guidedCalls(limits(0, false, 0, "0.5..2"), 3, 2)).hasSize(3);
        assertThat(guidedCalls(limits(0, false, 0, "0.5..2"), 3, 0.5)).isEmpty();
        assertThat(guidedCalls(limits(0, false, 0, "0.5..2"), 3, 2.1)).isEmpty();
    }

    @Test
    void eachLimitLeavesGuidanceOutOnItsOwn() {
        assertThat(guidedCalls(limits(2, false, 0.1, "0%..80%"), 10, 1)).isEqualTo(List.of(2, 4, 6));
    }

    @Test
    void perturbedAttentionGoesAwayFromThePerturbedEstimate() {
        Denoiser perturbed = (x, sigma) -> Tensor.of(x.shape(), 0, 4);
        Estimates estimates = new PerturbedAttentionGuidance(GUIDANCE, perturbed, 3).estimates(X, 1);
        assertThat(estimates).isEqualTo(new Estimates(Tensor.of(X.shape(), 2, -10), PROMPTED, UNPROMPTED));
        assertThat(new PerturbedAttentionGuidance(GUIDANCE, perturbed, 3).denoise(X, 1))
                .isEqualTo(estimates.guided());
    }

    @Test
    void selfAttentionBlursOnlyWhereTheNetworkLooked() {
        Shape shape = Shape.of(1, 1, 6, 8);
        float[] point = new float[48];
        point[2 * 8 + 3] = 100;
        Tensor clean = Tensor.wrap(shape, point);
        Tensor x = clean.map(value -> value + 1);
        AttentionMap map = new AttentionMap();
        map.keep(Tensor.of(Shape.of(2, 1, 2), 5, 5, 2, 0.5f)); // the second picture is the one without the prompt
        List<Tensor> asked = new ArrayList<>();
        Denoiser again = (noisy, sigma) -> {
            asked.add(noisy);
            return Tensor.zeros(shape);
        };
        Denoiser guided = (noisy, sigma) -> clean;

        Tensor out = new SelfAttentionGuidance(guided, again, map, new SelfAttention(2, 1, 1)).denoise(x, 3);

        Tensor degraded = asked.getFirst().map(value -> value - 1);
        assertThat(IntStream.range(0, 48).filter(i -> i % 8 >= 4).mapToDouble(degraded::at))
                .allMatch(value -> value == 0);
        double centre = 1
                / IntStream.rangeClosed(-4, 4)
                        .mapToDouble(i -> Math.exp(-i * i / 2.0))
                        .sum();
        double twice = 1 + Math.exp(-8); // row 2 sees itself beyond the edge
        assertThat(degraded.at(2 * 8 + 3)).isCloseTo((float) (100 * centre * centre * twice), within(1e-4f));
        assertThat(degraded.at(3 * 8 + 3)).isCloseTo((float) (100 * centre * centre * Math.exp(-0.5)), within(1e-4f));
        double reflected = Math.exp(-2) + Math.exp(-2); // row 0 sees row 2 above the edge too
        assertThat(degraded.at(3)).isCloseTo((float) (100 * centre * centre * reflected), within(1e-4f));
        for (int i = 0; i < 48; i++) {
            assertThat(out.at(i)).isCloseTo(clean.at(i) + 2 * degraded.at(i), within(1e-4f));
        }
    }

    @Test
    void rescalingLeavesAPictureWithoutSpreadAlone() {
        Denoiser flat = (x, sigma) -> Tensor.zeros(x.shape());
        Denoiser rescaled = new GuidanceRescale(flat, 1, Prediction.SAMPLE);
        assertThat(rescaled.denoise(X, 2)).isEqualTo(Tensor.zeros(X.shape()));
    }

    private static Offset<Float> within(float distance) {
        return Offset.offset(distance);
    }
}
