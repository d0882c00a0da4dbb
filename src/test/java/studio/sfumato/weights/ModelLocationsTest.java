package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelLocationsTest {
    private static final Path HOME = Path.of("/home/ann").toAbsolutePath();

    @Test
    void linuxFollowsTheXdgRules() {
        assertThat(ModelLocations.of(Map.of(), "Linux", HOME, Optional.empty()))
                .isEqualTo(new ModelLocations(
                        List.of(HOME.resolve(".local/share/sfumato/models")), HOME.resolve(".cache/sfumato")));
        Path data = HOME.resolve("data");
        Path cache = HOME.resolve("cache");
        ModelLocations moved = ModelLocations.of(
                Map.of("XDG_DATA_HOME", data.toString(), "XDG_CACHE_HOME", cache.toString()),
                "Linux",
                HOME,
                Optional.empty());
        assertThat(moved.folders()).containsExactly(data.resolve("sfumato/models"));
        assertThat(moved.cache()).isEqualTo(cache.resolve("sfumato"));
        assertThat(ModelLocations.of(Map.of("XDG_DATA_HOME", "relative"), "Linux", HOME, Optional.empty())
                        .folders())
                .containsExactly(HOME.resolve(".local/share/sfumato/models"));
    }

    @Test
    void macAndWindowsHaveTheirOwnPlaces() {
        assertThat(ModelLocations.of(Map.of(), "Mac OS X", HOME, Optional.empty())
                        .folders())
                .containsExactly(HOME.resolve("Library/Application Support/Sfumato/models"));
        Path roaming = HOME.resolve("Roaming");
        ModelLocations windows =
                ModelLocations.of(Map.of("APPDATA", roaming.toString()), "Windows 11", HOME, Optional.empty());
        assertThat(windows.folders()).containsExactly(roaming.resolve("Sfumato/models"));
        assertThat(windows.cache()).isEqualTo(HOME.resolve("AppData/Local/Sfumato/cache"));
    }

    @Test
    void theVariableComesFirstThenTheInstallation() {
        Path one = HOME.resolve("one");
        Path two = HOME.resolve("two");
        Path install = HOME.resolve("sfumato");
        ModelLocations locations = ModelLocations.of(
                Map.of(
                        "SFUMATO_MODELS",
                        one + File.pathSeparator + File.pathSeparator + two + File.pathSeparator + one),
                "Linux",
                HOME,
                Optional.of(install));
        assertThat(locations.folders())
                .containsExactly(one, two, install.resolve("models"), HOME.resolve(".local/share/sfumato/models"));
    }

    @Test
    void thisMachineHasItsPlacesToo() {
        assertThat(ModelLocations.standard().folders()).isNotEmpty();
    }
}
