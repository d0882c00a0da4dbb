package studio.sfumato.net.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.clip.ClipVisionModel;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.ClipVisionFile;
import studio.sfumato.weights.checkpoint.ControlFile;
import studio.sfumato.weights.checkpoint.ControlFile.Kind;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What diffusers' ControlNets and T2I-Adapters give, from the files of every layout; made by
/// `tools/golden/controls.py`.
class ControlGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/controls");
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final SafetensorsFile EXPECTED = SafetensorsFile.open(GOLDEN.resolve("outputs.safetensors"));
    private static final float WIDE = 1.7f;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(textBlock = """
            sd1-diffusers,  SD1,  plain
            sd1-diffusers,  SD1,  weak
            sd1-diffusers,  SD1,  guess
            sd1-author,     SD1,  plain
            sd1-shuffle,    SD1,  plain
            sd2-author,     SD2,  plain
            sd2-diffusers,  SD2,  plain
            sdxl-diffusers, SDXL, plain
            sdxl-author,    SDXL, plain
            sdxl-small,     SDXL, plain
            """)
    void controlNetsGiveWhatThoseOfDiffusersDo(String name, ModelFamily family, String mode) {
        ControlFile file = ControlFile.open(TinyCheckpoint.control(name).write(folder.resolve(name + ".safetensors")));
        assertThat(file.kind()).isEqualTo(Kind.CONTROL_NET);
        assertThat(file.family()).isEqualTo(family);
        ControlNetConfig config = ControlNetConfig.from(file.config());
        int batch = name.equals("sd1-author") ? 2 : 1;
        int height = name.equals("sd1-author") ? 6 : 5;
        Map<String, Tensor> inputs = inputs(config.unet(), batch, height, 11 - height);
        inputs.put(ControlNet.HINT, TinyCheckpoint.values("hint", 0.5f, 0.5f, batch, 3, 8 * height, 88 - 8 * height));
        inputs.put(
                ControlNet.SCALES,
                scales(mode, ControlPorts.residualChannels(config.unet()).size()));

        for (WeightMode weights : WeightMode.values()) {
            requireExpected(run(ControlNet.build(config, file.weights()), weights, inputs), name + "." + mode + ".");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void whatFollowsSeveralKindsIsToldWhich(int kind) {
        ControlFile file =
                ControlFile.open(TinyCheckpoint.control("sdxl-union").write(folder.resolve("union.safetensors")));
        assertThat(file.kind()).isEqualTo(Kind.CONTROL_NET);
        assertThat(file.family()).isEqualTo(ModelFamily.SDXL);
        ControlNetConfig config = ControlNetConfig.from(file.config());
        assertThat(config.kinds()).isEqualTo(8);
        Map<String, Tensor> inputs = inputs(config.unet(), 1, 5, 6);
        float[] told = new float[8];
        told[kind] = 1;
        inputs.put(ControlNet.KIND, Tensor.wrap(Shape.of(8), told));
        inputs.put(ControlNet.HINT, TinyCheckpoint.values("hint", 0.5f, 0.5f, 1, 3, 40, 48));
        inputs.put(
                ControlNet.SCALES,
                scales("plain", ControlPorts.residualChannels(config.unet()).size()));
        Map<String, Tensor> outputs = run(ControlNet.build(config, file.weights()), WeightMode.FOLDED, inputs);
        requireExpected(outputs, "sdxl-union." + kind + ".");
    }

    private static Tensor scales(String mode, int count) {
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = mode.equals("guess")
                    ? (float) Math.pow(10, -1 + i / (count - 1.0))
                    : mode.equals("weak") ? 0.6f : 1;
        }
        return Tensor.wrap(Shape.of(count), scales);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            t2i-sd1-diffusers,   SD1,  T2I_ADAPTER,   3
            t2i-sd1-author,      SD1,  T2I_ADAPTER,   1
            t2i-light-diffusers, SD1,  LIGHT_ADAPTER, 3
            t2i-light-author,    SD1,  LIGHT_ADAPTER, 3
            t2i-sdxl-diffusers,  SDXL, T2I_ADAPTER,   3
            t2i-sdxl-author,     SDXL, T2I_ADAPTER,   1
            """)
    void adaptersGiveWhatThoseOfDiffusersDo(String name, ModelFamily family, Kind kind, int depth) {
        ControlFile file = ControlFile.open(TinyCheckpoint.control(name).write(folder.resolve(name + ".safetensors")));
        assertThat(file.kind()).isEqualTo(kind);
        assertThat(file.family()).isEqualTo(family);
        int height = family == ModelFamily.SDXL ? 48 : 40;
        int width = family == ModelFamily.SDXL ? 32 : 24;

        OnnxModel model = Adapter.build(AdapterConfig.from(file.config()), file.weights());

        Tensor hint = TinyCheckpoint.values("hint", 0.5f, 0.5f, 1, depth, height, width);
        requireExpected(run(model, WeightMode.FOLDED, Map.of(ControlNet.HINT, hint)), name + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip-plus-sd1", "ip-plus-sdxl", "ip-full-sd1"})
    void whatClipSeesBecomesTheTokensThatDiffusersMakeOfIt(String name) {
        SafetensorsFile golden = SafetensorsFile.open(GOLDEN.resolve("image-tokens.safetensors"));
        ClipVisionFile looks =
                ClipVisionFile.open(TinyCheckpoint.control("vision").write(folder.resolve("vision.safetensors")));
        ControlFile file = ControlFile.open(TinyCheckpoint.control(name).write(folder.resolve(name + ".safetensors")));
        Tensor pixels = WeightReader.read(golden.get("pixels"));
        Tensor both = Tensor.concat(List.of(pixels, Tensor.zeros(pixels.shape())));
        ImagePrompt prompt = ImagePrompt.from(file.config());
        GraphBuilder graph = new GraphBuilder("tokens");
        Value seen = graph.input(
                "seen", DType.F32, "pictures", "places", prompt.projection().embed());
        Scope root = new Scope(graph, file.weights()).at("image_proj");
        graph.output(
                "tokens",
                prompt.projection().apply(new Op(graph), root, seen, prompt.context()),
                "pictures",
                "tokens",
                prompt.context());

        OnnxModel vision = ClipVisionModel.from(looks.config()).build(looks.weights());
        Tensor places = Objects.requireNonNull(run(vision, WeightMode.FOLDED, Map.of(ClipVisionModel.PIXELS, both))
                .get(ClipVisionModel.PLACES));
        Tensor tokens = Objects.requireNonNull(
                run(graph.build(), WeightMode.FOLDED, Map.of("seen", places)).get("tokens"));

        Tensor expected = WeightReader.read(golden.get(name + ".tokens"));
        assertThat(tokens.shape()).isEqualTo(expected.shape());
        assertThat(tokens.toArray()).containsExactly(expected.toArray(), within(1e-4f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "features", "both", "plain"})
    void unetsTakeThemAsThoseOfDiffusersDo(String guides) {
        Path path = TinyCheckpoint.control("unet").write(folder.resolve("unet.safetensors"));
        SafetensorsFile weights = SafetensorsFile.open(path);
        UNetConfig config = UNetConfig.from(ComponentConfig.read(GOLDEN.resolve("unet.json"), "unet.json"));
        boolean control = guides.equals("control") || guides.equals("both");
        boolean features = guides.equals("features") || guides.equals("both");
        Map<String, Tensor> inputs = inputs(config, 1, 6, 4);
        List<Integer> channels = ControlPorts.residualChannels(config);
        assertThat(channels).isEqualTo(List.of(32, 32, 32, 64, 64, 96, 96));
        assertThat(ControlPorts.featureChannels(config)).isEqualTo(List.of(32, 64, 96, 96));
        List<Integer> halvings = List.of(0, 0, 1, 1, 2, 2, 2);
        if (control) {
            for (int i = 0; i < channels.size(); i++) {
                String name = i < channels.size() - 1 ? ControlPorts.residual(i) : ControlPorts.MIDDLE_RESIDUAL;
                inputs.put(name, values(name, channels.get(i), halvings.get(i)));
            }
        }
        if (features) {
            inputs.put(ControlPorts.feature(0), values("feature_0", 32, 1));
            inputs.put(ControlPorts.feature(1), values("feature_1", 64, 1));
            inputs.put(ControlPorts.feature(2), values("feature_2", 96, 2));
            inputs.put(ControlPorts.feature(3), values("feature_3", 96, 2));
        }

        UNetVariant variant = UNetVariant.PLAIN.controlled(new ControlPorts(control, features));
        Map<String, Tensor> outputs = run(UNet.build(config, weights, variant), WeightMode.FOLDED, inputs);

        requireClose(Objects.requireNonNull(outputs.get(UNet.OUT_SAMPLE)), "unet." + guides);
    }

    @Test
    void nothingToAddMayBeASingleNumberForEveryChannel() {
        SafetensorsFile weights =
                SafetensorsFile.open(TinyCheckpoint.control("unet").write(folder.resolve("unet.safetensors")));
        UNetConfig config = UNetConfig.from(ComponentConfig.read(GOLDEN.resolve("unet.json"), "unet.json"));
        Map<String, Tensor> inputs = inputs(config, 1, 6, 4);
        List<Integer> channels = ControlPorts.residualChannels(config);
        for (int i = 0; i < channels.size(); i++) {
            String name = i < channels.size() - 1 ? ControlPorts.residual(i) : ControlPorts.MIDDLE_RESIDUAL;
            inputs.put(name, Tensor.zeros(Shape.of(1, channels.get(i), 1, 1)));
        }
        List<Integer> features = ControlPorts.featureChannels(config);
        for (int i = 0; i < features.size(); i++) {
            inputs.put(ControlPorts.feature(i), Tensor.zeros(Shape.of(1, features.get(i), 1, 1)));
        }

        UNetVariant variant = UNetVariant.PLAIN.controlled(new ControlPorts(true, true));
        Map<String, Tensor> outputs = run(UNet.build(config, weights, variant), WeightMode.FOLDED, inputs);

        requireClose(Objects.requireNonNull(outputs.get(UNet.OUT_SAMPLE)), "unet.plain");
    }

    private static Tensor values(String name, int channels, int halvings) {
        return TinyCheckpoint.values(
                name, 0, 1, 1, channels, Math.ceilDiv(6, 1 << halvings), Math.ceilDiv(4, 1 << halvings));
    }

    private static Map<String, Tensor> inputs(UNetConfig config, int batch, int height, int width) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(UNet.SAMPLE, TinyCheckpoint.values("sample", 0, WIDE, batch, 4, height, width));
        inputs.put(UNet.TIMESTEP, Tensor.wrap(Shape.of(batch), Arrays.copyOf(new float[] {981, 37.5f}, batch)));
        inputs.put(
                UNet.CONTEXT,
                TinyCheckpoint.values("encoder_hidden_states", 0, WIDE, batch, 77, config.contextWidth()));
        if (config.added().isPresent()) {
            inputs.put(UNet.TEXT_EMBEDS, TinyCheckpoint.values("text_embeds", 0, WIDE, batch, 96));
            inputs.put(UNet.TIME_IDS, Tensor.of(Shape.of(1, 6), 1024, 768, 0, 16, 1024, 768));
        }
        return inputs;
    }

    private static Map<String, Tensor> run(OnnxModel model, WeightMode weights, Map<String, Tensor> inputs) {
        try (Session session = RUNTIME.open(model, SessionSettings.with(weights))) {
            return session.run(inputs, CancellationToken.none());
        }
    }

    private static void requireExpected(Map<String, Tensor> outputs, String prefix) {
        assertThat(outputs.keySet())
                .map(name -> prefix + name)
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keys().stream()
                        .filter(key -> key.startsWith(prefix))
                        .toList());
        outputs.forEach((name, given) -> requireClose(given, prefix + name));
    }

    private static void requireClose(Tensor given, String key) {
        Tensor expected = WeightReader.read(EXPECTED.get(key));
        assertThat(given.shape()).as(key).isEqualTo(expected.shape());
        assertThat(largest(given.minus(expected)) / largest(expected)).as(key).isLessThan(1e-4);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Double.isNaN(value) ? Double.NaN : Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
