package studio.sfumato.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.AddOnCheck;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.Engine;
import studio.sfumato.job.PictureBatch;
import studio.sfumato.job.SourceStore;
import studio.sfumato.prompt.StyleFile;
import studio.sfumato.prompt.WildcardFolder;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.DraftFile;
import studio.sfumato.settings.WindowFile;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.CanvasWorkspace;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.download.DownloadsModel;
import studio.sfumato.ui.gallery.GalleryModel;
import studio.sfumato.ui.gallery.PictureDrop;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.models.ModelDrop;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.ui.shell.StudioWindow;
import studio.sfumato.ui.shell.WindowPlace;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Puts the window together: the one place that knows every part of it.
public final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final WindowFile windowFile;
    private final Household household;
    private final DraftSaver draft;
    private final QueueParts queue;
    private final CreateModel create;
    private final ShellModel shell;
    private final Desk desk;
    private final GalleryParts gallery;
    private final DownloadsModel downloads;
    private final CanvasParts canvas;
    private @Nullable WindowPlace place;
    private @Nullable WindowFaults faults;

    /// The parts of a window for what is kept at `paths`.
    public Wiring(AppPaths paths, String version, FxThread window) {
        this(paths, version, window, Desk.toolkit(FileManager::show));
    }

    /// The same before a desktop that may be a test's.
    public Wiring(AppPaths paths, String version, FxThread window, Desk desk) {
        this(paths, version, window, desk, System.getenv());
    }

    /// The same in an environment that may be a test's.
    public Wiring(AppPaths paths, String version, FxThread window, Desk desk, Map<String, String> environment) {
        this.desk = desk;
        windowFile = new WindowFile(paths.window());
        household = new Household(paths, window, this::tell);
        ModelCatalogue models = household.models();
        AddOnShelf shelf = new AddOnShelf(models::folders);
        AddOnHash addOnHashes = new AddOnHash(paths.cache());
        queue = new QueueParts(
                paths,
                household.asked(),
                shelf,
                addOnHashes,
                household::pictures,
                () -> new Engine(
                                OrtRuntime.start(paths.cache()),
                                household.asked(),
                                shelf,
                                household::engine,
                                new SourceStore(paths.sources())::open)
                        .givingWay(),
                version,
                window);
        Upscalers upscalers = new Upscalers(shelf, paths, household::engine);
        create = new CreateModel(
                queue.model(), shelf(models, upscalers), new SecureRandom(), Thread::startVirtualThread, window);
        create.notes().addAll(household.found());
        canvas = new CanvasParts(
                paths,
                create,
                models,
                new ControlMaps(() -> OrtRuntime.start(paths.cache()), shelf, household::engine),
                upscalers,
                window);
        gallery = new GalleryParts(
                paths,
                household.pictures().out(),
                household.settings().now().galleryFolders(),
                new WindowStudio(
                        create,
                        models,
                        new AddOnCheck(shelf, addOnHashes),
                        new SourceStore(paths.sources()),
                        canvas.model()::take,
                        () -> shell().workspaceProperty().set(CreateWorkspace.ID)),
                upscalers,
                window);
        shell = new ShellModel(
                household.language(),
                CreateWorkspace.ID,
                household.engine().threads(),
                household.pictures().out(),
                Path.of(System.getProperty("user.home", ".")));
        household.dress(shell, create);
        create.sendWith(this::work);
        create.batch().keepIn(new SourceStore(paths.sources()));
        downloads = DownloadParts.model(paths, version, environment, window, household::arrived);
        draft = new DraftSaver(new DraftFile(paths.draft()), create, window);
        create.styles().open(new StyleFile(paths.styles()));
        create.offer(new WildcardFolder(paths.wildcards()));
        create.loras().offer(new AddOnFiles(AddOnKind.LORA, shelf, addOnHashes, desk));
        create.embeddings().offer(new AddOnFiles(AddOnKind.EMBEDDING, shelf, addOnHashes, desk));
        create.offer(new Embeddings(shelf));
    }

    private void tell(Note note) {
        create.notes().add(note);
    }

    /// Puts the picture or document in `file` on the canvas and leads there.
    private void work(Path file) {
        canvas.model().files().open(file);
        shell.workspaceProperty().set(CanvasWorkspace.ID);
    }

    private static ShelfModel.Models shelf(ModelCatalogue models, Upscalers upscalers) {
        return new ShelfModel.Models() {
            @Override
            public List<ModelEntry> list() {
                return models.list();
            }

            @Override
            public List<String> vaes() {
                return models.vaes();
            }

            @Override
            public List<String> upscalers() {
                return upscalers.names();
            }

            @Override
            public ModelSource open(String name) {
                return models.openAsStored(name);
            }
        };
    }

    /// {@return the window in `stage`}; looking for models begins.
    public StudioWindow window(Stage stage) {
        faults = WindowFaults.begin(this::tell);
        List<Workspace> workspaces = new ArrayList<>(List.of(
                new CreateWorkspace(create),
                canvas.workspace(create, shell, desk),
                gallery.workspace(create, shell, desk),
                queue.workspace()));
        workspaces.addAll(household.workspaces(create, shell, downloads, desk));
        WindowPlace stands = new WindowPlace(stage);
        place = stands;
        Optional<WindowFile.Place> before = windowFile.load();
        before.map(WindowFile.Place::workspace)
                .filter(id -> workspaces.stream().anyMatch(each -> each.id().equals(id)))
                .ifPresent(shell.workspaceProperty()::set);
        StudioWindow window = new StudioWindow(stage, shell, create, workspaces, household.keys());
        before.ifPresent(stands::take);
        ModelDrop.on(window.scene(), this::take);
        window.whenDrawn(() -> {
            create.start(household.settings().now().defaultModel());
            gallery.model().start();
            downloads.start();
        });
        stage.setOnCloseRequest(close -> {
            if (!canvas.model().files().mayLeave()) {
                shell.workspaceProperty().set(CanvasWorkspace.ID);
                close.consume();
            }
        });
        create.batch().pickWith(title -> desk.pickFolder(stage, title, Path.of(System.getProperty("user.home", "."))));
        List.of(create.loras(), create.embeddings())
                .forEach(cards -> cards.earlier().pickWith((title, like) -> AddOnFiles.pick(desk, stage, title, like)));
        PictureDrop.on(window.scene(), gallery.model()::drop);
        queue.open(
                create,
                canvas.model()::hear,
                gallery.model(),
                shell,
                desk,
                stage,
                household.settings().now().resumeQueue());
        return window;
    }

    /// Takes what was dropped on the window, or handed over to it by another start of the program.
    public void take(List<Path> paths) {
        List<Path> models = paths.stream().filter(ModelDrop::mayBeModel).toList();
        if (!models.isEmpty()) {
            household.take(models, shell);
        }
        List<Path> folders = paths.stream().filter(PictureBatch::holds).toList();
        if (!folders.isEmpty()) {
            create.batch().offer(folders);
            shell.workspaceProperty().set(CreateWorkspace.ID);
        }
        paths.stream()
                .filter(path -> path.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
                .findFirst()
                .ifPresent(gallery.model()::drop);
    }

    /// {@return the workspace Create}
    public CreateModel create() {
        return create;
    }

    /// {@return the workspace Gallery}
    public GalleryModel gallery() {
        return gallery.model();
    }

    /// {@return the workspace Canvas}
    public CanvasModel canvas() {
        return canvas.model();
    }

    /// {@return what is brought from the network}
    public DownloadsModel downloads() {
        return downloads;
    }

    /// {@return the frame of the window}
    public ShellModel shell() {
        return shell;
    }

    /// Ends everything.
    ///
    /// @return whether it was done within `most`
    public boolean close(Duration most) {
        if (faults != null) {
            faults.end();
        }
        if (place != null) {
            keep(place.now(shell.workspaceProperty().get()));
        }
        canvas.close();
        household.close();
        downloads.close();
        boolean ended = queue.close(most);
        gallery.close();
        draft.close();
        return ended;
    }

    private void keep(WindowFile.Place now) {
        try {
            windowFile.save(now);
        } catch (StudioException unkept) {
            LOG.warn("{}", unkept.getMessage());
        }
    }
}
