package studio.sfumato.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.weights.KeptChoices;

class SettingsModelTest {
    private final List<Settings> kept = new ArrayList<>(List.of(Settings.usual()));
    private final SettingsModel model =
            new SettingsModel(Settings.usual(), change -> kept.add(change.apply(kept.getLast())));

    @Test
    void aChangeIsHeardReadAndKeptOnce() {
        List<Integer> heard = new ArrayList<>();
        model.settingsProperty().subscribe(now -> heard.add(now.threads()));
        model.set(SettingKey.THREADS, "3");
        model.set(SettingKey.THREADS, " 03 ");
        assertThat(heard).containsExactly(0, 3);
        assertThat(model.now().threads()).isEqualTo(3);
        assertThat(kept).hasSize(2).last().isEqualTo(Settings.usual().with(SettingKey.THREADS, "3"));
    }

    @Test
    void whatCannotBeIsRefusedAndNothingChanges() {
        assertThatThrownBy(() -> model.set(SettingKey.THREADS, "many"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("threads: it must be a whole number");
        assertThat(model.now()).isEqualTo(Settings.usual());
        assertThat(kept).hasSize(1);
    }

    @Test
    void theUsualValueComesBackAndIsNotKeptAsAValue() {
        model.set(SettingKey.FILE_NAME, "[prompt]");
        assertThat(model.isSet(SettingKey.FILE_NAME)).isTrue();
        model.reset(SettingKey.FILE_NAME);
        model.reset(SettingKey.FILE_NAME);
        assertThat(model.isSet(SettingKey.FILE_NAME)).isFalse();
        assertThat(model.now().fileName()).isEqualTo("[seed]");
        assertThat(kept).hasSize(3).last().isEqualTo(Settings.usual());
        assertThat(kept.get(1).fileName()).isEqualTo("[prompt]");
    }

    @Test
    void aShortcutIsKeptAsOneThingAmongOthers() {
        kept.set(0, Settings.usual().withShortcuts(Map.of("of.a-newer-version", "F9")));
        model.setShortcut("create.film", "Shortcut+G");
        assertThat(model.now().shortcuts()).isEqualTo(Map.of("create.film", "Shortcut+G"));
        assertThat(kept.getLast().shortcuts())
                .isEqualTo(Map.of("create.film", "Shortcut+G", "of.a-newer-version", "F9"));
        model.setShortcut("create.film", null);
        assertThat(kept.getLast().shortcuts()).isEqualTo(Map.of("of.a-newer-version", "F9"));
    }

    @Test
    void aVaeIsKeptForItsModelOnceAndForgotten() {
        Path dream = Path.of("/models/dream.safetensors");
        Path other = Path.of("/models/other");
        model.setVae(dream, "soft");
        model.setVae(dream, "soft");
        model.setVae(other, "own");
        assertThat(model.now().vaes().of(dream)).isEqualTo("soft");
        assertThat(kept).hasSize(3);
        model.setVae(dream, "");
        assertThat(kept.getLast().vaes()).isEqualTo(KeptChoices.NONE.with(other, "own"));
    }
}
