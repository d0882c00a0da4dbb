package studio.sfumato.ui.canvas;

import com.sun.javafx.tk.RenderJob;
import com.sun.javafx.tk.Toolkit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.stage.Stage;
import studio.sfumato.app.Wiring;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.image.Raster;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.common.FxThread;

/// Measures how long a stroke lags behind the mouse on a canvas of SIZE×SIZE pixels: from when a movement is told to
/// when the frame that shows it has been drawn, on a screen that exists only in memory, drawn by the processor. The
/// mouse moves 125 times a second.
///
///     javac -d target/bench -cp CLASSES:LIBRARIES tools/bench/CanvasBench.java
///     java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dglass.platform=Monocle -Dmonocle.platform=Headless -Dprism.order=sw
///       -Dheadless.geometry=1920x1200-32 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
///       -cp target/bench:CLASSES:LIBRARIES studio.sfumato.ui.canvas.CanvasBench SIZE
///
/// LIBRARIES are those of the tests: Monocle is one of them. The models are looked for in `models`.
final class CanvasBench {
    private static final int MOVES = 500;
    private static final long BETWEEN = 8_000_000;
    private static final Random RANDOM = new Random(7);

    private final Wiring wiring;
    private final Stage stage;
    private final ConcurrentLinkedQueue<Long> handled = new ConcurrentLinkedQueue<>();
    private final List<Double> lags = new ArrayList<>();
    private final List<Double> pulses = new ArrayList<>();
    private double windowBefore;
    private double rendererBefore;
    private final Map<String, Long> threads = new ConcurrentHashMap<>();
    private int frames;

    private CanvasBench(Wiring wiring, Stage stage) {
        this.wiring = wiring;
        this.stage = stage;
    }

    public static void main(String[] args) throws IOException {
        int size = Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("canvas-bench");
        Platform.startup(() -> {});
        AppPaths own = AppPaths.in(folder);
        AppPaths paths = new AppPaths(
                own.config(), own.data(), own.cache(), own.pictures(), List.of(Path.of("models").toAbsolutePath()));
        Wiring wiring = new Wiring(paths, "bench", FxThread.toolkit());
        CanvasBench bench = call(() -> {
            Stage stage = new Stage();
            wiring.window(stage).show();
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1440);
            stage.setHeight(900);
            return new CanvasBench(wiring, stage);
        });
        bench.run(size);
        wiring.close(Duration.ofSeconds(20));
        System.exit(0);
    }

    private void run(int size) {
        CanvasModel canvas = wiring.canvas();
        int[] noise = new int[size * size];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = RANDOM.nextInt();
        }
        CanvasDocument document = CanvasDocument.of(Raster.opaque(size, size, noise), "picture");
        document.addLayer(LayerKind.PAINT, "paint");
        document.addLayer(LayerKind.MASK, "mask");
        call(() -> {
            wiring.shell().workspaceProperty().set("canvas");
            canvas.files().begin(document);
            return true;
        });
        await(() -> canvas.page().document().isPresent());
        call(() -> {
            Toolkit.getToolkit(); // the toolkit's own, so that what the renderer does can be timed
            stage.getScene().addPostLayoutPulseListener(this::drawn);
            return true;
        });
        for (String layer : List.of("mask", "paint")) {
            for (double scale : new double[] {0, 1}) {
                for (int brush : new int[] {48, 300}) {
                    call(() -> {
                        canvas.page().chosenProperty().set(document.layers().stream()
                                .filter(each -> each.name().equals(layer))
                                .findFirst()
                                .orElseThrow()
                                .id());
                        canvas.tools().kindProperty().set(ToolKind.BRUSH);
                        canvas.tools().sizeProperty().set(brush);
                        if (scale == 0) {
                            canvas.fit();
                        } else {
                            canvas.actual();
                        }
                        return true;
                    });
                    stroke(String.format(Locale.ROOT, "%d² %s, brush %d, %s", size, layer, brush,
                            scale == 0 ? "all of it" : "100 %"));
                }
            }
        }
        pan();
    }

    private void stroke(String what) {
        Node view = stage.getScene().lookup("#canvas");
        lags.clear();
        call(() -> {
            pulses.clear();
            windowBefore = 0;
            return true;
        });
        double width = call(() -> view.getLayoutBounds().getWidth());
        double height = call(() -> view.getLayoutBounds().getHeight());
        call(() -> fire(view, MouseEvent.MOUSE_PRESSED, width / 2, height / 2));
        double window = worked("JavaFX Application Thread");
        double renderer = worked("QuantumRenderer");
        long next = System.nanoTime();
        for (int i = 0; i < MOVES; i++) {
            double turn = i / 40.0;
            double x = width / 2 + Math.cos(turn) * i / MOVES * width * 0.45;
            double y = height / 2 + Math.sin(turn * 1.3) * i / MOVES * height * 0.45;
            long told = System.nanoTime();
            Platform.runLater(() -> {
                fire(view, MouseEvent.MOUSE_DRAGGED, x, y);
                handled.add(told);
            });
            next += BETWEEN;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        call(() -> fire(view, MouseEvent.MOUSE_RELEASED, width / 2, height / 2));
        await(() -> lags.size() >= MOVES);
        print(what);
        System.out.printf(
                Locale.ROOT,
                "  processor time: the window's thread %.1f ms and the renderer %.1f ms a movement, %d frames%n",
                (worked("JavaFX Application Thread") - window) / MOVES,
                (worked("QuantumRenderer") - renderer) / MOVES,
                frames);
        double[] each = call(() -> pulses.stream().mapToDouble(Double::doubleValue).sorted().toArray());
        System.out.printf(
                Locale.ROOT,
                "  processor time of both a frame: %.1f ms in the middle, %.1f ms p95, %d frames%n",
                each[each.length / 2],
                each[(int) (each.length * 0.95)],
                each.length);
        frames = 0;
    }

    /// {@return the milliseconds of processor time of the thread whose name begins so}
    private double worked(String name) {
        long id = threads.computeIfAbsent(name, _ -> Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith(name))
                .findFirst()
                .orElseThrow()
                .threadId());
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(id) / 1e6;
    }

    private void pan() {
        CanvasModel canvas = wiring.canvas();
        for (double scale : new double[] {0.4, 1, 3}) {
            lags.clear();
            call(() -> {
                canvas.fit();
                canvas.zoom(scale / canvas.sightProperty().get().scale(), 400, 300);
                return true;
            });
            long next = System.nanoTime();
            for (int i = 0; i < MOVES; i++) {
                long told = System.nanoTime();
                int by = i % 100 < 50 ? 3 : -3;
                Platform.runLater(() -> {
                    canvas.pan(by, by);
                    handled.add(told);
                });
                next += BETWEEN;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            await(() -> lags.size() >= MOVES);
            print(String.format(Locale.ROOT, "moving the view at %.0f %%", 100 * scale));
        }
    }

    /// What has been handled is in the frame whose layout has just ended; it is drawn after this pulse.
    private void drawn() {
        List<Long> shown = new ArrayList<>();
        for (Long told = handled.poll(); told != null; told = handled.poll()) {
            shown.add(told);
        }
        frames++;
        double window = worked("JavaFX Application Thread");
        double renderer = worked("QuantumRenderer");
        if (!shown.isEmpty() && windowBefore > 0) {
            pulses.add(window - windowBefore + renderer - rendererBefore);
        }
        windowBefore = window;
        rendererBefore = renderer;
        if (!shown.isEmpty()) {
            Platform.runLater(() -> Toolkit.getToolkit().addRenderJob(new RenderJob(() -> {
                long now = System.nanoTime();
                Platform.runLater(() -> shown.forEach(told -> lags.add((now - told) / 1e6)));
            })));
        }
    }

    private static boolean fire(Node view, EventType<MouseEvent> type, double x, double y) {
        Event.fireEvent(
                view,
                new MouseEvent(
                        type, x, y, x, y, MouseButton.PRIMARY, 1, false, false, false, false, true, false, false, true,
                        false, true, null));
        return true;
    }

    private void print(String what) {
        double[] sorted = call(() -> lags.stream().mapToDouble(Double::doubleValue).sorted().toArray());
        System.out.printf(
                Locale.ROOT,
                "%s: lag %.1f ms in the middle, %.1f ms p95, %.1f ms at most%n",
                what,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.95)],
                Arrays.stream(sorted).max().orElse(0));
    }

    private static <T> T call(java.util.concurrent.Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                done.complete(action.call());
            } catch (Exception wrong) {
                done.completeExceptionally(wrong);
            }
        });
        return done.join();
    }

    private static void await(BooleanSupplier condition) {
        while (!call(condition::getAsBoolean)) {
            LockSupport.parkNanos(2_000_000);
        }
    }
}
