package studio.sfumato.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.Stage;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.Destination;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.PictureRecords;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.CreateWorkspace;
import studio.sfumato.ui.generate.ProgressModel;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.ui.shell.StudioWindow;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

/// How far the window's progress is behind the engine: from the end of each step, told on the engine's thread, to the pulse that
/// lays the window out with that step or a later one in it, previews after every step. The starter model, at each size named.
///
///     javac -d target/bench -cp CLASSES:LIBRARIES tools/bench/ProgressBench.java
///     java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dglass.platform=Monocle -Dmonocle.platform=Headless -Dprism.order=sw
///       --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
///       -cp target/bench:CLASSES:LIBRARIES studio.sfumato.app.ProgressBench FOLDER 128 256 512
final class ProgressBench {
    private static final int STEPS = 60;
    private static final int THREADS = 2;

    private final CreateModel create;
    private final QueueEasel easel;
    private final List<Long> ends = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> drawn = new ArrayList<>();
    private int mostBehind;
    private int shown;

    private ProgressBench(Path folder) {
        AppPaths paths = AppPaths.in(folder);
        ModelCatalogue models = new ModelCatalogue(List.of(Path.of("models").toAbsolutePath()));
        EngineSettings settings = new EngineSettings(ProviderChoice.parse("cpu"), THREADS, Optional.empty());
        easel = new QueueEasel(
                new QueueFolder(paths.queues()),
                () -> new Engine(OrtRuntime.start(paths.cache()), Engine.Models.of(models), AddOnShelf.none(), () -> settings)
                        .givingWay(),
                request -> PictureRecords.of(
                        models.open(request.model(), request.vae()),
                        new ModelHash(paths.cache()),
                        AddOnShelf.none(),
                        new AddOnHash(paths.cache()),
                        "bench"),
                () -> new Destination(paths.pictures(), "", "progress", 0, 1));
        QueueModel queue = new QueueModel(easel, Thread::startVirtualThread, FxThread.toolkit());
        create = new CreateModel(
                queue,
                new ShelfModel.Models() {
                    @Override
                    public List<ModelEntry> list() {
                        return models.list();
                    }

                    @Override
                    public ModelSource open(String name) {
                        return models.open(name);
                    }
                },
                new SecureRandom(),
                Thread::startVirtualThread,
                FxThread.toolkit());
        ShellModel shell = new ShellModel(Locale.ENGLISH, CreateWorkspace.ID, THREADS, paths.pictures(), folder);
        Stage stage = new Stage();
        StudioWindow window = new StudioWindow(stage, shell, create, List.of(new CreateWorkspace(create)), Keymap.usual());
        stage.setWidth(1440);
        stage.setHeight(900);
        window.show();
        window.scene().addPostLayoutPulseListener(this::pulse);
        easel.open(new QueueEasel.Watcher(this::heard, queue.watcher(), _ -> {}, System.err::println), false);
        create.start("starter");
    }

    public static void main(String[] args) {
        Platform.startup(() -> {});
        ProgressBench bench = call(() -> new ProgressBench(Path.of(args[0])));
        bench.await(() -> bench.create.shelf().inUseProperty().get() != null);
        bench.measure(128, false); // loads the networks
        for (int i = 1; i < args.length; i++) {
            bench.measure(Integer.parseInt(args[i]), true);
        }
        bench.easel.close(Duration.ofSeconds(20));
        System.exit(0);
    }

    /// On the engine's thread.
    private void heard(QueueEvent event) {
        if (event instanceof QueueEvent.Heard heard && heard.event() instanceof GenerationEvent.Stepped) {
            synchronized (ends) {
                mostBehind = Math.max(mostBehind, ends.size() - shown); // before this one's news is on its way
                ends.add(System.nanoTime());
            }
        }
        create.hear(event);
    }

    /// On the window's thread, whenever it has been laid out to be drawn.
    private void pulse() {
        if (create.progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now) {
            synchronized (ends) {
                shown = now.step();
                while (drawn.size() < shown) {
                    drawn.add(System.nanoTime());
                }
            }
        }
    }

    private void measure(int size, boolean told) {
        double worked = call(() -> cpu(Thread.currentThread()));
        Optional<Thread> renderer = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("QuantumRenderer"))
                .findFirst();
        double drew = renderer.map(ProgressBench::cpu).orElse(0.0);
        call(() -> {
            synchronized (ends) {
                ends.clear();
                drawn.clear();
                shown = 0;
                mostBehind = 0;
            }
            create.form().widthProperty().set(size);
            create.form().heightProperty().set(size);
            create.form().stepsProperty().set(STEPS);
            create.generate("a fox on a blue background");
            return true;
        });
        await(() -> create.runningProperty().get());
        await(() -> !create.runningProperty().get());
        if (!told) {
            return;
        }
        int last = Math.min(ends.size(), drawn.size());
        double[] late = new double[last];
        for (int i = 0; i < last; i++) {
            late[i] = (drawn.get(i) - ends.get(i)) / 1e6;
        }
        Arrays.sort(late);
        System.out.printf(
                Locale.ROOT,
                "%d×%d: %d of %d steps seen, a step %.1f ms; shown after: median %.1f, p95 %.1f, most %.1f ms;"
                        + " at the end of a step, the window was at most %d behind the step before it;"
                        + " processor time a step: the window's thread %.1f ms, drawing %.1f ms%n",
                size,
                size,
                last,
                ends.size(),
                (ends.getLast() - ends.getFirst()) / 1e6 / (ends.size() - 1),
                late[last / 2],
                late[(int) (last * 0.95)],
                late[last - 1],
                mostBehind,
                (call(() -> cpu(Thread.currentThread())) - worked) / ends.size(),
                (renderer.map(ProgressBench::cpu).orElse(0.0) - drew) / ends.size());
    }

    private static double cpu(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) / 1e6;
    }

    private static <T> T call(Supplier<T> asked) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Platform.runLater(() -> answer.completeAsync(asked, Runnable::run));
        return answer.join();
    }

    private void await(Supplier<Boolean> condition) {
        while (!call(condition)) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
