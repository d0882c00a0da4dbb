package studio.sfumato.diffusion.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

class GuidanceTest {
    private static final NoiseSchedule TRAINING =
            NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
    private static final Shape SHAPE = Shape.of(1, 2);
    private static final Tensor CLEAN = Tensor.of(SHAPE, 0.25f, -1.5f);
    private static final Tensor NOISE = Tensor.of(SHAPE, 0.5f, 2f);

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void aPerfectNetworkOfEveryKindGivesBackTheCleanPicture(Prediction prediction) {
        for (double t : new double[] {0, 12.5, 400, 999}) {
            double sigma = TRAINING.tToSigma(t);
            double alpha = 1 / Math.hypot(1, sigma);
            Tensor x = CLEAN.combine(1, NOISE, sigma);
            Network perfect = (scaled, timestep) -> {
                assertThat(timestep).isCloseTo(t, Offset.offset(1e-6));
                assertThat(scaled.at(0)).isCloseTo((float) (x.at(0) * alpha), Offset.offset(1e-6f));
                return switch (prediction) {
                    case EPSILON -> NOISE;
                    case V_PREDICTION -> NOISE.combine(alpha, CLEAN, -sigma * alpha);
                    case SAMPLE -> CLEAN;
                };
            };
            Tensor estimate = prediction.denoiser(perfect, TRAINING).denoise(x, sigma);
            assertThat(estimate.at(0)).isCloseTo(0.25f, Offset.offset(1e-5f));
            assertThat(estimate.at(1)).isCloseTo(-1.5f, Offset.offset(1e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseScheduleConfig.Predicts.class)
    void theModelSaysWhatItsNetworkPredicts(NoiseScheduleConfig.Predicts predicts) {
        NoiseScheduleConfig config = new NoiseScheduleConfig(
                1000, 0.00085, 0.012, NoiseScheduleConfig.Betas.SCALED_LINEAR, predicts, 1, false);
        assertThat(Prediction.of(config)).hasToString(predicts.name());
    }

    @Test
    void guidanceGoesFromTheEstimateWithoutThePromptPastTheOneWithIt() {
        Denoiser both = (x, sigma) -> {
            assertThat(x.shape()).isEqualTo(Shape.of(2, 2));
            assertThat(x.slice(0, 1)).isEqualTo(x.slice(1, 2)).isEqualTo(CLEAN);
            return Tensor.of(Shape.of(2, 2), 1, 2, 0.5f, 4);
        };
        assertThat(new ClassifierFreeGuidance(both, 7).denoise(CLEAN, 3)).isEqualTo(Tensor.of(SHAPE, 4, -10));
        assertThat(new ClassifierFreeGuidance(both, 1).denoise(CLEAN, 3)).isEqualTo(Tensor.of(SHAPE, 1, 2));
        assertThat(new ClassifierFreeGuidance(both, 0).denoise(CLEAN, 3)).isEqualTo(Tensor.of(SHAPE, 0.5f, 4));
        assertThat(new ClassifierFreeGuidance(both, 7).estimates(CLEAN, 3))
                .isEqualTo(new Estimates(Tensor.of(SHAPE, 4, -10), Tensor.of(SHAPE, 1, 2), Tensor.of(SHAPE, 0.5f, 4)));
    }

    @Test
    void withoutGuidanceAllEstimatesAreOne() {
        Denoiser half = (x, sigma) -> x.times(0.5);
        assertThat(half.estimates(NOISE, 3)).isEqualTo(Estimates.unguided(NOISE.times(0.5)));
    }
}
