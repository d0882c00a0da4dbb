package studio.sfumato.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.stage.Stage;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.gallery.GalleryModel;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.queue.QueueWorkspace;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

/// The queue and all of the window that belongs to it.
final class QueueParts {
    private final QueueEasel easel;
    private final QueueModel model;
    private final FxThread window;

    /// @param pictures where a single picture goes
    /// @param engine starts the engine
    QueueParts(
            AppPaths paths,
            Engine.Models models,
            AddOnShelf shelf,
            AddOnHash addOnHashes,
            Supplier<Destination> pictures,
            Supplier<Engine> engine,
            String version,
            FxThread window) {
        ModelHash hashes = new ModelHash(paths.cache());
        this.window = window;
        easel = new QueueEasel(
                new QueueFolder(paths.queues()),
                engine,
                request -> PictureRecords.of(models.open(request.choice()), hashes, shelf, addOnHashes, version),
                pictures);
        model = new QueueModel(easel, Thread::startVirtualThread, window);
    }

    /// {@return what is in the queue}
    QueueModel model() {
        return model;
    }

    /// {@return where it is shown}
    Workspace workspace() {
        return new QueueWorkspace(model);
    }

    /// Lets `create` hear what happens, shows pictures there, and takes over what was left.
    ///
    /// @param canvas hears as well
    /// @param gallery gets what had been made of it
    /// @param goOn whether that goes on by itself
    void open(
            CreateModel create,
            Consumer<QueueEvent> canvas,
            GalleryModel gallery,
            ShellModel shell,
            Desk desk,
            Stage stage,
            boolean goOn) {
        create.pickFoldersWith(() -> desk.pickFolder(
                stage, Messages.in(shell.languageProperty().get()).text("save-elsewhere.title"), home()));
        model.shownProperty().subscribe(picture -> {
            if (picture != null) {
                shell.workspaceProperty().set(CreateWorkspace.ID);
            }
        });
        easel.open(
                new QueueEasel.Watcher(
                        canvas.andThen(create::hear),
                        model.watcher(),
                        gallery::found,
                        trouble -> window.run(() -> create.refused(trouble))),
                goOn);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "."));
    }

    /// {@return whether everything ended within `most`}
    boolean close(Duration most) {
        return easel.close(most);
    }
}
