package studio.sfumato.net;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import studio.sfumato.weights.SafetensorsFile;

/// Measures one call of a full-size SD 1.5 U-Net, batch 2, in a JVM that does nothing else, so that the process's peak
/// memory is the network's: `FullSizeUNet WEIGHTS FOLDED|MAPPED LATENT_SIDE`. Prints a properties file.
final class FullSizeUNet {
    private static final int BATCH = 2;
    private static final int TOKENS = 77;

    private FullSizeUNet() {}

    public static void main(String[] args) throws IOException {
        SafetensorsFile weights = SafetensorsFile.open(Path.of(args[0]));
        WeightMode mode = WeightMode.valueOf(args[1]);
        int side = Integer.parseInt(args[2]);
        UNetConfig config = UNetConfig.from(PublishedNetwork.of("sd-1.5 unet").settings());
        OrtRuntime runtime = OrtRuntime.start();

        Stopwatch building = new Stopwatch();
        OnnxModel model = UNet.build(config, weights);
        print("graph KB", model.bytes().length / 1024);
        building.print("graph");

        Stopwatch loading = new Stopwatch();
        try (Session session = runtime.open(model, SessionSettings.with(mode))) {
            loading.print("load");
            print("loaded MB", memory("VmRSS"));
            Stopwatch step = new Stopwatch();
            Map<String, Tensor> out = session.run(inputs(config, side), CancellationToken.none());
            step.print("step");
            print(
                    "hash",
                    out.values().stream()
                            .map(Tensor::toArray)
                            .map(Arrays::hashCode)
                            .toList());
            print("finite", out.values().stream().allMatch(Tensor::isFinite));
            print("peak MB", memory("VmHWM"));
            print("anonymous MB", memory("RssAnon"));
        }
    }

    private static Map<String, Tensor> inputs(UNetConfig config, int side) {
        return Map.of(
                UNet.SAMPLE,
                Tensor.zeros(Shape.of(BATCH, config.inChannels(), side, side)).map(_ -> 0.5),
                UNet.TIMESTEP,
                Tensor.of(Shape.of(BATCH), 500.5f, 500.5f),
                UNet.CONTEXT,
                Tensor.zeros(Shape.of(BATCH, TOKENS, config.contextWidth())).map(_ -> 0.1));
    }

    /// {@return a field of Linux's `/proc/self/status` in MB}
    private static long memory(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static void print(String key, Object value) {
        System.out.println(key.replace(" ", "\\ ") + "=" + value);
    }

    private record Stopwatch(long wall, long cpu) {
        Stopwatch() {
            this(System.nanoTime(), processCpu());
        }

        void print(String what) {
            FullSizeUNet.print(what + " s", seconds(System.nanoTime() - wall));
            FullSizeUNet.print(what + " cpu s", seconds(processCpu() - cpu));
        }

        private static String seconds(long nanos) {
            return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
        }

        private static long processCpu() {
            return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
