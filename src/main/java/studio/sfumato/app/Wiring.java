package studio.sfumato.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javafx.stage.Stage;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.ui.shell.StudioWindow;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;

/// Puts the window together: the one place that knows every part of it.
public final class Wiring {
    private static final String SYSTEM = "system";

    private final Settings settings;
    private final SettingsSaver saver;
    private final EngineEasel easel;
    private final CreateModel create;
    private final ShellModel shell;

    /// The parts of a window for what is kept at `paths`.
    public Wiring(AppPaths paths, String version, FxThread window) {
        SettingsStore store = new SettingsStore(paths.settingsFile());
        SettingsStore.Loaded loaded = store.load();
        settings = loaded.settings();
        ModelCatalogue models = new ModelCatalogue(paths.modelsWith(settings.modelFolders()));
        Path pictures = settings.outputFolder().orElse(paths.pictures());
        EngineSettings engine = new EngineSettings(settings.provider(), settings.threadsHere(), settings.weights());
        easel = new EngineEasel(
                () -> new Engine(OrtRuntime.start(paths.cache()), models::open, engine),
                models,
                new ModelHash(paths.cache()),
                new Destination(pictures, settings.subFolders(), settings.fileName(), 0, 1),
                version);
        create = new CreateModel(easel, shelf(models), new SecureRandom(), Thread::startVirtualThread, window);
        loaded.notes().forEach(note -> create.notes().add(Note.notice(note)));
        shell = new ShellModel(
                language(settings.language()),
                CreateWorkspace.ID,
                engine.threads(),
                pictures,
                Path.of(System.getProperty("user.home", ".")));
        shell.lookProperty().set(Look.of(settings.theme()));
        saver = new SettingsSaver(
                store, failure -> window.run(() -> create.notes().add(Note.of(failure))));
        shell.lookProperty().subscribe((_, look) -> saver.save(SettingKey.THEME, look.id()));
        shell.languageProperty().subscribe((_, language) -> saver.save(SettingKey.LANGUAGE, language.toLanguageTag()));
    }

    private static Locale language(String set) {
        return Messages.nearest(set.equals(SYSTEM) ? Locale.getDefault() : Locale.forLanguageTag(set));
    }

    private static ShelfModel.Models shelf(ModelCatalogue models) {
        return new ShelfModel.Models() {
            @Override
            public List<ModelEntry> list() {
                return models.list();
            }

            @Override
            public ModelSource open(String name) {
                return models.open(name);
            }
        };
    }

    /// {@return the window in `stage`}; looking for models begins.
    public StudioWindow window(Stage stage) {
        StudioWindow window = new StudioWindow(stage, shell, create, List.of(new CreateWorkspace(create)));
        create.start(settings.defaultModel());
        return window;
    }

    /// {@return the workspace Create}
    public CreateModel create() {
        return create;
    }

    /// {@return the frame of the window}
    public ShellModel shell() {
        return shell;
    }

    /// Ends everything.
    ///
    /// @return whether it was done within `most`
    public boolean close(Duration most) {
        saver.close();
        return easel.close(most);
    }
}
