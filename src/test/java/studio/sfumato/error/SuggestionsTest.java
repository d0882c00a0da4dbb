package studio.sfumato.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    private static final List<String> SAMPLERS =
            List.of("Euler", "Euler a", "Heun", "LMS", "DPM++ 2M", "DPM++ 2M SDE", "DDIM");

    @ParameterizedTest
    @CsvSource({
        "euler, Euler",
        "Euller, Euler",
        "eulera, Euler a",
        "'euler ancestral', Euler",
        "dpm++2m, DPM++ 2M",
        "dpm2m, DPM++ 2M",
        "ddm, DDIM",
        "lms, LMS",
        "dpm++ 2m sd, DPM++ 2M SDE"
    })
    void theNameMeantComesFirst(String typed, String meant) {
        assertThat(Suggestions.nearest(typed, SAMPLERS)).first().isEqualTo(meant);
    }

    @Test
    void nothingNearGivesNothing() {
        assertThat(Suggestions.nearest("a fox on a blue ground", SAMPLERS)).isEmpty();
        assertThat(Suggestions.nearest("", SAMPLERS)).isEmpty();
        assertThat(Suggestions.nearest("x", List.of())).isEmpty();
    }

    @Test
    void atMostThreeAreNamedAndNoneTwice() {
        assertThat(Suggestions.nearest("model", List.of("model1", "model2", "model3", "model4", "model1")))
                .containsExactly("model1", "model2", "model3");
    }
}
