package studio.sfumato.fx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.robot.Motion;
import org.testfx.util.WaitForAsyncUtils;
import studio.sfumato.app.Wiring;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.shell.StudioWindow;
import studio.sfumato.weights.ModelEntry;

/// The whole program with its window, the starter model and folders of its own, and a robot before it.
public final class StudioRig implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration ENGINE = Duration.ofSeconds(30);

    private final Stage stage;
    private final Wiring wiring;
    private final StudioWindow window;
    private final FxRobot robot = new Careful();

    /// Presses what it is told to where it is, not where it was before the last change: under load the window's own
    /// layout comes late.
    private static final class Careful extends FxRobot {
        @Override
        public FxRobot clickOn(String query, Motion motion, MouseButton... buttons) {
            call(() -> {
                Window.getWindows().stream().map(Window::getScene).forEach(scene -> {
                    scene.getRoot().applyCss();
                    scene.getRoot().layout();
                });
                return true;
            });
            return super.clickOn(query, motion, buttons);
        }
    }

    private StudioRig(Stage stage, Wiring wiring, StudioWindow window) {
        this.stage = stage;
        this.wiring = wiring;
        this.window = window;
    }

    /// Opens the window in English, dark, and waits until it has opened the starter model.
    ///
    /// @param folder where pictures and caches go
    public static StudioRig open(Path folder, int width, int height) throws TimeoutException {
        return open(folder, width, height, Desk.toolkit(_ -> {}));
    }

    /// Opens it before a desktop of the test's own.
    public static StudioRig open(Path folder, int width, int height, Desk desk) throws TimeoutException {
        return open(folder, width, height, desk, Map.of());
    }

    /// Opens it in an environment of the test's own.
    public static StudioRig open(Path folder, int width, int height, Map<String, String> environment)
            throws TimeoutException {
        return open(folder, width, height, Desk.toolkit(_ -> {}), environment);
    }

    private static StudioRig open(Path folder, int width, int height, Desk desk, Map<String, String> environment)
            throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        Stage stage = FxToolkit.registerStage(Stage::new); // one for each window: it holds what the window was made of
        Wiring wiring = new Wiring(paths(folder), "test", FxThread.toolkit(), desk, environment);
        StudioWindow window = call(() -> {
            wiring.shell().languageProperty().set(Locale.ENGLISH);
            wiring.shell().lookProperty().set(Look.DARK);
            StudioWindow made = wiring.window(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(width);
            stage.setHeight(height);
            made.show();
            return made;
        });
        StudioRig rig = new StudioRig(stage, wiring, window);
        rig.await(
                "the starter model",
                () -> rig.create().shelf().inUseProperty().get() != null
                        && !rig.create().shelf().entries().isEmpty());
        return rig;
    }

    private static AppPaths paths(Path folder) {
        AppPaths own = AppPaths.in(folder);
        return new AppPaths(
                own.config(),
                own.data(),
                own.cache(),
                own.pictures(),
                List.of(Path.of("models").toAbsolutePath()));
    }

    /// {@return what `action` gives on the window's thread}
    public static <T> T call(Callable<T> action) {
        return WaitForAsyncUtils.waitForAsyncFx(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), action);
    }

    /// {@return the workspace}
    public CreateModel create() {
        return wiring.create();
    }

    /// {@return the program's parts}
    public Wiring wiring() {
        return wiring;
    }

    /// {@return the robot}
    public FxRobot robot() {
        return robot;
    }

    /// {@return the window's scene}
    public Scene scene() {
        return window.scene();
    }

    /// {@return the window}
    public Stage stage() {
        return stage;
    }

    /// {@return the node called `id`}
    public <T extends Node> T node(String id, Class<T> type) {
        return type.cast(window.scene().lookup("#" + id));
    }

    /// {@return what the label or button called `id` says}
    public String says(String id) {
        return call(() -> node(id, Labeled.class).getText());
    }

    /// {@return the names in the list of the workspace Models}
    public List<String> models() {
        return call(() -> {
            ListView<?> list = node("models-list", ListView.class);
            return list.getItems().stream()
                    .map(item -> ((ModelEntry) item).name())
                    .toList();
        });
    }

    /// Waits until `condition` holds on the window's thread.
    public void await(String what, Callable<Boolean> condition) {
        await(() -> what, condition);
    }

    /// The same; what was waited for is said on the window's thread, where it can tell what there was instead.
    public void await(Callable<String> what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, () -> call(condition));
        } catch (TimeoutException late) {
            throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain for " + call(what), late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Override
    public void close() throws TimeoutException {
        boolean ended = wiring.close(ENGINE);
        FxToolkit.hideStage();
        FxToolkit.cleanupStages();
        if (!ended) {
            throw new AssertionError("the engine did not end within " + ENGINE);
        }
    }
}
