package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

class SamplerOptionsTest {
    private static final NoiseSchedule TRAINING =
            NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);

    @ParameterizedTest
    @EnumSource(SamplerOption.class)
    void anOptionOutOfRangeIsRefusedByName(SamplerOption option) {
        for (double value : new double[] {-1, Double.NaN, 1e9, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> SamplerOptions.NONE.with(option, value))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining(option.field());
        }
        assertThatThrownBy(() -> option.parse("many"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(option.field());
    }

    @ParameterizedTest
    @EnumSource(SamplerOption.class)
    void whatIsWrittenIsReadAgain(SamplerOption option) {
        double value = option.numeric() ? option == SamplerOption.UNIPC_ORDER ? 3 : 0.75 : 1;
        assertThat(option.parse(option.text(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3,2,x,0   | 'x' is not a number
            3,2,,0    | '' is not a number
            3,NaN,0   | must be numbers from 0 up
            3,-1,0    | must be numbers from 0 up
            3,4,0     | 4.0 comes after 3.0
            3,3,0     | must fall
            3,2,1     | must end in 0
            0         | 2 to 1001 noise levels
            """)
    void noiseLevelsThatCannotBeWalkedAreRefused(String text, String message) {
        assertThatThrownBy(() -> SamplerOptions.NONE.withSigmas(SamplerOptions.parseSigmas(text)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noiseLevelsThatAreGivenAreWalkedAsTheyAre() {
        SamplerOptions options = SamplerOptions.NONE.withSigmas(List.of(9.0, 3.0, 0.5, 0.0));
        for (String label : List.of("Euler", "DPM2 a", "DPM++ 3M SDE", "LCM")) {
            Sampling sampling = new Sampling(new SamplerId(label), ScheduleId.AUTOMATIC, 3, options);
            assertThat(Samplers.plan(sampling, TRAINING).sigmas()).isEqualTo(Sigmas.of(9, 3, 0.5, 0));
        }
        assertThatThrownBy(() -> new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 20, options))
                .isInstanceOf(RequestException.class)
                .hasMessage("steps must be 3 with these sigmas, not 20");
        assertThatThrownBy(() -> plan("DDIM", 3, options))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("DDIM has noise levels of its own");
    }

    @Test
    void anOptionThatWouldDoNothingIsRefused() {
        for (SamplerEntry entry : Samplers.all()) {
            for (SamplerOption option : SamplerOption.values()) {
                if (option.numeric()
                        && !option.field().startsWith("schedule")
                        && !entry.options().contains(option)) {
                    SamplerOptions set =
                            SamplerOptions.NONE.with(option, option == SamplerOption.UNIPC_ORDER ? 2 : 0.4);
                    assertThatThrownBy(() -> plan(entry.label(), 5, set))
                            .isInstanceOfSatisfying(RequestException.class, e -> {
                                assertThat(e).hasMessage(entry.label() + " has no " + option.field());
                                assertThat(e.hint()).startsWith("samplers that have it: ");
                            });
                }
            }
        }
        assertThatThrownBy(() -> plan("DDIM", 5, SamplerOptions.NONE.with(SamplerOption.SIGMA_MAX, 5)))
                .hasMessage("scheduleMaxSigma does nothing to the noise levels of DDIM");
        assertThatThrownBy(() -> plan("Euler", 5, SamplerOptions.NONE.with(SamplerOption.RHO, 5)))
                .hasMessage("scheduleRho does nothing to the noise levels of Uniform");
        assertThatThrownBy(() -> plan("UniPC", 5, SamplerOptions.NONE.with(SamplerOption.SGM_NOISE, 1)))
                .hasMessage("sgmNoiseMultiplier does nothing with UniPC");
    }

    @Test
    void theLowestNoiseLevelMustBeBelowTheHighest() {
        SamplerOptions crossed =
                SamplerOptions.NONE.with(SamplerOption.SIGMA_MIN, 5).with(SamplerOption.SIGMA_MAX, 4);
        assertThatThrownBy(() -> plan("DPM++ 2M", 5, crossed))
                .isInstanceOf(RequestException.class)
                .hasMessage("scheduleMinSigma 5.0 must be below scheduleMaxSigma 4.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DPM++ 2M", "DPM2"})
    void thePenultimateLevelIsLeftOutOnceHoweverOftenItIsAskedFor(String label) {
        SamplingPlan plan = plan(label, 8, SamplerOptions.NONE.with(SamplerOption.DISCARD_PENULTIMATE, 1));
        assertThat(plan.steps()).isEqualTo(8);
        assertThat(plan.sigmas().at(7)).isGreaterThan(TRAINING.sigmaMin() * 1.5);
    }

    @Test
    void etaIsCalledOtherwiseForDdim() {
        Sampling ddim = new Sampling(new SamplerId("DDIM CFG++"), ScheduleId.AUTOMATIC, 5);
        Sampling euler = new Sampling(new SamplerId("Euler a"), ScheduleId.AUTOMATIC, 5);
        assertThat(Samplers.label(ddim, SamplerOption.ETA)).isEqualTo("Eta DDIM");
        assertThat(Samplers.label(euler, SamplerOption.ETA)).isEqualTo("Eta");
    }

    private static SamplingPlan plan(String label, int steps, SamplerOptions options) {
        return Samplers.plan(new Sampling(new SamplerId(label), ScheduleId.AUTOMATIC, steps, options), TRAINING);
    }
}
