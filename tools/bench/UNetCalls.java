import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

/// How a step with guidance is best run: one call for two latents, or two calls for one; shapes left open, or fixed when
/// the network is opened. All ways take turns in one process, so that other work on the machine hits them alike.
///
///     java -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/UNetCalls.java UNET_FOLDER SIZE [ROUNDS [THREADS]]
///
/// SIZE is the picture's side in pixels. Prints processor seconds and wall seconds, the least of all rounds.
public final class UNetCalls {
    private record Source(SafetensorsFile file) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return file.find(key);
        }

        @Override
        public Set<String> keys() {
            return file.keys();
        }

        @Override
        public String name() {
            return "U-Net";
        }
    }

    private record Way(String name, OrtSession session, int batch, int calls, double[] best) {}

    public static void main(String[] args) throws OrtException, IOException {
        Path folder = Path.of(args[0]);
        int side = Integer.parseInt(args[1]) / 8;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int threads = args.length > 3 ? Integer.parseInt(args[3]) : Runtime.getRuntime().availableProcessors();
        UNetConfig config = UNetConfig.from(ComponentConfig.read(folder.resolve("config.json"), "config.json"));
        OnnxModel model = UNet.build(
                config, new Source(SafetensorsFile.open(folder.resolve("diffusion_pytorch_model.safetensors"))));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession open = open(environment, model, threads, 0, side);
        OrtSession fixed = open(environment, model, threads, 2, side);
        Way[] ways = {
            new Way("one call for two, open shapes", open, 2, 1, worst()),
            new Way("two calls for one, open shapes", open, 1, 2, worst()),
            new Way("one call for two, fixed shapes", fixed, 2, 1, worst()),
        };
        for (int round = 0; round <= rounds; round++) {
            for (Way way : ways) {
                double cpu = cpuSeconds();
                long begin = System.nanoTime();
                for (int call = 0; call < way.calls; call++) {
                    run(environment, way, config, side);
                }
                if (round > 0) {
                    way.best[0] = Math.min(way.best[0], cpuSeconds() - cpu);
                    way.best[1] = Math.min(way.best[1], (System.nanoTime() - begin) / 1e9);
                }
            }
        }
        for (Way way : ways) {
            System.out.printf("%-32s %8.3f s cpu %8.3f s wall%n", way.name, way.best[0], way.best[1]);
        }
    }

    private static double[] worst() {
        return new double[] {Double.MAX_VALUE, Double.MAX_VALUE};
    }

    private static OrtSession open(OrtEnvironment environment, OnnxModel model, int threads, int batch, int side)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry(
                    "session.model_external_initializers_file_folder_path", String.valueOf(model.weightFolder()));
            if (batch > 0) {
                options.setSymbolicDimensionValue("batch", batch);
                options.setSymbolicDimensionValue("height", side);
                options.setSymbolicDimensionValue("width", side);
                options.setSymbolicDimensionValue("tokens", 77);
            }
            return environment.createSession(model.bytes(), options);
        }
    }

    private static void run(OrtEnvironment environment, Way way, UNetConfig config, int side) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        int b = way.batch;
        inputs.put(UNet.SAMPLE, filled(environment, 0.1f, b, config.inChannels(), side, side));
        inputs.put(UNet.TIMESTEP, filled(environment, 500, b));
        inputs.put(UNet.CONTEXT, filled(environment, 0.1f, b, 77, config.contextWidth()));
        way.session.run(inputs).close();
        inputs.values().forEach(OnnxTensor::close);
    }

    private static OnnxTensor filled(OrtEnvironment environment, float value, long... shape) throws OrtException {
        float[] data = new float[(int) Arrays.stream(shape).reduce(1, (x, y) -> x * y)];
        Arrays.fill(data, value);
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), shape);
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
