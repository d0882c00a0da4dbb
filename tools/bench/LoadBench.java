import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Stage;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelCatalogue;

/// How long a model takes from its file to its first picture, and what switching models leaves behind:
///
///     java -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/LoadBench.java folded|mapped MODEL…
///
/// Makes one picture of 64×64 in one step with each model in turn, all in one process; name two models several times to
/// switch between them. Prints the seconds from asking until the prompt is encoded and the U-Net
/// loaded (and the processor's, which others on the machine do not stretch), until the first step is done, and what the process then holds. `tools/bench/load_peer.py` does the same with diffusers.
public final class LoadBench {
    private static final ImageSize SMALL = new ImageSize(64, 64);

    public static void main(String[] args) throws InterruptedException {
        WeightMode weights = WeightMode.valueOf(args[0].toUpperCase(Locale.ROOT));
        EngineSettings settings = new EngineSettings(
                ProviderChoice.parse("cpu"), Runtime.getRuntime().availableProcessors(), Optional.of(weights));
        Engine.Models models = Engine.Models.of(new ModelCatalogue(List.of(Path.of("models"))));
        MemoryProbe memory = new MemoryProbe();
        try (Engine engine = new Engine(OrtRuntime.start(), models, settings)) {
            for (int i = 1; i < args.length; i++) {
                CountDownLatch end = new CountDownLatch(1);
                long begin = System.nanoTime();
                long used = processor();
                double[] ready = {Double.NaN, Double.NaN};
                double[] stepped = {Double.NaN};
                engine.submit(small(args[i]), event -> {
                    switch (event) {
                        case GenerationEvent.StageDone done when done.stage() == Stage.LOAD -> {
                            ready[0] = (System.nanoTime() - begin) / 1e9;
                            ready[1] = (processor() - used) / 1e9;
                        }
                        case GenerationEvent.Stepped _ -> stepped[0] = (System.nanoTime() - begin) / 1e9;
                        case GenerationEvent.Finished _ -> end.countDown();
                        case GenerationEvent.Failed failed -> {
                            System.err.println(failed.message());
                            end.countDown();
                        }
                        default -> {}
                    }
                });
                end.await();
                System.out.printf(
                        "ready %6.2f s  %6.2f s cpu  stepped %6.2f s  holds %5d MB  %s%n",
                        ready[0], ready[1], stepped[0], memory.use().residentBytes() >> 20, args[i]);
            }
        }
    }

    /// The processor's nanoseconds, of all threads, in the process and in the system for it.
    private static long processor() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static GenerationRequest small(String model) {
        return new GenerationRequest(
                model,
                new Prompt("a fox", "", 1),
                SMALL,
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 1),
                new Guidance(1),
                new NoiseSettings(new Seed(1), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage());
    }
}
