package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A model that is told its guidance has no use for a negative prompt: the field says so while it is chosen.
class ToldJourneyTest extends Journey {
    @Override
    StudioRig open() throws TimeoutException, IOException {
        Path more = Files.createDirectories(folder.resolve("more"));
        TinyCheckpoint.told("sd1").write(more.resolve("lcm.safetensors"));
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(all -> all.with(SettingKey.MODEL_FOLDERS, more.toString()));
        return StudioRig.open(folder, 1280, 1000);
    }

    private boolean told() {
        return StudioRig.call(() -> rig.node("negative-advice", Node.class).isVisible());
    }

    @Test
    void theNegativePromptSaysThatItDoesNothing() {
        chooseModel("starter");
        assertThat(told()).isFalse();
        chooseModel("lcm");
        rig.await("what is said of it", this::told);
        StudioRig.call(() -> Screenshot.of(rig.scene(), "negative-advice"));
        chooseModel("starter");
        rig.await("nothing more to say", () -> !told());
    }
}
