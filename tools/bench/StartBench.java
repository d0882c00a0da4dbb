import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.Window;

/// How long it takes from the start of the process until a window has been drawn and hears its user: `empty` for one with
/// nothing in it, `studio` for Sfumato's. `tools/bench/start` runs both, side by side.
public final class StartBench {
    /// A window with nothing in it.
    public static final class Empty extends Application {
        @Override
        public void start(Stage stage) {
            stage.setScene(new Scene(new StackPane(), 1440, 900));
            stage.show();
        }
    }

    public static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(StartBench::watch);
        if (args[0].equals("empty")) {
            Application.launch(Empty.class);
        } else {
            Class.forName("studio.sfumato.app.Launcher")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        }
    }

    private static void watch() {
        boolean[] seen = {false};
        while (!seen[0]) {
            LockSupport.parkNanos(2_000_000);
            try {
                Platform.runLater(() -> {
                    if (!seen[0] && Window.getWindows().stream().anyMatch(Window::isShowing)) {
                        seen[0] = true;
                        drawn(Window.getWindows().getFirst().getScene(), 2);
                    }
                });
            } catch (IllegalStateException notYet) {
                // the toolkit is still starting
            }
        }
    }

    /// Waits for `pulses` frames, and then for the thread to be free.
    private static void drawn(Scene scene, int pulses) {
        Runnable[] once = new Runnable[1];
        once[0] = () -> {
            scene.removePostLayoutPulseListener(once[0]);
            if (pulses > 1) {
                drawn(scene, pulses - 1);
                Platform.requestNextPulse();
            } else {
                Platform.runLater(() -> {
                    Instant begin = ProcessHandle.current().info().startInstant().orElseThrow();
                    Duration wall = Duration.between(begin, Instant.now());
                    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
                    System.out.println(wall.toMillis() + " " + cpu.toMillis());
                    if (System.getProperty("bench.exit", "halt").equals("halt")) {
                        Runtime.getRuntime().halt(0);
                    }
                    Platform.exit();
                });
            }
        };
        scene.addPostLayoutPulseListener(once[0]);
        Platform.requestNextPulse();
    }
}
