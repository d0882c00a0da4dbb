import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.weights.ModelCatalogue;

/// What previews cost: the processor time of drawing one beside that of a step, with the starter model at its own size and
/// larger.
///
///     javac -d target/bench -cp CLASSES:LIBRARIES tools/bench/PreviewBench.java
///     java --enable-native-access=ALL-UNNAMED -cp target/bench:CLASSES:LIBRARIES PreviewBench 128 256 512
final class PreviewBench {
    private static final int STEPS = 20;
    private static final int DRAWN = 400;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PreviewBench() {}

    public static void main(String[] args) {
        ModelCatalogue models = new ModelCatalogue(List.of(Path.of("models")));
        EngineSettings settings = new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty());
        try (Engine engine = new Engine(OrtRuntime.start(), models::open, () -> settings)) {
            for (String size : args) {
                measure(engine, Integer.parseInt(size));
            }
        }
    }

    private static void measure(Engine engine, int size) {
        AtomicReference<StepFrame> frame = new AtomicReference<>();
        Consumer<GenerationEvent> hears = event -> {
            if (event instanceof GenerationEvent.Previewed previewed) {
                frame.set(previewed.frame());
            }
        };
        engine.submit(request(size, 2), hears).end().join(); // loads and warms up
        double few = process(() -> engine.submit(request(size, 2), hears).end().join());
        double many = process(() -> engine.submit(request(size, 2 + STEPS), hears).end().join());
        double step = (many - few) / STEPS;
        long[] nanos = new long[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            frame.get().draw(StepFrame.Estimate.MERGED).orElseThrow();
            nanos[i] = THREADS.getCurrentThreadCpuTime() - begin;
        }
        Arrays.sort(nanos);
        double drawn = nanos[DRAWN / 2] / 1e6;
        System.out.printf("%d×%d: a step %.1f ms, a preview %.2f ms, %.2f %%%n", size, size, step, drawn, 100 * drawn / step);
    }

    private static double process(Runnable work) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long begin = system.getProcessCpuTime();
        work.run();
        return (system.getProcessCpuTime() - begin) / 1e6;
    }

    private static GenerationRequest request(int size, int steps) {
        return new GenerationRequest(
                "starter",
                new Prompt("a fox on a blue background", "", 1),
                new ImageSize(size, size),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, steps),
                new Guidance(4),
                new NoiseSettings(new Seed(7), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage());
    }
}
