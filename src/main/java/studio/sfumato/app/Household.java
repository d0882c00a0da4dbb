package studio.sfumato.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;
import studio.sfumato.download.Arrived;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.job.AskedPrediction;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.Cores;
import studio.sfumato.runtime.ExecutionProvider;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.download.DownloadsModel;
import studio.sfumato.ui.generate.ChosenVaes;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.models.HashesModel;
import studio.sfumato.ui.models.MergeModel;
import studio.sfumato.ui.models.ModelsModel;
import studio.sfumato.ui.models.ModelsWorkspace;
import studio.sfumato.ui.models.NoiseModel;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.ui.settings.SettingsWorkspace;
import studio.sfumato.ui.settings.StudioSettingsModel;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.weights.KeptChoices;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.checkpoint.FileKind;

/// What is set and what there is to paint with, and the workspaces where both are seen to.
final class Household {
    private static final String SYSTEM = "system";

    private final SettingsModel settings;
    private final SettingsSaver saver;
    private final ModelCatalogue models;
    private final Engine.Models asked;
    private final List<Note> found;
    private final Keymap keys;
    private final FxThread window;
    private final Path usualPictures;
    private final Supplier<Set<ExecutionProvider>> hardware;
    private @Nullable ModelsModel shown;
    private final Executor background = Thread::startVirtualThread;
    private final MergeKitchen kitchen;
    private final ModelHash hashes;

    /// Takes what is kept at `paths`.
    ///
    /// @param unsaved hears on the window's thread of what could not be kept
    Household(AppPaths paths, FxThread window, Consumer<Note> unsaved) {
        this.window = window;
        usualPictures = paths.pictures();
        hardware = () -> OrtRuntime.start(paths.cache()).offered();
        SettingsStore store = new SettingsStore(paths.settingsFile());
        SettingsStore.Loaded loaded = store.load();
        List<String> notes = new ArrayList<>(loaded.notes());
        saver = new SettingsSaver(store, failure -> window.run(() -> unsaved.accept(Note.of(failure))));
        settings = new SettingsModel(loaded.settings(), saver);
        keys = Keymap.of(loaded.settings().shortcuts(), notes::add, settings::setShortcut);
        found = notes.stream().map(Note::notice).toList();
        models = new ModelCatalogue(
                () -> paths.modelsWith(settings.now().modelFolders()),
                () -> settings.now().vaes(),
                () -> settings.now().texts());
        asked = Engine.Models.of(models, new ModelCatalogue(models::folders, () -> KeptChoices.NONE));
        hashes = new ModelHash(paths.cache());
        kitchen = new MergeKitchen(
                models,
                hashes,
                paths.ownModels(),
                new AskedPrediction(() -> OrtRuntime.start(paths.cache()), this::engine));
    }

    /// {@return what is set}
    SettingsModel settings() {
        return settings;
    }

    /// {@return the models in the folders that are set}
    ModelCatalogue models() {
        return models;
    }

    /// {@return the same for the jobs of the window}: what is chosen later changes no job that waits, and no
    /// picture that is made again.
    Engine.Models asked() {
        return asked;
    }

    /// {@return what was wrong with the settings when they were read}
    List<Note> found() {
        return found;
    }

    /// {@return which key does what}
    Keymap keys() {
        return keys;
    }

    /// {@return the language that is set}
    Locale language() {
        return language(settings.now().language());
    }

    private static Locale language(String set) {
        return Messages.nearest(set.equals(SYSTEM) ? Locale.getDefault() : Locale.forLanguageTag(set));
    }

    /// Lets what is set show in the window, and what is chosen there be kept.
    void dress(ShellModel shell, CreateModel create) {
        settings.settingsProperty().subscribe(now -> {
            shell.lookProperty().set(Look.of(now.theme()));
            shell.languageProperty().set(language(now.language()));
            shell.now(engine().threads(), pictures().out());
            create.progress().previewEveryProperty().set(now.previewEvery());
        });
        create.form().beside().rememberWith(new ChosenVaes() {
            @Override
            public String of(String model) {
                return create.shelf()
                        .place(model)
                        .map(place -> settings.now().vaes().of(place))
                        .orElse("");
            }

            @Override
            public String textEncoder(String model) {
                return create.shelf()
                        .place(model)
                        .map(place -> settings.now().texts().of(place))
                        .orElse("");
            }

            @Override
            public void keep(String model, String vae) {
                create.shelf().place(model).ifPresent(place -> settings.setVae(place, vae));
            }
        });
        shell.lookProperty().subscribe((_, look) -> settings.set(SettingKey.THEME, look.id()));
        shell.languageProperty().subscribe((_, language) -> {
            if (!language.equals(language())) {
                settings.set(SettingKey.LANGUAGE, language.toLanguageTag());
            }
        });
    }

    /// {@return where models and settings are seen to}
    ///
    /// @param downloads brings models
    List<Workspace> workspaces(CreateModel create, ShellModel shell, DownloadsModel downloads, Desk desk) {
        ModelsModel.Places places = new ModelsModel.Places() {
            @Override
            public List<Path> folders() {
                return models.folders();
            }

            @Override
            public ModelSource open(ModelEntry entry) {
                return models.openAsStored(entry.path().toString());
            }

            @Override
            public Lacking lacking(ModelEntry entry) {
                return models.lacking(entry.path());
            }
        };
        ModelsModel.Painter painter = new ModelsModel.Painter() {
            @Override
            public ObservableValue<String> model() {
                return create.form().modelProperty();
            }

            @Override
            public void take(ModelEntry model) {
                create.chooseModel(model.name());
                shell.workspaceProperty().set(CreateWorkspace.ID);
            }
        };
        ModelsModel shelf = new ModelsModel(create.shelf(), settings, places, painter, background, window);
        shown = shelf;
        StudioSettingsModel studio = new StudioSettingsModel(
                settings,
                usualPictures,
                create.shelf().entries(),
                new StudioSettingsModel.Hardware(Cores.choice(), hardware),
                saver,
                background,
                window,
                Clock.system(ZoneId.systemDefault()));
        return List.of(
                new ModelsWorkspace(
                        shelf,
                        new HashesModel(shelf, hashing(), background, window),
                        new NoiseModel(shelf, (entry, word) -> word.keep(entry.path()), background, window),
                        new MergeModel(shelf, kitchen, background, window),
                        downloads,
                        desk),
                new SettingsWorkspace(
                        studio, desk, () -> shell.workspaceProperty().set(ModelsWorkspace.ID)));
    }

    private HashesModel.Files hashing() {
        return new HashesModel.Files() {
            @Override
            public Optional<ModelHash.All> known(ModelEntry entry) {
                return hashes.known(models.openAsStored(entry.path().toString()));
            }

            @Override
            public void workOut(ModelEntry entry, DoubleConsumer progress, CancellationToken cancel) {
                hashes.all(models.openAsStored(entry.path().toString()), progress, cancel);
            }
        };
    }

    /// Shows a model that has come just now.
    void arrived(Arrived arrived) {
        if (shown != null && arrived.kind().filter(FileKind::listed).isPresent()) {
            shown.arrived(arrived.path());
        }
    }

    /// Adds models that were dropped on the window or handed over to it.
    void take(List<Path> paths, ShellModel shell) {
        if (shown != null) {
            shell.workspaceProperty().set(ModelsWorkspace.ID);
            shown.add(paths);
        }
    }

    /// {@return how networks are run from now on}
    EngineSettings engine() {
        Settings now = settings.now();
        return new EngineSettings(now.provider(), now.threadsHere(), now.weights(), now.previews());
    }

    /// {@return where a picture that is asked for now goes}
    Destination pictures() {
        Settings now = settings.now();
        return new Destination(now.outputFolder().orElse(usualPictures), now.subFolders(), now.fileName(), 0, 1);
    }

    /// Waits until all that was set is kept.
    void close() {
        saver.close();
    }
}
