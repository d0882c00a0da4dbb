package studio.sfumato.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.job.SourceStore;
import studio.sfumato.library.Library;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelChoice;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

/// What the commands work with.
public final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final AppPaths paths;
    private final String version;
    private final boolean interactive;
    private final Map<String, String> environment;
    private final Executor background;
    private final SettingsStore store;
    private final SettingsStore.Loaded loaded;
    private final ModelHash hashes;
    private final AddOnHash addOnHashes;
    private final QueueFolder queues;
    private final Map<ModelChoice, CompletableFuture<PictureRecords>> records = new ConcurrentHashMap<>();
    private List<Path> moreModels = List.of();

    /// @param paths where everything is
    /// @param version this program's version
    /// @param interactive whether error output is a terminal, where a line can be redrawn
    public Workshop(AppPaths paths, String version, boolean interactive) {
        this(paths, version, interactive, System.getenv(), Thread::startVirtualThread);
    }

    /// The same with an environment that may be a test's.
    ///
    /// @param background does what goes on beside a command, and may outlast one that is refused
    Workshop(
            AppPaths paths, String version, boolean interactive, Map<String, String> environment, Executor background) {
        this.paths = paths;
        this.version = version;
        this.interactive = interactive;
        this.environment = environment;
        this.background = background;
        this.store = new SettingsStore(paths.settingsFile());
        this.loaded = store.load();
        this.hashes = new ModelHash(paths.cache());
        this.addOnHashes = new AddOnHash(paths.cache());
        this.queues = new QueueFolder(paths.queues());
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

    Map<String, String> environment() {
        return environment;
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
        List<Path> folders = new ArrayList<>(moreModels);
        folders.addAll(settings().modelFolders());
        return new ModelCatalogue(
                () -> paths.modelsWith(folders),
                () -> settings().vaes(),
                () -> settings().texts());
    }

    /// Looks for models in `folder` too, and there first.
    void alsoLookIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RequestException("--models-dir: " + folder + " is not a folder");
        }
        moreModels = List.of(folder.toAbsolutePath().normalize());
    }

    /// {@return the LoRAs and embeddings on this machine}
    AddOnShelf addOns() {
        return new AddOnShelf(models().folders());
    }

    /// {@return the hashes of models}
    ModelHash hashes() {
        return hashes;
    }

    /// {@return their hashes}
    AddOnHash addOnHashes() {
        return addOnHashes;
    }

    /// {@return the gallery}; the caller closes it.
    Library library() {
        Path output = settings().outputFolder().orElse(paths.pictures());
        return Library.open(paths.library(), output, settings().galleryFolders());
    }

    Engine engine(EngineSettings settings) {
        return new Engine(
                OrtRuntime.start(paths.cache()), Engine.Models.of(models()), addOns(), () -> settings, sources()::open);
    }

    /// {@return the pictures that others are made from}
    SourceStore sources() {
        return new SourceStore(paths.sources());
    }

    /// {@return the queues of this user's programs}
    QueueFolder queues() {
        return queues;
    }

    /// {@return the queues that were left with something to do}; what they have made is in the gallery from now on.
    ///
    /// @param err told if it cannot be
    List<QueueFolder.Left> left(PrintWriter err) {
        List<QueueFolder.Left> all = queues.left();
        try (GalleryEntry gallery = new GalleryEntry(this, err)) {
            gallery.catchUp(all);
        }
        List<QueueFolder.Left> unfinished = new ArrayList<>();
        for (QueueFolder.Left left : all) {
            if (left.unfinished().isEmpty()) {
                left.drop();
            } else {
                unfinished.add(left);
            }
        }
        return unfinished;
    }

    /// Begins to work out what [#records] gives.
    void prepareRecords(ModelChoice wanted) {
        CompletableFuture<PictureRecords> begun = records(wanted);
        LOG.debug("records of {}: {}", wanted, begun);
    }

    /// {@return what to write into pictures of a model; hashing a large one takes seconds, so it goes on
    /// beside the work. A model that cannot be hashed has no hash}
    CompletableFuture<PictureRecords> records(ModelChoice wanted) {
        return records.computeIfAbsent(wanted, _ -> {
            ModelSource model = models().open(wanted);
            return CompletableFuture.supplyAsync(
                    () -> PictureRecords.of(model, hashes, addOns(), addOnHashes, version), background);
        });
    }
}
