package studio.sfumato.settings;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where everything is kept on this machine. None of the folders need exist.
///
/// | | Linux | macOS | Windows |
/// |---|---|---|---|
/// | settings | `$XDG_CONFIG_HOME/sfumato` (`~/.config/…`) | `~/Library/Application Support/Sfumato` |
/// `%APPDATA%\Sfumato` |
/// | queue, index, models | `$XDG_DATA_HOME/sfumato` (`~/.local/share/…`) | the same | the same |
/// | cache | `$XDG_CACHE_HOME/sfumato` (`~/.cache/…`) | `~/Library/Caches/Sfumato` | `%LOCALAPPDATA%\Sfumato\cache` |
/// | pictures | `XDG_PICTURES_DIR` in `user-dirs.dirs` (`~/Pictures`) | `~/Pictures` | `%USERPROFILE%\Pictures` |
///
/// With the environment variable `SFUMATO_DATA` all of it is in that one folder, which may be on a stick.
///
/// @param config the settings
/// @param data what must not be lost
/// @param cache files that can be made again
/// @param pictures where pictures go unless the settings say otherwise
/// @param models where models are looked for: each folder in `SFUMATO_MODELS`, `models` where Sfumato is installed, and
/// the user's own
public record AppPaths(Path config, Path data, Path cache, Path pictures, List<Path> models) {
    private static final String NAME = "Sfumato";

    /// Copies the list.
    public AppPaths {
        models = List.copyOf(models);
    }

    /// {@return the places for this user on this machine}; `-Dsfumato.home` is where Sfumato is installed.
    public static AppPaths standard() {
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
    public static AppPaths of(Map<String, String> env, String osName, Path home, Optional<Path> install) {
        Environment told = new Environment(env);
        String system = osName.toLowerCase(Locale.ROOT);
        AppPaths own;
        if (told.path("SFUMATO_DATA").isPresent()) {
            own = in(told.path("SFUMATO_DATA").get());
        } else if (system.startsWith("windows")) {
            Path data = told.path("APPDATA", home.resolve("AppData/Roaming")).resolve(NAME);
            Path cache = told.path("LOCALAPPDATA", home.resolve("AppData/Local"))
                    .resolve(NAME)
                    .resolve("cache");
            own = new AppPaths(data, data, cache, home.resolve("Pictures").resolve(NAME), List.of());
        } else if (system.startsWith("mac")) {
            Path data = home.resolve("Library/Application Support").resolve(NAME);
            Path cache = home.resolve("Library/Caches").resolve(NAME);
            own = new AppPaths(data, data, cache, home.resolve("Pictures").resolve(NAME), List.of());
        } else {
            Path config = told.path("XDG_CONFIG_HOME", home.resolve(".config"));
            own = new AppPaths(
                    config.resolve("sfumato"),
                    told.path("XDG_DATA_HOME", home.resolve(".local/share")).resolve("sfumato"),
                    told.path("XDG_CACHE_HOME", home.resolve(".cache")).resolve("sfumato"),
                    XdgUserDirs.pictures(config, home).resolve(NAME),
                    List.of());
        }
        List<Path> models = new ArrayList<>(told.paths("SFUMATO_MODELS", File.pathSeparator));
        install.ifPresent(path -> models.add(path.resolve("models")));
        models.add(own.ownModels());
        return new AppPaths(
                own.config,
                own.data,
                own.cache,
                own.pictures,
                models.stream().distinct().toList());
    }

    /// {@return everything in one folder, with no models but its own}
    public static AppPaths in(Path folder) {
        return new AppPaths(
                folder, folder, folder.resolve("cache"), folder.resolve("pictures"), List.of(folder.resolve("models")));
    }

    /// {@return where models are looked for when the user has `more` folders}: after `SFUMATO_MODELS`, before what
    /// comes with Sfumato when they are the user's wish, so a name in them counts first.
    public List<Path> modelsWith(List<Path> more) {
        List<Path> all = new ArrayList<>(more);
        all.addAll(models);
        return all.stream().distinct().toList();
    }

    /// {@return the file of the settings}
    public Path settingsFile() {
        return config.resolve("settings.json");
    }

    /// {@return the file of where the window stood}
    public Path window() {
        return data.resolve("window.json");
    }

    /// {@return the file of what is being made in Create}
    public Path draft() {
        return data.resolve("create.json");
    }

    /// {@return the folder of lists that `__name__` in a prompt takes a line of}
    public Path wildcards() {
        return data.resolve("wildcards");
    }

    /// {@return the file of the user's styles}
    public Path styles() {
        return data.resolve("styles.csv");
    }

    /// {@return the folder of queues}
    public Path queues() {
        return data.resolve("queue");
    }

    /// {@return the folder of the gallery's index}
    public Path library() {
        return data.resolve("library");
    }

    /// {@return the folder of the pictures that others were made from}
    public Path sources() {
        return data.resolve("sources");
    }

    /// {@return the folder of what is being fetched}
    public Path downloads() {
        return data.resolve("downloads");
    }

    /// {@return the file of the user's tokens}
    public Path tokens() {
        return config.resolve("tokens");
    }

    /// {@return the user's own folder of models}
    public Path ownModels() {
        return data.resolve("models");
    }
}
