package studio.sfumato.weights;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where models are looked for, and where what was worked out about them is kept.
///
/// In this order: each folder in the environment variable `SFUMATO_MODELS`; `models` where Sfumato is installed; the
/// user's own, which is `$XDG_DATA_HOME/sfumato/models` (`~/.local/share/…`) on Linux, `~/Library/Application
/// Support/Sfumato/models` on macOS and `%APPDATA%\Sfumato\models` on Windows.
///
/// @param folders folders of models, which need not exist
/// @param cache a folder for files that can be made again; it need not exist
public record ModelLocations(List<Path> folders, Path cache) {
    /// Copies the list.
    public ModelLocations {
        folders = List.copyOf(folders);
    }

    /// {@return the places for this user on this machine}; `-Dsfumato.home` is where Sfumato is installed.
    public static ModelLocations standard() {
        return of(
                System.getenv(),
                System.getProperty("os.name", ""),
                Path.of(System.getProperty("user.home", ".")),
                Optional.ofNullable(System.getProperty("sfumato.home")).map(Path::of));
    }

    /// {@return the places for a user with this environment}
    ///
    /// @param osName Java's `os.name`
    /// @param home the user's home folder
    /// @param install where Sfumato is installed, if that is known
    public static ModelLocations of(Map<String, String> env, String osName, Path home, Optional<Path> install) {
        List<Path> folders = new ArrayList<>();
        for (String folder : env.getOrDefault("SFUMATO_MODELS", "").split(File.pathSeparator, -1)) {
            path(folder).ifPresent(folders::add);
        }
        install.ifPresent(path -> folders.add(path.resolve("models")));
        String system = osName.toLowerCase(Locale.ROOT);
        Path data;
        Path cache;
        if (system.startsWith("windows")) {
            data = path(env, "APPDATA", home.resolve("AppData/Roaming")).resolve("Sfumato");
            cache = path(env, "LOCALAPPDATA", home.resolve("AppData/Local")).resolve("Sfumato/cache");
        } else if (system.startsWith("mac")) {
            data = home.resolve("Library/Application Support/Sfumato");
            cache = home.resolve("Library/Caches/Sfumato");
        } else {
            data = path(env, "XDG_DATA_HOME", home.resolve(".local/share")).resolve("sfumato");
            cache = path(env, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("sfumato");
        }
        folders.add(data.resolve("models"));
        return new ModelLocations(folders.stream().distinct().toList(), cache);
    }

    private static Path path(Map<String, String> env, String variable, Path fallback) {
        // A relative path in these variables is to be ignored, says the XDG Base Directory Specification.
        return path(env.getOrDefault(variable, "")).filter(Path::isAbsolute).orElse(fallback);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip()));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
