package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelSource;

class EngineSettingsTest {
    private final ModelSource model = ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"));

    @Test
    void aModelThatFitsIsHeldBySizeAndOneThatDoesNotStaysInItsFile() {
        assertThat(EngineSettings.fitting(model, 1L << 30)).isEqualTo(WeightMode.BY_SIZE);
        assertThat(EngineSettings.fitting(model, 1L << 20)).isEqualTo(WeightMode.MAPPED);
    }

    @Test
    void whatTheUserChoseCounts() {
        EngineSettings settings = new EngineSettings(new ProviderChoice.Auto(), 1, Optional.of(WeightMode.MAPPED));
        assertThat(settings.sessions(model).weights()).isEqualTo(WeightMode.MAPPED);
    }
}
