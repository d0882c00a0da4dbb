package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;

class NoiseScheduleConfigTest {
    @Test
    void whatTheFileLeavesOutIsAsInDiffusers() {
        assertThat(of(Map.of()))
                .isEqualTo(new NoiseScheduleConfig(
                        1000,
                        0.0001,
                        0.02,
                        NoiseScheduleConfig.Betas.LINEAR,
                        NoiseScheduleConfig.Predicts.EPSILON,
                        0,
                        false));
    }

    @Test
    void everyNameOfDiffusersIsKnown() {
        assertThat(of(Map.of("beta_schedule", "squaredcos_cap_v2")).betas())
                .isEqualTo(NoiseScheduleConfig.Betas.SQUAREDCOS_CAP_V2);
        assertThat(of(Map.of("prediction_type", "sample")).predicts()).isEqualTo(NoiseScheduleConfig.Predicts.SAMPLE);
    }

    @ParameterizedTest
    @CsvSource({
        "num_train_timesteps, 1, num_train_timesteps must be between 2 and 100000",
        "num_train_timesteps, 2000000000, num_train_timesteps must be between",
        "num_train_timesteps, -5, num_train_timesteps must be a positive whole number",
        "beta_start, 0, beta_start must be above 0",
        "beta_start, 0.5, beta_start must be above 0",
        "beta_end, 1, 'beta_start must be above 0 and at most beta_end, which must be below 1'",
        "steps_offset, -1, steps_offset must be between 0 and num_train_timesteps",
        "steps_offset, 1000, steps_offset must be between 0 and num_train_timesteps"
    })
    void valuesThatCannotBeAreRefused(String key, double value, String message) {
        assertThatThrownBy(() -> of(Map.of(key, value)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("scheduler/scheduler_config.json: " + message);
    }

    @Test
    void otherKindsOfNoiseAreRefusedByName() {
        assertThatThrownBy(() -> of(Map.of("prediction_type", "flow_prediction")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("prediction_type 'flow_prediction' is not supported");
        assertThatThrownBy(() -> of(Map.of("trained_betas", List.of(0.1, 0.2))))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("trained_betas");
    }

    private static NoiseScheduleConfig of(Map<String, ?> values) {
        return NoiseScheduleConfig.of(ComponentConfig.of("scheduler/scheduler_config.json", values));
    }
}
