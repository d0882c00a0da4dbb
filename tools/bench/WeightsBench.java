import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.SafetensorsFile;

/// What mapped weights cost a step and save a load: a U-Net is opened both ways in one process, and the two take turns.
///
///     java -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/WeightsBench.java UNET_FOLDER ROUNDS BATCHxSIZE…
///
/// SIZE is the picture's side in pixels; `tools/bench/random_unet.py` writes the folder. Prints processor and wall
/// seconds, of the steps the least of all rounds.
public final class WeightsBench {
    private static final int TOKENS = 77;

    private record Seconds(double processor, double wall) {
        static Seconds of(Runnable work) {
            var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long cpu = machine.getProcessCpuTime();
            long wall = System.nanoTime();
            work.run();
            return new Seconds((machine.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
        }

        Seconds least(Seconds other) {
            return new Seconds(Math.min(processor, other.processor), Math.min(wall, other.wall));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f s of the processor, %.2f s", processor, wall);
        }
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        UNetConfig config = UNetConfig.from(ComponentConfig.read(folder.resolve("config.json"), "config.json"));
        OnnxModel model =
                UNet.build(config, SafetensorsFile.open(folder.resolve("diffusion_pytorch_model.safetensors")));
        OrtRuntime runtime = OrtRuntime.start();
        Map<WeightMode, Session> sessions = new EnumMap<>(WeightMode.class);
        for (int again = 0; again < 2; again++) {
            sessions.values().forEach(Session::close);
            for (WeightMode mode : WeightMode.values()) {
                Seconds load = Seconds.of(() -> sessions.put(mode, runtime.open(model, SessionSettings.with(mode))));
                System.out.println("load, " + mode + ": " + load);
            }
        }
        for (int i = 2; i < args.length; i++) {
            String[] shape = args[i].split("x");
            steps(config, sessions, rounds, Integer.parseInt(shape[0]), Integer.parseInt(shape[1]));
        }
        sessions.values().forEach(Session::close);
    }

    private static void steps(UNetConfig config, Map<WeightMode, Session> sessions, int rounds, int batch, int size) {
        Map<String, Tensor> inputs = Map.of(
                UNet.SAMPLE,
                Tensor.zeros(Shape.of(batch, config.inChannels(), size / 8, size / 8)).map(_ -> 0.5),
                UNet.TIMESTEP,
                Tensor.zeros(Shape.of(batch)).map(_ -> 500.5),
                UNet.CONTEXT,
                Tensor.zeros(Shape.of(batch, TOKENS, config.contextWidth())).map(_ -> 0.1));
        Map<WeightMode, Seconds> least = new EnumMap<>(WeightMode.class);
        for (int round = 0; round < rounds; round++) {
            sessions.forEach((mode, session) ->
                    least.merge(mode, Seconds.of(() -> session.run(inputs, CancellationToken.none())), Seconds::least));
        }
        least.forEach((mode, step) -> System.out.println(batch + " of " + size + "², " + mode + ": " + step));
    }
}
