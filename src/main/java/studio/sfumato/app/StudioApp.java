package studio.sfumato.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.shell.StudioWindow;

/// The window as a JavaFX application.
public final class StudioApp extends Application {
    private static final Logger LOG = LoggerFactory.getLogger(StudioApp.class);
    private static final Duration MOST = Duration.ofSeconds(5);

    private @Nullable Wiring wiring;
    private @Nullable Instance instance;

    /// An application that has not started; JavaFX makes it.
    public StudioApp() {}

    /// Opens the window with `paths` and returns when it has been closed.
    static void open(List<Path> paths) {
        launch(StudioApp.class, paths.stream().map(Path::toString).toArray(String[]::new));
    }

    @Override
    public void start(Stage stage) {
        AppPaths places = AppPaths.standard();
        List<Path> paths = getParameters().getRaw().stream().map(Path::of).toList();
        Optional<Instance> only = Launcher.enter(places.data(), paths);
        if (only.isEmpty()) { // two were started at the same moment
            Platform.exit();
            return;
        }
        FxThread fx = FxThread.toolkit();
        Wiring made = new Wiring(places, BuildInfo.version(), fx);
        wiring = made;
        instance = only.get();
        StudioWindow window = made.window(stage);
        window.show();
        made.take(paths);
        mark();
        only.get()
                .listen(more -> fx.run(() -> {
                    window.front();
                    made.take(more);
                }));
    }

    /// Tells the launcher that the classes this run records are those of a window.
    private static void mark() {
        String classes = System.getProperty("sfumato.classes");
        if (classes != null) {
            try {
                Files.createFile(Path.of(classes + ".shown"));
            } catch (IOException unmarked) {
                LOG.debug("the next start records classes again", unmarked);
            }
        }
    }

    /// Waits for pictures that are being written, but for no network: ONNX Runtime aborts the process when it is freed
    /// under a running one, so then the process ends at once.
    @Override
    public void stop() {
        if (instance != null) {
            instance.close();
        }
        if (wiring != null && !wiring.close(MOST)) {
            Runtime.getRuntime().halt(0);
        }
    }
}
