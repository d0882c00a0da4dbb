package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptChoicesTest {
    private final Path one = Path.of("/models/one/dream.safetensors");
    private final Path other = Path.of("/models/other/dream.safetensors");

    @Test
    void aChoiceHoldsForOneModelUntilItIsForgotten() {
        KeptChoices kept = KeptChoices.NONE.with(one, "soft").with(other, "own");
        assertThat(kept.of(one)).isEqualTo("soft");
        assertThat(kept.of(Path.of("/models/other/../one/dream.safetensors"))).isEqualTo("soft");
        assertThat(kept.of(other)).isEqualTo("own");
        assertThat(kept.of(Path.of("/models/dream"))).isEmpty();
        assertThat(kept.with(one, "").with(other, "")).isEqualTo(KeptChoices.NONE);
    }

    @Test
    void whatEarlierVersionsKeptByNameHoldsForAModelUntilAnotherIsChosenForIt() {
        KeptChoices kept = new KeptChoices(Map.of("dream", "soft"));
        assertThat(kept.of(one)).isEqualTo("soft");
        assertThat(kept.of(other)).isEqualTo("soft");
        KeptChoices hard = kept.with(one, "hard");
        assertThat(hard.of(one)).isEqualTo("hard");
        assertThat(hard.of(other)).isEqualTo("soft");
        KeptChoices forgotten = hard.with(one, "");
        assertThat(forgotten.of(one)).isEmpty();
        assertThat(forgotten.of(other)).isEqualTo("soft");
        assertThat(hard.with(one, "soft")).as("nothing is kept twice").isEqualTo(kept);
    }
}
