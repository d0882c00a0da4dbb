package studio.sfumato.cli;

import java.io.Console;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;

/// What the commands work with.
public final class Workshop {
    private final AppPaths paths;
    private final String version;
    private final boolean interactive;
    private final SettingsStore store;
    private final SettingsStore.Loaded loaded;
    private final ModelHash hashes;

    /// @param paths where everything is
    /// @param version this program's version
    /// @param interactive whether error output is a terminal, where a line can be redrawn
    public Workshop(AppPaths paths, String version, boolean interactive) {
        this.paths = paths;
        this.version = version;
        this.interactive = interactive;
        this.store = new SettingsStore(paths.settingsFile());
        this.loaded = store.load();
        this.hashes = new ModelHash(paths.cache());
    }

    /// {@return the tools for this user on this machine}
    public static Workshop standard(String version) {
        return new Workshop(AppPaths.standard(), version, terminal());
    }

    /// The launcher knows whether error output is a terminal; Java only knows of input and output together.
    private static boolean terminal() {
        String told = System.getProperty("sfumato.tty");
        return told == null
                ? Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
                : Boolean.parseBoolean(told);
    }

    AppPaths paths() {
        return paths;
    }

    String version() {
        return version;
    }

    boolean interactive() {
        return interactive;
    }

    /// {@return what the user has set}
    Settings settings() {
        return loaded.settings();
    }

    SettingsStore settingsStore() {
        return store;
    }

    /// {@return what was wrong with the settings, one line each}
    List<String> notes() {
        return loaded.notes();
    }

    /// {@return the models on this machine}
    ModelCatalogue models() {
        return new ModelCatalogue(paths.modelsWith(settings().modelFolders()));
    }

    Engine engine(EngineSettings settings) {
        return new Engine(OrtRuntime.start(paths.cache()), models()::open, settings);
    }

    String modelHash(ModelSource model) {
        return hashes.of(model, CancellationToken.none());
    }
}
