package studio.sfumato.app;

import java.time.Duration;
import javafx.application.Application;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;

/// The window as a JavaFX application.
public final class StudioApp extends Application {
    private static final Duration MOST = Duration.ofSeconds(5);

    private @Nullable Wiring wiring;

    /// An application that has not started; JavaFX makes it.
    public StudioApp() {}

    /// Opens the window and returns when it has been closed.
    static void open() {
        launch(StudioApp.class);
    }

    @Override
    public void start(Stage stage) {
        Wiring made = new Wiring(AppPaths.standard(), BuildInfo.version(), FxThread.toolkit());
        wiring = made;
        made.window(stage).show();
    }

    /// Waits for pictures that are being written, but for no network: ONNX Runtime aborts the process when it is freed
    /// under a running one, so then the process ends at once.
    @Override
    public void stop() {
        if (wiring != null && !wiring.close(MOST)) {
            Runtime.getRuntime().halt(0);
        }
    }
}
