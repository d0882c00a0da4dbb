package studio.sfumato.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;

class SettingsModelTest {
    private final List<String> kept = new ArrayList<>();
    private final SettingsModel model =
            new SettingsModel(Settings.usual(), (key, value) -> kept.add(key.id() + "=" + value));

    @Test
    void aChangeIsHeardReadAndKeptOnce() {
        List<Integer> heard = new ArrayList<>();
        model.settingsProperty().subscribe(now -> heard.add(now.threads()));
        model.set(SettingKey.THREADS, "3");
        model.set(SettingKey.THREADS, " 03 ");
        assertThat(heard).containsExactly(0, 3);
        assertThat(model.now().threads()).isEqualTo(3);
        assertThat(kept).containsExactly("threads=3");
    }

    @Test
    void whatCannotBeIsRefusedAndNothingChanges() {
        assertThatThrownBy(() -> model.set(SettingKey.THREADS, "many"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("threads: it must be a whole number");
        assertThat(model.now()).isEqualTo(Settings.usual());
        assertThat(kept).isEmpty();
    }

    @Test
    void theUsualValueComesBackAndIsNotKeptAsAValue() {
        model.set(SettingKey.FILE_NAME, "[prompt]");
        assertThat(model.isSet(SettingKey.FILE_NAME)).isTrue();
        model.reset(SettingKey.FILE_NAME);
        model.reset(SettingKey.FILE_NAME);
        assertThat(model.isSet(SettingKey.FILE_NAME)).isFalse();
        assertThat(model.now().fileName()).isEqualTo("[seed]");
        assertThat(kept).containsExactly("file-name=[prompt]", "file-name=null");
    }
}
