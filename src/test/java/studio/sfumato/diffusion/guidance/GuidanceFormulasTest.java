package studio.sfumato.diffusion.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;
import tools.jackson.databind.json.JsonMapper;

/// Single calls against diffusers' `rescale_noise_cfg` and mcmonkey's formulas; made by `tools/golden/guidance.py`.
class GuidanceFormulasTest {
    private static final Formulas GOLDEN = read();
    private static final double SAME = 2e-6;

    record Rescaled(String prediction, double phi, List<Float> out) {}

    record Thresholded(String settings, List<Float> out) {
        @Override
        public String toString() {
            return settings;
        }
    }

    record Formulas(
            List<Integer> shape,
            List<Float> prompted,
            List<Float> unprompted,
            List<Float> x,
            double sigma,
            List<Rescaled> rescaled,
            List<Thresholded> thresholded) {
        Tensor tensor(List<Float> values) {
            float[] data = new float[values.size()];
            for (int i = 0; i < data.length; i++) {
                data[i] = values.get(i);
            }
            return Tensor.wrap(
                    Shape.of(shape.stream().mapToInt(Integer::intValue).toArray()), data);
        }

        Denoiser guidance(double scale) {
            Tensor both = Tensor.concat(List.of(tensor(prompted), tensor(unprompted)));
            return new ClassifierFreeGuidance((twice, sigma) -> both, scale);
        }
    }

    private static Formulas read() {
        try (InputStream json = GuidanceFormulasTest.class.getResourceAsStream("/golden/guidance/formulas.json")) {
            return JsonMapper.shared().readValue(json, Formulas.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Rescaled> rescaled() {
        return GOLDEN.rescaled().stream();
    }

    static Stream<Thresholded> thresholded() {
        return GOLDEN.thresholded().stream();
    }

    @ParameterizedTest
    @MethodSource("rescaled")
    void rescalingIsThatOfDiffusers(Rescaled golden) {
        Prediction prediction = Prediction.valueOf(golden.prediction().toUpperCase(Locale.ROOT));
        Denoiser guidance = new GuidanceRescale(GOLDEN.guidance(7.5), golden.phi(), prediction);
        Estimates estimates = guidance.estimates(GOLDEN.tensor(GOLDEN.x()), GOLDEN.sigma());
        requireSame(estimates.guided(), golden.out());
        assertThat(estimates.prompted()).isEqualTo(GOLDEN.tensor(GOLDEN.prompted()));
        assertThat(estimates.unprompted()).isEqualTo(GOLDEN.tensor(GOLDEN.unprompted()));
        assertThat(guidance.denoise(GOLDEN.tensor(GOLDEN.x()), GOLDEN.sigma())).isEqualTo(estimates.guided());
    }

    @ParameterizedTest
    @MethodSource("thresholded")
    void thresholdingIsMcmonkeys(Thresholded golden) {
        NoiseSchedule training = NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
        DynamicThresholding settings = DynamicThresholding.parse(golden.settings());
        Denoiser guidance = new ThresholdedGuidance(GOLDEN.guidance(12), settings, 12, training);
        requireSame(guidance.denoise(GOLDEN.tensor(GOLDEN.x()), GOLDEN.sigma()), golden.out());
        assertThat(DynamicThresholding.parse(settings.text())).isEqualTo(settings);
    }

    private static void requireSame(Tensor actual, List<Float> expected) {
        double largest = 0;
        double furthest = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
            furthest = Math.max(furthest, Math.abs(expected.get(i) - actual.at(i)));
        }
        assertThat(furthest / largest).isLessThan(SAME);
    }
}
