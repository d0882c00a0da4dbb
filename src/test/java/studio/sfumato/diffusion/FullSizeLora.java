package studio.sfumato.diffusion;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleFunction;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Adaptation;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.PublishedNetwork;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.lora.FittedLoras;
import studio.sfumato.weights.lora.LoraFit;
import studio.sfumato.weights.lora.LoraSet;

/// Measures what a LoRA of all attention layers costs a full-size SD 1.5 U-Net: `FullSizeLora WEIGHTS FOLDED|MAPPED
/// SIDE RANK`. Prints a properties file.
final class FullSizeLora {
    /// Ranks of a LoHa that goes beside the weights, and of one that does not.
    private static final int THIN = 8;

    private static final int THICK = 32;

    /// Rank of a LoCon and a DoRA.
    private static final int MIDDLING = 16;

    private FullSizeLora() {}

    public static void main(String[] args) throws IOException {
        SafetensorsFile weights = SafetensorsFile.open(Path.of(args[0]));
        WeightMode mode = WeightMode.valueOf(args[1]);
        int side = Integer.parseInt(args[2]);
        Path file = Path.of(args[0]).resolveSibling("lora.safetensors");
        if (!Files.exists(file)) {
            writeLora(weights, Integer.parseInt(args[3]), file, "LoRA");
        }
        OrtRuntime runtime = OrtRuntime.start();
        UNetConfig config = UNetConfig.from(PublishedNetwork.of("sd-1.5 unet").settings());
        Tensor plain = Tensor.zeros(Shape.of(1));
        ModelSource sd15 = source(weights);
        FittedLoras known = new FittedLoras(sd15);
        replacing(runtime, config, weights, mode, side, sd15, known);
        for (boolean adaptable : new boolean[] {false, true}) {
            OnnxModel model = UNet.build(
                    config, weights, UNetVariant.PLAIN.adapted(adaptable ? Adaptation.LINEAR : Adaptation.NONE));
            Watch load = new Watch();
            try (Session session = runtime.open(model, SessionSettings.with(mode))) {
                load.print(adaptable ? "load with paths" : "load");
                if (!adaptable) {
                    plain = step(session, config, side, "step");
                    continue;
                }
                Tensor closed;
                try (Session.Keeping none = kept(session, Map.of())) {
                    closed = step(none.session(), config, side, "step closed");
                }
                print("closed is plain", closed.equals(plain));
                beside(session, config, side, "LoRA", plain, strength -> loras(file, strength, known, sd15));
                Path loha = loha(weights, THIN);
                beside(session, config, side, "LoHa", plain, strength -> loras(loha, strength, known, sd15));
            }
        }
        for (String kind : List.of("LoCon", "DoRA")) {
            opened(runtime, config, weights, mode, side, kind, plain, strength -> {
                Path written = weights.file().resolveSibling(kind + ".safetensors");
                if (!Files.exists(written)) {
                    writeLora(weights, MIDDLING, written, kind);
                }
                return loras(written, strength, known, sd15);
            });
        }
    }

    /// What goes beside convolutions, or has factors, wants a network with paths for that.
    private static void opened(
            OrtRuntime runtime,
            UNetConfig config,
            SafetensorsFile weights,
            WeightMode mode,
            int side,
            String kind,
            Tensor plain,
            DoubleFunction<LoraSet> made) {
        Adaptation adaptation = SidePathInputs.adaptation(made.apply(1), ModelPart.UNET);
        OnnxModel model = UNet.build(config, weights, UNetVariant.PLAIN.adapted(adaptation));
        Watch load = new Watch();
        try (Session session = runtime.open(model, SessionSettings.with(mode))) {
            load.print("load with paths for " + kind);
            try (Session.Keeping none = kept(session, Map.of())) {
                Tensor closed = step(none.session(), config, side, "step closed for " + kind);
                print(kind + " closed is plain", closed.equals(plain));
            }
            beside(session, config, side, kind, plain, made);
        }
    }

    /// What goes beside the weights changes inputs of a network that is open.
    private static void beside(
            Session session, UNetConfig config, int side, String kind, Tensor plain, DoubleFunction<LoraSet> made) {
        for (double strength : new double[] {1, 0.5, 0.8, 0.6}) {
            Watch adding = new Watch();
            LoraSet set = made.apply(strength);
            Tensor open;
            try (Session.Keeping some = kept(session, set.beside(ModelPart.UNET))) {
                adding.print(kind + (strength == 1 ? " added" : " at " + strength));
                open = step(some.session(), config, side, "step with " + kind + " at " + strength);
            }
            boolean whole = set.replacing(ModelPart.UNET).isEmpty();
            print(kind + " changes at " + strength, whole && open.isFinite() && !open.equals(plain));
        }
    }

    /// What replaces weights (here a LoHa on the same layers, too thick for a path) is worked out when the
    /// network is opened, at each strength.
    private static void replacing(
            OrtRuntime runtime,
            UNetConfig config,
            SafetensorsFile weights,
            WeightMode mode,
            int side,
            ModelSource model,
            FittedLoras known) {
        Path file = loha(weights, THICK);
        for (double strength : new double[] {1, 0.5, 0.8}) {
            Watch watch = new Watch();
            LoraSet set = loras(file, strength, known, model);
            OnnxModel unet = UNet.build(config, set.weights(ModelPart.UNET, weights), UNetVariant.PLAIN);
            try (Session session = runtime.open(unet, SessionSettings.with(mode))) {
                watch.print("load with replaced weights at " + strength);
                boolean whole = step(session, config, side, "step with replaced weights at " + strength)
                        .isFinite();
                print(
                        "replaced at " + strength,
                        whole && set.beside(ModelPart.UNET).isEmpty());
            }
        }
    }

    private static Path loha(SafetensorsFile unet, int rank) {
        Path file = unet.file().resolveSibling("loha-" + rank + ".safetensors");
        if (!Files.exists(file)) {
            writeLoha(unet, rank, file);
        }
        return file;
    }

    private static void writeLoha(SafetensorsFile unet, int rank, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String key : unet.keys()) {
            Shape shape = unet.get(key).shape();
            if (key.contains("attentions") && key.endsWith(".weight") && shape.rank() == 2) {
                String name = "lora_unet_"
                        + key.substring(0, key.length() - ".weight".length()).replace('.', '_');
                for (int i = 1; i <= 2; i++) {
                    writer.add(
                            name + ".hada_w" + i + "_a",
                            DType.F16,
                            Tensor.zeros(Shape.of(shape.at(0), rank)).map(_ -> 0.01));
                    writer.add(
                            name + ".hada_w" + i + "_b",
                            DType.F16,
                            Tensor.zeros(Shape.of(rank, shape.at(1))).map(_ -> 0.01));
                }
            }
        }
        writer.write(file);
    }

    private static Session.Keeping kept(Session session, Map<String, List<LoraSet.Share>> shares) {
        SidePathInputs paths = new SidePathInputs(session.adaptable(), shares);
        return session.keep(paths.strengths(), paths.identity(), paths::matrices);
    }

    private static LoraSet loras(Path file, double strength, FittedLoras known, ModelSource model) {
        LoraFit fit = known.get(file);
        return LoraSet.of(List.of(new LoraSet.Use(fit, strength, strength, OptionalInt.empty())), model);
    }

    /// @param kind `LoCon` is on convolutions, too
    private static void writeLora(SafetensorsFile unet, int rank, Path file, String kind) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String key : unet.keys()) {
            Shape shape = unet.get(key).shape();
            boolean attention = key.contains("attentions");
            if ((attention || kind.equals("LoCon")) && key.endsWith(".weight") && shape.rank() > 1) {
                String name = "lora_unet_"
                        + key.substring(0, key.length() - ".weight".length()).replace('.', '_');
                int[] down = shape.dims();
                down[0] = rank;
                writer.add(name + ".lora_down.weight", DType.F16, same(0.01, down));
                writer.add(name + ".lora_up.weight", DType.F16, same(0.01, shape.at(0), rank));
                if (kind.equals("DoRA")) {
                    writer.add(name + ".dora_scale", DType.F16, same(1, shape.at(0), 1));
                }
            }
        }
        writer.write(file);
    }

    private static Tensor same(double value, int... dims) {
        return Tensor.zeros(Shape.of(dims)).map(_ -> value);
    }

    /// A model that is nothing but a U-Net.
    private static ModelSource source(WeightSource unet) {
        WeightSource nothing = new SafetensorsNothing();
        return (ModelSource) Proxy.newProxyInstance(
                FullSizeLora.class.getClassLoader(),
                new Class<?>[] {ModelSource.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "weights" -> arguments[0] == ModelPart.UNET ? unet : nothing;
                    case "parts" -> Set.of(ModelPart.UNET, ModelPart.TEXT_ENCODER);
                    case "family" -> ModelFamily.SD1;
                    case "refiner" -> false;
                    default -> "random";
                });
    }

    private static final class SafetensorsNothing implements WeightSource {
        @Override
        public java.util.Optional<studio.sfumato.weights.Weight> find(String key) {
            return java.util.Optional.empty();
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public String name() {
            return "nothing";
        }
    }

    private static Tensor step(Session session, UNetConfig config, int side, String name) {
        Map<String, Tensor> inputs = Map.of(
                UNet.SAMPLE,
                        Tensor.zeros(Shape.of(2, config.inChannels(), side, side))
                                .map(_ -> 0.5),
                UNet.TIMESTEP, Tensor.of(Shape.of(2), 500.5f, 500.5f),
                UNet.CONTEXT,
                        Tensor.zeros(Shape.of(2, 77, config.contextWidth())).map(_ -> 0.1));
        Watch watch = new Watch();
        Tensor out = session.run(inputs, UNet.OUT_SAMPLE, CancellationToken.none());
        watch.print(name);
        return out;
    }

    private static void print(String key, Object value) {
        System.out.println(key.replace(" ", "\\ ") + "=" + value);
    }

    private record Watch(long wall, long cpu) {
        Watch() {
            this(System.nanoTime(), processCpu());
        }

        void print(String what) {
            FullSizeLora.print(what + " s", seconds(System.nanoTime() - wall));
            FullSizeLora.print(what + " cpu s", seconds(processCpu() - cpu));
        }

        private static String seconds(long nanos) {
            return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
        }

        private static long processCpu() {
            return java.lang.management.ManagementFactory.getPlatformMXBean(
                            com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
