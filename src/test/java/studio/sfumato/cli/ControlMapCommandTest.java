package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Value;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.job.PoseJson;
import studio.sfumato.weights.DType;

class ControlMapCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/control-maps");

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path out;

    @BeforeEach
    void begin() {
        cli = new CliFixture(folder.resolve("user"), folder.resolve("models"));
        out = folder.resolve("map.png");
    }

    private CliFixture.Outcome run(String type, Path picture, String... more) {
        String[] args = new String[more.length + 4];
        args[0] = "control-map";
        args[1] = type;
        args[2] = picture.toString();
        args[3] = out.toString();
        System.arraycopy(more, 0, args, 4, more.length);
        return cli.run(args);
    }

    @Test
    void edgesAreWrittenAsAPicture() {
        CliFixture.Outcome done = run("canny", GOLDEN.resolve("picture.png"), "--low", "20", "--high", "60");

        assertThat(done.err()).isEmpty();
        assertThat(done.out().strip()).isEqualTo(out.toString());
        assertThat(Png.read(out).raster())
                .isEqualTo(Png.read(GOLDEN.resolve("canny-20-60.png")).raster());
    }

    @Test
    void posesAreDrawnInAnySize() {
        assertThat(run("openpose", GOLDEN.resolve("pose.json"), "--size", "104x120")
                        .code())
                .isZero();

        assertThat(Png.read(out).raster().toString()).isEqualTo("Raster[104×120 RGB]");
        assertThat(Png.read(out).raster()).isNotEqualTo(Raster.filled(104, 120, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openpose", "openpose_hand", "openpose_face", "openpose_faceonly", "openpose_full"})
    void ofAPoseAsMuchIsDrawnAsItsTypeSays(String type) {
        assertThat(run(type, GOLDEN.resolve("whole.json")).code()).isZero();
        Pose pose = PoseJson.read(GOLDEN.resolve("whole.json"));
        Pose shown = pose.only(ControlType.get(type).people());
        assertThat(Png.read(out).raster()).isEqualTo(shown.drawn(200, 240));
        assertThat(shown.equals(pose)).isEqualTo(type.equals("openpose_full"));
    }

    @Test
    void aFaceThatIsNotThereIsNotDrawn() {
        CliFixture.Outcome refused = run("openpose_faceonly", GOLDEN.resolve("pose.json"));
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("nobody in the pose shows a face");
        assertThat(out).doesNotExist();
    }

    @Test
    void depthIsWhatANetworkSees() throws IOException {
        Path picture = slope(80, 40);
        network(folder.resolve("models/depth/tiny.onnx"), "height", "width");

        CliFixture.Outcome done = run("depth", picture);

        assertThat(done.err()).isEmpty();
        Raster map = Png.read(out).raster();
        assertThat(map.toString()).isEqualTo("Raster[80×40 RGB]");
        for (int x = 8; x < 72; x += 8) {
            assertThat(map.argb(x, 20) & 0xFF).isCloseTo(255 * x / 79, within(6));
        }
        assertThat(run("normal", picture, "--network", "tiny").code()).isZero();
        Raster facing = ControlType.NORMAL.map(map, MapSettings.NONE);
        assertThat(Png.read(out).raster()).isEqualTo(facing);
    }

    @Test
    void networksOfOneSizeGetPicturesOfThatSize() throws IOException {
        Path fixed = network(folder.resolve("zoe.onnx"), 28, 42);

        assertThat(run("depth", slope(80, 40), "--network", fixed.toString()).err())
                .isEmpty();

        Raster map = Png.read(out).raster();
        assertThat(map.argb(2, 20) & 0xFF).as("what is far in metres is dark").isGreaterThan(240);
        assertThat(map.argb(77, 20) & 0xFF).isLessThan(15);
    }

    @Test
    void withoutANetworkThereIsNoDepth() throws IOException {
        CliFixture.Outcome none = run("depth", slope(8, 8));
        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("a depth map needs a network that sees depth, and there is none");
        assertThat(run("depth", slope(8, 8), "--network", "midas").err()).contains("there is no depth network 'midas'");
        Path words = Files.writeString(folder.resolve("words.onnx"), "no network");
        assertThat(run("depth", slope(8, 8), "--network", words.toString()).err())
                .contains("words.onnx is not a valid ONNX file");
        GraphBuilder graph = new GraphBuilder("text");
        graph.output("x", graph.input("ids", DType.F32, 1, 77), 1, 77);
        Path text = Files.write(folder.resolve("text.onnx"), graph.build().bytes());
        assertThat(run("depth", slope(8, 8), "--network", text.toString()).err())
                .contains("text.onnx takes something else than one picture of 1×3×height×width");
        assertThat(out).doesNotExist();
    }

    @Test
    void badInputIsNamed() throws IOException {
        assertThat(run("cany", slope(8, 8)).err()).contains("there is no control type 'cany'");
        assertThat(run("canny", slope(8, 8), "--low", "-3").err()).contains("low of a control map must be between");
        assertThat(run("canny", folder.resolve("none.png")).err()).contains("none.png");
        for (String json : List.of(
                "{",
                "{\"people\": 3}",
                "{\"people\": [{\"pose_keypoints_2d\": [1, 2, 3]}]}",
                "{\"people\": [{\"face_keypoints_2d\": [1, 2, 3]}]}",
                "{\"people\": [], \"canvas_width\": 1e9}",
                "{\"people\": [], \"canvas_height\": \"tall\"}")) {
            Path pose = Files.writeString(folder.resolve("bad.json"), json);
            CliFixture.Outcome refused = run("openpose", pose);
            assertThat(refused.code()).as(json).isNotZero();
            assertThat(refused.err()).as(json).contains("bad.json");
        }
        assertThat(out).doesNotExist();
    }

    private Path slope(int width, int height) throws IOException {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0x010101 * (255 * (i % width) / Math.max(1, width - 1));
        }
        Path file = folder.resolve("slope.png");
        Png.write(file, Raster.opaque(width, height, argb), List.of());
        return file;
    }

    /// Writes a network that takes bright places for near ones.
    private static Path network(Path file, Object height, Object width) throws IOException {
        GraphBuilder graph = new GraphBuilder("tiny");
        Value picture = graph.input("pixel_values", DType.F32, 1, 3, height, width);
        Value mean = graph.node("ReduceMean", List.of(picture, graph.constant(1L)), Attribute.of("keepdims", 0));
        graph.output("predicted_depth", mean, 1, height, width);
        Files.createDirectories(file.getParent());
        return Files.write(file, graph.build().bytes());
    }
}
