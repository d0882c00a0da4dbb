package studio.sfumato.net.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Strokes;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.Inspection;
import studio.sfumato.weights.checkpoint.LinesFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What the networks that draw lines give, against torch's: `tools/golden/edges.py`.
class LineGoldenTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final SafetensorsFile EXPECTED =
            SafetensorsFile.open(Path.of("src/test/resources/golden/edges/outputs.safetensors"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"hed, SOFT_EDGES, 45, 54", "lineart, PEN, 36, 44"})
    void linesAreThoseThatTorchDraws(String name, LinesFile.Kind kind, int height, int width) {
        Path path = TinyCheckpoint.lines(name).writeTorch(folder.resolve(name + ".pth"));
        assertThat(Inspection.of(path).kind()).isEqualTo(FileKind.LINES);
        LinesFile file = LinesFile.open(path);
        assertThat(file.kind()).isEqualTo(kind);
        Tensor picture = TinyCheckpoint.values("picture", 127.5f, 127.5f, 1, 3, height, width);
        Tensor expected = WeightReader.read(EXPECTED.get(name));
        for (WeightMode weights : WeightMode.values()) {
            try (Session session =
                    RUNTIME.open(LineNet.from(file.config()).build(file.weights()), SessionSettings.with(weights))) {
                Tensor drawn = session.run(Map.of(LineNet.PICTURE, picture), LineNet.LINES, CancellationToken.none());
                assertThat(drawn.shape()).isEqualTo(expected.shape());
                assertThat(drawn.toArray()).containsExactly(expected.toArray(), within(1e-4f));
            }
        }
    }

    @Test
    void strokesAreTheRidgesOfSoftEdges() {
        Path golden = Path.of("src/test/resources/golden/edges");
        Raster drawn = Strokes.of(Png.read(golden.resolve("soft.png")).raster());
        Raster wanted = Png.read(golden.resolve("strokes.png")).raster();
        int different = 0;
        int white = 0;
        for (int y = 0; y < wanted.height(); y++) {
            for (int x = 0; x < wanted.width(); x++) {
                different += drawn.argb(x, y) == wanted.argb(x, y) ? 0 : 1;
                white += (wanted.argb(x, y) & 0xFF) == 255 ? 1 : 0;
            }
        }
        assertThat(white).isGreaterThan(500);
        assertThat(different)
                .as("pixels: fewer than one in two hundred, as OpenCV blurs bytes with whole numbers")
                .isLessThan(wanted.width() * wanted.height() / 200);
    }

    private ControlMaps maps() {
        return new ControlMaps(
                () -> RUNTIME,
                new AddOnShelf(List.of(folder.resolve("models"))),
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.of(WeightMode.FOLDED)));
    }

    private static Raster map(ControlMaps maps, Raster picture, ControlType type, Optional<String> network) {
        return maps.map(picture, type, MapSettings.NONE, network, CancellationToken.none());
    }

    @Test
    void aNetworkDrawsWhereThereIsOneAndArithmeticElsewhere() throws Exception {
        Path models = Files.createDirectories(folder.resolve("models/annotators"));
        int[] argb = new int[61 * 47];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (i % 61) * 0x030201 + (i / 61) * 0x010203;
        }
        Raster picture = Raster.opaque(61, 47, argb);
        ControlMaps maps = maps();
        Raster classical = ControlType.SOFT_EDGE.map(picture, MapSettings.NONE);
        assertThat(map(maps, picture, ControlType.SOFT_EDGE, Optional.empty())).isEqualTo(classical);
        assertThat(maps.byNetwork(ControlType.SOFT_EDGE, Optional.empty())).isFalse();
        Files.writeString(models.resolve("a.pth"), "nothing");
        TinyCheckpoint.lines("lineart").write(models.resolve("b.safetensors"));
        assertThat(map(maps, picture, ControlType.SOFT_EDGE, Optional.empty())).isEqualTo(classical);
        TinyCheckpoint.lines("hed").write(models.resolve("c.safetensors"));
        assertThat(maps.byNetwork(ControlType.SOFT_EDGE, Optional.empty())).isTrue();
        Raster drawn = map(maps, picture, ControlType.SOFT_EDGE, Optional.empty());
        assertThat(drawn).isNotEqualTo(classical);
        assertThat(drawn.width()).isEqualTo(61);
        assertThat(map(maps, picture, ControlType.SOFT_EDGE, Optional.of("c"))).isEqualTo(drawn);
        assertThat(map(maps, picture, ControlType.SOFT_EDGE, Optional.of(ControlMaps.CLASSICAL)))
                .isEqualTo(classical);
        assertThat(map(maps, picture, ControlType.SCRIBBLE, Optional.empty()))
                .isEqualTo(ControlType.SCRIBBLE.map(picture, MapSettings.NONE));
        assertThat(map(maps, picture, ControlType.SCRIBBLE, Optional.of("c"))).isEqualTo(Strokes.of(drawn));
        Raster lines = map(maps, picture, ControlType.LINEART, Optional.empty());
        assertThat(lines.height()).as("brought back from a multiple of four").isEqualTo(47);
        assertThat(maps.byNetwork(ControlType.CANNY, Optional.empty())).isFalse();
        assertThatThrownBy(() -> map(maps, picture, ControlType.LINEART, Optional.of("c")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("c draws HED, not line art");
        assertThatThrownBy(() -> map(maps, picture, ControlType.SOFT_EDGE, Optional.of("none")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("there is no line network 'none'");
        assertThat(new AddOnCatalogue(maps.shelf()).list(AddOnKind.LINES))
                .extracting(
                        each -> each.content() + each.problem().map(_ -> "!").orElse(""))
                .containsExactly("!", "line art", "HED");
    }

    @Test
    void aFileThatLacksPartsIsRefusedByName() {
        Path cut = TinyCheckpoint.lines("hed").without("block3.projection").write(folder.resolve("cut.safetensors"));
        LinesFile file = LinesFile.open(cut);
        assertThatThrownBy(() -> LineNet.from(file.config()).build(file.weights()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("cut.safetensors has no tensor 'block3.projection.weight'");
        Path vision = TinyCheckpoint.control("vision").write(folder.resolve("vision.safetensors"));
        assertThatThrownBy(() -> LinesFile.open(vision))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("vision.safetensors is a CLIP vision model, no network that draws lines");
    }
}
