package studio.sfumato.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppPathsTest {
    private static final Path HOME = Path.of("/home/ann").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void linuxFollowsTheXdgRules() {
        assertThat(AppPaths.of(Map.of(), "Linux", HOME, Optional.empty()))
                .isEqualTo(new AppPaths(
                        HOME.resolve(".config/sfumato"),
                        HOME.resolve(".local/share/sfumato"),
                        HOME.resolve(".cache/sfumato"),
                        HOME.resolve("Pictures/Sfumato"),
                        List.of(HOME.resolve(".local/share/sfumato/models"))));
        Path data = HOME.resolve("data");
        Path cache = HOME.resolve("cache");
        AppPaths moved = AppPaths.of(
                Map.of("XDG_DATA_HOME", data.toString(), "XDG_CACHE_HOME", cache.toString()),
                "Linux",
                HOME,
                Optional.empty());
        assertThat(moved.models()).containsExactly(data.resolve("sfumato/models"));
        assertThat(moved.cache()).isEqualTo(cache.resolve("sfumato"));
        assertThat(AppPaths.of(Map.of("XDG_DATA_HOME", "relative"), "Linux", HOME, Optional.empty())
                        .data())
                .isEqualTo(HOME.resolve(".local/share/sfumato"));
    }

    @Test
    void picturesGoWhereTheDesktopKeepsThem() throws IOException {
        Files.createDirectories(folder.resolve(".config"));
        Path names = folder.resolve(".config/user-dirs.dirs");
        Files.writeString(names, "# names\nXDG_MUSIC_DIR=\"$HOME/Musik\"\nXDG_PICTURES_DIR=\"$HOME/Bilder\"\n");
        assertThat(AppPaths.of(Map.of(), "Linux", folder, Optional.empty()).pictures())
                .isEqualTo(folder.resolve("Bilder/Sfumato"));

        Files.writeString(names, "XDG_PICTURES_DIR=\"/mnt/photos\"\n");
        assertThat(AppPaths.of(Map.of(), "Linux", folder, Optional.empty()).pictures())
                .isEqualTo(Path.of("/mnt/photos/Sfumato"));

        Files.write(names, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThat(AppPaths.of(Map.of(), "Linux", folder, Optional.empty()).pictures())
                .isEqualTo(folder.resolve("Pictures/Sfumato"));
    }

    @Test
    void macAndWindowsHaveTheirOwnPlaces() {
        AppPaths mac = AppPaths.of(Map.of(), "Mac OS X", HOME, Optional.empty());
        assertThat(mac.models()).containsExactly(HOME.resolve("Library/Application Support/Sfumato/models"));
        assertThat(mac.settingsFile()).isEqualTo(HOME.resolve("Library/Application Support/Sfumato/settings.json"));
        Path roaming = HOME.resolve("Roaming");
        AppPaths windows = AppPaths.of(Map.of("APPDATA", roaming.toString()), "Windows 11", HOME, Optional.empty());
        assertThat(windows.models()).containsExactly(roaming.resolve("Sfumato/models"));
        assertThat(windows.cache()).isEqualTo(HOME.resolve("AppData/Local/Sfumato/cache"));
    }

    @Test
    void oneVariablePutsEverythingInOneFolder() {
        Path stick = HOME.resolve("stick");
        AppPaths paths = AppPaths.of(Map.of("SFUMATO_DATA", stick.toString()), "Linux", HOME, Optional.empty());

        assertThat(List.of(paths.config(), paths.data(), paths.cache(), paths.pictures()))
                .allMatch(path -> path.startsWith(stick));
    }

    @Test
    void theVariableComesFirstThenTheInstallationAndTheUsersWishBeforeBoth() {
        Path one = HOME.resolve("one");
        Path two = HOME.resolve("two");
        Path install = HOME.resolve("sfumato");
        AppPaths paths = AppPaths.of(
                Map.of(
                        "SFUMATO_MODELS",
                        one + File.pathSeparator + File.pathSeparator + two + File.pathSeparator + one),
                "Linux",
                HOME,
                Optional.of(install));
        Path own = HOME.resolve(".local/share/sfumato/models");
        assertThat(paths.models()).containsExactly(one, two, install.resolve("models"), own);
        assertThat(paths.modelsWith(List.of(HOME.resolve("mine"), two)))
                .containsExactly(HOME.resolve("mine"), two, one, install.resolve("models"), own);
    }

    @Test
    void thisMachineHasItsPlacesToo() {
        assertThat(AppPaths.standard().models()).isNotEmpty();
    }
}
