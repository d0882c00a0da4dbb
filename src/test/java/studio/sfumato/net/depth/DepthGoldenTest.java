package studio.sfumato.net.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.DepthFile;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.Inspection;
import studio.sfumato.weights.checkpoint.PublishedCheckpoint;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What the network that sees depth gives, against transformers' DPT-Hybrid: `tools/golden/depth.py`.
class DepthGoldenTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final Path GOLDEN = Path.of("src/test/resources/golden/depth");
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");
    private static final String WITHIN = "depth_model.model.";
    private static final double SAME = 1e-4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "dpt-hybrid, 64x64, 64, 64",
        "dpt-hybrid, 32x96, 32, 96",
        "dpt-hybrid, 128x64, 128, 64",
        "transformers, transformers, 64, 96"
    })
    void depthIsWhatTransformersSees(String names, String wanted, int height, int width) {
        DepthFile file = DepthFile.open(TinyCheckpoint.depth(names).writeTorch(folder.resolve("dpt.pt")));
        Tensor picture = TinyCheckpoint.values("pixels", 0, 1, 1, 3, height, width);
        Tensor expected = WeightReader.read(
                SafetensorsFile.open(GOLDEN.resolve("outputs.safetensors")).get(wanted));
        for (WeightMode weights : WeightMode.values()) {
            try (Session session =
                    RUNTIME.open(DepthNet.from(file.config()).build(file.weights()), SessionSettings.with(weights))) {
                Tensor near = session.run(Map.of(DepthNet.PIXELS, picture), DepthNet.NEAR, CancellationToken.none());
                assertThat(near.shape()).isEqualTo(expected.shape());
                assertThat(relative(near, expected)).as(weights.name()).isLessThan(SAME);
            }
        }
    }

    @Test
    void theNetworkInACheckpointIsTheOneInAFileOfItsOwn() {
        Path whole = TinyCheckpoint.of("sd2-depth")
                .without(WITHIN)
                .with(TinyCheckpoint.depth("dpt-hybrid"), WITHIN)
                .write(folder.resolve("deep.safetensors"));
        Path alone = TinyCheckpoint.depth("dpt-hybrid").write(folder.resolve("dpt.safetensors"));
        DepthFile within = DepthFile.within(whole).orElseThrow();

        assertThat(within.config().keys())
                .isEqualTo(DepthFile.open(alone).config().keys());
        assertThat(DepthNet.from(within.config()))
                .isEqualTo(DepthNet.from(DepthFile.open(alone).config()));
        assertThat(within.weights().keys())
                .isEqualTo(DepthFile.open(alone).weights().keys());
        assertThat(DepthFile.open(whole).weights().keys())
                .isEqualTo(within.weights().keys());
        assertThat(Inspection.of(alone).kind()).isEqualTo(FileKind.DEPTH);
        Inspection told = Inspection.of(whole);
        assertThat(told.kind()).isEqualTo(FileKind.CHECKPOINT);
        assertThat(told.problems()).isEmpty();
        assertThat(ControlMaps.own(ControlType.NORMAL, SingleFile.open(whole))).contains(whole.toString());
        assertThat(ControlMaps.own(ControlType.CANNY, SingleFile.open(whole))).isEmpty();
        assertThat(ControlMaps.own(
                        ControlType.DEPTH,
                        SingleFile.open(TinyCheckpoint.of("sd2-v")
                                .with(tiny(), WITHIN)
                                .write(folder.resolve("blind.safetensors")))))
                .as("a model that is fed no depth")
                .isEmpty();
        assertThat(told.parts()).extracting(Inspection.Part::label).contains("depth network");
        assertThat(DepthFile.within(TinyCheckpoint.of("sd2-v").writeHeader(folder.resolve("plain.safetensors"))))
                .isEmpty();
        assertThat(DepthFile.within(folder)).isEmpty();
    }

    @Test
    void aFolderInDiffusersLayoutHasItsOwnUnderTransformersNames() throws IOException {
        Path place = Files.createDirectories(folder.resolve("model/depth_estimator"));
        TinyCheckpoint.depth("transformers").writeTorch(place.resolve("pytorch_model.bin"));
        DepthFile old = DepthFile.within(folder.resolve("model")).orElseThrow();
        assertThat(old.location()).hasFileName("pytorch_model.bin");
        TinyCheckpoint.depth("transformers").write(place.resolve("model.safetensors"));
        DepthFile file = DepthFile.within(folder.resolve("model")).orElseThrow();
        assertThat(file.location()).hasFileName("model.safetensors");
        Set<String> ours = new TreeSet<>(DepthFile.open(tiny().write(folder.resolve("dpt.safetensors")))
                .weights()
                .keys());
        ours.remove("pretrained.model.head.weight");
        assertThat(file.weights().keys()).containsExactlyInAnyOrderElementsOf(ours);
        assertThat(DepthNet.from(file.config()).layers()).isEqualTo(4);
        assertThatThrownBy(() -> built(tiny().with("pretrained.model.blocks.2.attn.qkv.bias", 385)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dpt.safetensors: tensor 'pretrained.model.blocks.2.attn.qkv.bias' has the shape 385,"
                        + " which cannot be");
    }

    /// Stability brings pictures to size as we do; a map has 256 levels.
    @Test
    void theMapOfAPictureIsWhatStabilitysProgramShows() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models/annotator"));
        ControlMaps maps = maps();
        Raster picture = Png.read(SOURCE).raster();
        assertThat(maps.canMake(ControlType.DEPTH)).isFalse();
        TinyCheckpoint.lines("hed").writeTorch(models.resolve("a-hed.pth"));
        Files.writeString(models.resolve("b.pt"), "nothing");
        assertThat(maps.canMake(ControlType.DEPTH)).isFalse();
        TinyCheckpoint.depth("dpt-hybrid").writeTorch(models.resolve("dpt_hybrid-midas-501f0c75.pt"));
        assertThat(maps.canMake(ControlType.DEPTH)).isTrue();

        Raster map = maps.map(picture, ControlType.DEPTH, MapSettings.NONE, Optional.empty(), CancellationToken.none());
        Raster expected = Png.read(GOLDEN.resolve("map.png")).raster();
        assertThat(map.width()).isEqualTo(expected.width());
        assertThat(map.height()).isEqualTo(expected.height());
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                assertThat(Math.abs((map.argb(x, y) & 0xFF) - (expected.argb(x, y) & 0xFF)))
                        .as(x + ", " + y)
                        .isLessThanOrEqualTo(1);
            }
        }
        assertThat(new AddOnCatalogue(maps.shelf()).list(AddOnKind.DEPTH))
                .extracting(
                        each -> each.content() + each.problem().map(_ -> "!").orElse(""))
                .containsExactly("!", "!", "DPT-Hybrid fp16");
        CancellationToken stopped = new CancellationToken();
        stopped.cancel();
        assertThatThrownBy(() -> maps.map(picture, ControlType.DEPTH, MapSettings.NONE, Optional.empty(), stopped))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void aLargeOrVeryLongPictureIsSeenToo() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models/depth"));
        TinyCheckpoint.depth("dpt-hybrid").write(models.resolve("dpt.safetensors"));
        for (int[] size : new int[][] {{2400, 2000}, {900, 3}, {1, 1}}) {
            Raster grey = Raster.opaque(size[0], size[1], new int[size[0] * size[1]]);
            Raster map =
                    maps().map(grey, ControlType.DEPTH, MapSettings.NONE, Optional.of("dpt"), CancellationToken.none());
            assertThat(map.width()).isEqualTo(size[0]);
            assertThat(map.height()).isEqualTo(size[1]);
        }
    }

    @Test
    void whatIsMissingOrOfAnotherShapeIsNamed() {
        String stem = "pretrained.model.patch_embed.backbone.";
        assertThatThrownBy(() -> built(tiny().without("scratch.refinenet2.resConfUnit1.conv2.bias")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dpt.safetensors has no tensor 'scratch.refinenet2.resConfUnit1.conv2.bias'");
        assertThatThrownBy(() -> built(tiny().with(stem + "stages.1.blocks.1.conv2.weight", 64, 64, 1, 1)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(stem + "stages.1.blocks.1.conv2.weight' has shape 64×64×1×1");
        assertThatThrownBy(() -> built(tiny().without("pretrained.model.blocks.0.mlp.fc1.weight")))
                .hasMessage("dpt.safetensors has no tensor 'pretrained.model.blocks.0.mlp.fc1.weight'");
        assertThatThrownBy(() -> built(tiny().with("pretrained.model.pos_embed", 1, 16, 128)))
                .hasMessage("dpt.safetensors: 15 places do not make a square");
        assertThatThrownBy(() -> built(tiny().with(stem + "stem.conv.weight", 33, 3, 7, 7)))
                .hasMessage("depth network: no DPT-Hybrid has these sizes");
        assertThatThrownBy(() -> built(tiny().without("pretrained.model.blocks.3.")))
                .as("three layers")
                .hasMessage("depth network: no DPT-Hybrid has these sizes");
        assertThatThrownBy(() -> built(tiny().without(stem)))
                .as("DPT-Large, which has no residual network")
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("dpt.safetensors sees depth, but it is no DPT-Hybrid");
        assertThatThrownBy(() -> DepthFile.open(new SafetensorsWriter()
                        .add("depth_head.scratch.output_conv1.weight", Tensor.zeros(Shape.of(2, 2)))
                        .write(folder.resolve("depth-anything.safetensors"))))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("depth-anything.safetensors sees depth, but it is no DPT-Hybrid");
        assertThatThrownBy(() ->
                        DepthFile.open(TinyCheckpoint.of("sd2-v").writeHeader(folder.resolve("model.safetensors"))))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("model.safetensors is a model, no network that sees depth");
    }

    @Test
    void aNetworkThatGivesNoNumbersIsToldSo() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models/depth"));
        tiny().infinite("scratch.output_conv.4.weight").write(models.resolve("broken.safetensors"));
        Raster picture = Png.read(SOURCE).raster();
        assertThatThrownBy(() -> maps().map(
                                picture,
                                ControlType.DEPTH,
                                MapSettings.NONE,
                                Optional.empty(),
                                CancellationToken.none()))
                .isInstanceOf(InferenceException.class)
                .hasMessage("The depth network gave NaN or infinite values in 'near'");
    }

    /// The published file has beside these a classifier of ImageNet's, the last norm before it and, for the coarsest
    /// level, a unit that has nothing to be added to.
    @Test
    void thePublishedNetworkHasAllTensorsThatAreAskedForAndNoOthers() throws IOException {
        Map<String, Map<String, int[]>> all;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("published.json.gz")))) {
            all = JsonMapper.shared().readValue(in, new TypeReference<Map<String, Map<String, int[]>>>() {});
        }
        PublishedCheckpoint published = new PublishedCheckpoint(Objects.requireNonNull(all.get("dpt-hybrid")));
        assertThat(published.tensors()).hasSize(368);
        DepthFile file = DepthFile.open(published.writeSparse(folder.resolve("dpt_hybrid-midas-501f0c75.safetensors")));
        Recorder weights = new Recorder(file.weights(), new TreeSet<>());

        DepthNet net = DepthNet.from(file.config());
        net.build(weights);

        assertThat(net)
                .isEqualTo(new DepthNet(
                        64, List.of(256, 512, 1024), List.of(3, 4, 9), 768, 3072, 12, 24, List.of(768, 768), 256, 32));
        Set<String> unused = new TreeSet<>(file.weights().keys());
        unused.removeAll(weights.asked);
        assertThat(unused)
                .containsExactlyInAnyOrder(
                        "pretrained.model.head.weight",
                        "pretrained.model.head.bias",
                        "pretrained.model.norm.weight",
                        "pretrained.model.norm.bias",
                        "scratch.refinenet4.resConfUnit1.conv1.weight",
                        "scratch.refinenet4.resConfUnit1.conv1.bias",
                        "scratch.refinenet4.resConfUnit1.conv2.weight",
                        "scratch.refinenet4.resConfUnit1.conv2.bias");
    }

    /// {@return the largest difference over the largest value}
    private static double relative(Tensor near, Tensor expected) {
        float[] difference = near.minus(expected).toArray();
        double most = 0;
        double largest = 0;
        for (int i = 0; i < difference.length; i++) {
            most = Math.max(most, Math.abs(difference[i]));
            largest = Math.max(largest, Math.abs(expected.at(i)));
        }
        return most / largest;
    }

    private static TinyCheckpoint tiny() {
        return TinyCheckpoint.depth("dpt-hybrid");
    }

    private void built(TinyCheckpoint file) {
        DepthFile opened = DepthFile.open(file.write(folder.resolve("dpt.safetensors")));
        DepthNet.from(opened.config()).build(opened.weights());
    }

    private ControlMaps maps() {
        return new ControlMaps(
                () -> RUNTIME,
                new AddOnShelf(List.of(folder.resolve("models"))),
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty()));
    }

    /// Remembers which tensors were asked for.
    private record Recorder(WeightSource source, Set<String> asked) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            Optional<Weight> found = source.find(key);
            found.ifPresent(weight -> asked.add(weight.key()));
            return found;
        }

        @Override
        public Set<String> keys() {
            return source.keys();
        }

        @Override
        public String name() {
            return source.name();
        }
    }
}
