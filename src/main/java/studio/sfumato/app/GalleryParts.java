package studio.sfumato.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javafx.collections.ListChangeListener;
import studio.sfumato.library.Library;
import studio.sfumato.library.Thumbnails;
import studio.sfumato.runtime.ThreadPriority;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.gallery.Desks;
import studio.sfumato.ui.gallery.Enlarging;
import studio.sfumato.ui.gallery.GalleryModel;
import studio.sfumato.ui.gallery.GalleryWorkspace;
import studio.sfumato.ui.gallery.Store;
import studio.sfumato.ui.gallery.Studio;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.generate.MadePicture;
import studio.sfumato.ui.shell.ShellModel;

/// The parts of the gallery and the threads it works on.
final class GalleryParts implements AutoCloseable {
    private static final long THUMBNAIL_BYTES = 1L << 30;
    private static final int READERS = 2;

    private final ExecutorService reading = desk("search", 1);
    private final ExecutorService counting = desk("count", 1);
    private final ExecutorService loading = desk("load", 1);
    private final ExecutorService writing = desk("write", 1);
    private final ExecutorService scanning = desk("scan", 1);
    private final ExecutorService pixels = desk("pixels", READERS);
    private final ExecutorService enlarging = desk("enlarge", 1);
    private final Thumbnails thumbnails;
    private final Store store;
    private final GalleryModel model;

    /// @param output where pictures go
    /// @param more folders whose pictures are shown as well
    /// @param studio the rest of the program
    /// @param upscalers what makes pictures larger
    GalleryParts(AppPaths paths, Path output, List<Path> more, Studio studio, Enlarging upscalers, FxThread window) {
        scanning.execute(ThreadPriority::giveWay);
        enlarging.execute(ThreadPriority::giveWay); // and so do the threads of the networks it opens
        counting.execute(ThreadPriority::giveWay);
        thumbnails = new Thumbnails(paths.cache().resolve("thumbnails"), THUMBNAIL_BYTES);
        store = new Store(() -> Library.open(paths.library(), output, more), () -> Library.setAside(paths.library()));
        model = new GalleryModel(
                store,
                thumbnails::read,
                studio,
                new Desks(reading, counting, loading, writing, scanning, pixels, window),
                Clock.system(ZoneId.systemDefault()));
        model.enlarge().offer(upscalers, enlarging);
    }

    /// While the window closes, what is still asked for is not done.
    private static ExecutorService desk(String name, int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("gallery-" + name + "-", 0).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    GalleryModel model() {
        return model;
    }

    /// {@return the workspace}; pictures made in `create` are in it at once.
    Workspace workspace(CreateModel create, ShellModel shell, Desk desk) {
        ListChangeListener<MadePicture> made = change -> {
            while (change.next()) {
                change.getAddedSubList().forEach(picture -> model.made(picture.file()));
            }
        };
        create.made().pictures().addListener(made);
        return new GalleryWorkspace(model, desk, () -> shell.workspaceProperty().set(CreateWorkspace.ID));
    }

    /// Lets what is being written be finished; what is being looked for is not.
    @Override
    public void close() {
        model.close();
        List<ExecutorService> idle = List.of(reading, counting, loading, scanning, pixels);
        idle.forEach(ExecutorService::shutdownNow);
        enlarging.close();
        writing.close();
        idle.forEach(ExecutorService::close);
        thumbnails.close();
        store.close();
    }
}
