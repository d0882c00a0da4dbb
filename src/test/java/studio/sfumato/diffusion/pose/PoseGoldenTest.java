package studio.sfumato.diffusion.pose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.control.MapNetwork;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Value;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.image.control.PoseScope;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.OnnxFile;
import studio.sfumato.weights.addon.AddOnShelf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Poses against `tools/golden/poses.py`; the networks are tiny ones made here, which give what that made up.
class PoseGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/poses");
    private static final int[][] LIMBS = {
        {1, 2, 12},
        {1, 5, 20},
        {2, 3, 14},
        {3, 4, 16},
        {5, 6, 22},
        {6, 7, 24},
        {1, 8, 0},
        {8, 9, 2},
        {9, 10, 4},
        {1, 11, 6},
        {11, 12, 8},
        {12, 13, 10},
        {1, 0, 28},
        {0, 14, 30},
        {14, 16, 34},
        {0, 15, 32},
        {15, 17, 36},
        {2, 16, 18},
        {5, 17, 26}
    };
    private static final double[] MEANS = {123.675, 116.28, 103.53};
    private static final double[] DEVIATIONS = {58.395, 57.12, 57.375};

    @TempDir
    Path folder;

    private static JsonNode golden(String name) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(GOLDEN.resolve("poses.json")))
                .path(name);
    }

    private static List<Person> people(JsonNode list) {
        List<Person> people = new ArrayList<>();
        for (JsonNode each : list) {
            people.add(person(each));
        }
        return people;
    }

    private static Person person(JsonNode joints) {
        return new Person(points(joints));
    }

    private static List<Optional<Point>> points(JsonNode list) {
        List<Optional<Point>> all = new ArrayList<>();
        for (JsonNode at : list) {
            all.add(
                    at.isNull()
                            ? Optional.empty()
                            : Optional.of(
                                    new Point(at.get(0).doubleValue(), at.get(1).doubleValue())));
        }
        return all;
    }

    private static void near(List<Person> found, List<Person> wanted, double far) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            for (Pose.Joint joint : Pose.Joint.values()) {
                Optional<Point> at = found.get(i).at(joint);
                Optional<Point> expected = wanted.get(i).at(joint);
                assertThat(at.isPresent()).as(i + " " + joint).isEqualTo(expected.isPresent());
                expected.ifPresent(place -> {
                    assertThat(at.orElseThrow().x()).as("%s", joint).isCloseTo(place.x(), within(far));
                    assertThat(at.orElseThrow().y()).as("%s", joint).isCloseTo(place.y(), within(far));
                });
            }
        }
    }

    private Pose see(OnnxFile file, Optional<OnnxFile> finder, Raster picture) {
        try (PoseSeer seer = PoseSeer.open(
                file, finder, OrtRuntime.start(folder.resolve("cache")), SessionSettings.with(WeightMode.FOLDED))) {
            return seer.see(picture, CancellationToken.none());
        }
    }

    @Test
    void peopleArePutTogetherFromHeatMapsAndLimbFieldsAsOpenPoseDoes() throws IOException {
        JsonNode golden = golden("bodies");
        OnnxFile file = fields(golden, golden.path("columns").asInt());
        assertThat(PoseForm.of(file)).contains(PoseForm.FIELDS);
        Raster picture = Raster.filled(
                golden.path("width").asInt(), golden.path("height").asInt(), 0x808080);
        near(see(file, Optional.empty(), picture).people(), people(golden.path("people")), 0.01);
    }

    @Test
    void mapsOfAnotherSizeAreRefused() throws IOException {
        OnnxFile file = fields(golden("bodies"), 31);
        Raster picture = Raster.filled(100, 200, 0);
        assertThatThrownBy(() -> see(file, Optional.empty(), picture))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("fields.onnx gives");
    }

    @Test
    void aLongStripTakesNoMoreMemoryThanAPicture() throws IOException {
        Pose pose = see(fields(golden("bodies"), 1), Optional.empty(), Raster.filled(40, 8000, 0x808080));
        assertThat(pose.width()).isEqualTo(40);
        assertThat(pose.height()).isEqualTo(8000);
    }

    @Test
    void everybodyInAFrameIsSeenByTheirColumnsAndRows() throws IOException {
        JsonNode golden = golden("whole");
        OnnxFile joints = joints();
        OnnxFile finder = finder(golden);
        assertThat(PoseForm.of(joints)).contains(PoseForm.JOINTS);
        assertThat(PoseForm.of(finder)).contains(PoseForm.PEOPLE);
        Raster picture = Png.read(GOLDEN.resolve("dots.png")).raster();
        double pixel = golden.path("pixel").asDouble();
        near(see(joints, Optional.of(finder), picture).people(), people(golden.path("people")), pixel);
    }

    @Test
    void handsAndFacesAreSeenByNetworksForWholeBodies() throws IOException {
        for (JsonNode golden : golden("detailed")) {
            OnnxFile file = wholeBody(golden, 133);
            assertThat(PoseForm.sees(file)).isTrue();
            assertThat(PoseForm.sees(joints())).isFalse();
            Raster picture = Raster.filled(
                    golden.path("width").asInt(), golden.path("height").asInt(), 0x808080);
            List<Person> seen = see(file, Optional.empty(), picture).people();
            near(seen, List.of(person(golden.path("body"))), 1e-3);
            for (PosePart part : PosePart.values()) {
                nearPoints(seen.getFirst().part(part), points(golden.path(part.id())));
            }
        }
    }

    private static void nearPoints(List<Optional<Point>> found, List<Optional<Point>> wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i).isPresent())
                    .as("point %s", i)
                    .isEqualTo(wanted.get(i).isPresent());
            if (wanted.get(i).isPresent()) {
                Point at = wanted.get(i).get();
                assertThat(found.get(i).orElseThrow().x()).isCloseTo(at.x(), within(1e-3));
                assertThat(found.get(i).orElseThrow().y()).isCloseTo(at.y(), within(1e-3));
            }
        }
    }

    @Test
    void networksForBodiesOnlyAreRefusedWhereHandsOrFacesAreWanted() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models/pose"));
        ControlMaps maps = new ControlMaps(
                () -> OrtRuntime.start(folder.resolve("cache")),
                new AddOnShelf(List.of(folder.resolve("models"))),
                () -> new EngineSettings(new ProviderChoice.Auto(), 1, Optional.of(WeightMode.FOLDED)));
        JsonNode golden = golden("detailed").get(1);
        Raster picture = Raster.filled(
                golden.path("width").asInt(), golden.path("height").asInt(), 0);
        Files.copy(joints().file(), models.resolve("a-joints.onnx"));
        assertThat(maps.canMake(ControlType.OPENPOSE)).isTrue();
        assertThat(maps.canMake(ControlType.OPENPOSE_FULL)).isFalse();
        assertThatThrownBy(
                        () -> maps.map(picture, ControlType.OPENPOSE_HAND, MapSettings.NONE, Optional.empty(), token()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("hands and faces need a network that sees whole bodies, and there is none");
        assertThatThrownBy(() -> maps.pose(picture, PoseScope.FULL, Optional.of("a-joints"), token()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("a-joints.onnx sees neither hands nor faces");
        Files.copy(wholeBody(golden, 133).file(), models.resolve("b-whole.onnx"));
        assertThat(maps.canMake(ControlType.OPENPOSE_FULL)).isTrue();
        Person seen = maps.pose(picture, PoseScope.FULL, Optional.empty(), token())
                .people()
                .getFirst();
        assertThat(seen.parts()).containsOnlyKeys(PosePart.LEFT_HAND);
        assertThat(maps.pose(picture, PoseScope.BODY, Optional.of("b-whole"), token())
                        .people())
                .containsExactly(seen.only(PoseScope.BODY));
        assertThatThrownBy(() -> maps.pose(picture, PoseScope.FACE_ONLY, Optional.empty(), token()))
                .isInstanceOf(RequestException.class)
                .hasMessage("nobody in the pose shows a face");
    }

    private static CancellationToken token() {
        return CancellationToken.none();
    }

    @Test
    void networksForHandsAloneAreNoneForPeople() throws IOException {
        assertThat(PoseForm.of(wholeBody(golden("detailed").get(0), 21))).isEmpty();
        assertThat(PoseForm.of(wholeBody(golden("detailed").get(0), 26))).contains(PoseForm.JOINTS);
        assertThat(PoseForm.sees(wholeBody(golden("detailed").get(0), 26))).isFalse();
    }

    /// Sees the first `count` of the points that the golden has, whatever the picture.
    private OnnxFile wholeBody(JsonNode golden, int count) throws IOException {
        int columns = golden.path("columns").asInt();
        int rows = golden.path("rows").asInt();
        float[] across = new float[count * columns];
        float[] down = new float[count * rows];
        for (int i = 0; i < count; i++) {
            JsonNode peak = golden.path("peaks").get(i);
            across[i * columns + peak.get(0).asInt()] = peak.get(2).floatValue();
            down[i * rows + peak.get(1).asInt()] = peak.get(3).floatValue();
        }
        GraphBuilder graph = new GraphBuilder("whole");
        Value picture = graph.input("input", DType.F32, 1, 3, rows / 2, columns / 2);
        graph.output("simcc_y", always(graph, picture, down, 1, count, rows), 1, count, rows);
        graph.output("simcc_x", always(graph, picture, across, 1, count, columns), 1, count, columns);
        return written("whole" + count + ".onnx", graph);
    }

    @Test
    void withoutWhatFindsPeopleThePictureIsOne() throws IOException {
        Raster picture = Framing.part(Png.read(GOLDEN.resolve("dots.png")).raster(), 0, 0, 150, 200);
        near(
                see(joints(), Optional.empty(), picture).people(),
                List.of(person(golden("whole").path("alone"))),
                2);
        assertThat(see(joints(), Optional.empty(), Raster.filled(60, 80, 0)).people())
                .as("nobody")
                .isEmpty();
    }

    @Test
    void otherNetworksSeeNoPeople() throws IOException {
        OnnxFile finder = finder(golden("whole"));
        assertThatThrownBy(() -> see(finder, Optional.empty(), Raster.filled(8, 8, 0)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("people.onnx does not see joints of people");
        GraphBuilder graph = new GraphBuilder("depth");
        Value picture = graph.input("image", DType.F32, 1, 3, "height", "width");
        graph.output("depth", picture, 1, 3, "height", "width");
        OnnxFile depth = written("depth.onnx", graph);
        assertThat(PoseForm.of(depth)).isEmpty();
        try (MapNetwork opened = MapNetwork.open(
                depth, OrtRuntime.start(folder.resolve("cache")), SessionSettings.with(WeightMode.FOLDED))) {
            assertThat(opened).isNotNull();
        }
    }

    @Test
    void theNetworksInAFolderCalledPoseAreTakenByWhatTheySee() throws IOException {
        JsonNode golden = golden("whole");
        Path models = Files.createDirectories(folder.resolve("models/pose"));
        ControlMaps maps = new ControlMaps(
                () -> OrtRuntime.start(folder.resolve("cache")),
                new AddOnShelf(List.of(folder.resolve("models"))),
                () -> new EngineSettings(new ProviderChoice.Auto(), 1, Optional.of(WeightMode.FOLDED)));
        Raster picture = Png.read(GOLDEN.resolve("dots.png")).raster();
        Files.writeString(models.resolve("a-broken.onnx"), "nothing");
        Files.copy(finder(golden).file(), models.resolve("b-people.onnx"));
        assertThat(maps.canMake(ControlType.OPENPOSE)).isFalse();
        assertThatThrownBy(() -> maps.pose(picture, PoseScope.BODY, Optional.empty(), CancellationToken.none()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("there is none");
        Files.copy(joints().file(), models.resolve("c-joints.onnx"));
        assertThat(maps.canMake(ControlType.OPENPOSE)).isTrue();
        Pose pose = maps.pose(picture, PoseScope.BODY, Optional.empty(), CancellationToken.none());
        near(pose.people(), people(golden.path("people")), golden.path("pixel").asDouble());
        assertThat(maps.map(
                        picture,
                        ControlType.OPENPOSE,
                        MapSettings.NONE,
                        Optional.of("c-joints"),
                        new CancellationToken()))
                .isEqualTo(pose.drawn(picture.width(), picture.height()));
        assertThatThrownBy(() ->
                        maps.pose(Raster.filled(60, 80, 0), PoseScope.BODY, Optional.empty(), CancellationToken.none()))
                .isInstanceOf(RequestException.class)
                .hasMessage("c-joints.onnx sees nobody in the picture");
    }

    private OnnxFile written(String name, GraphBuilder graph) throws IOException {
        Path file = Files.write(folder.resolve(name), graph.build().bytes());
        return OnnxFile.read(file, name);
    }

    /// Numbers that don't depend on the picture, in the shape `dims`.
    private static Value always(GraphBuilder graph, Value picture, float[] values, long... dims) {
        Op op = new Op(graph);
        Value nothing = op.scale(graph.node("ReduceMean", List.of(picture), Attribute.of("keepdims", 0)), 0);
        return op.add(op.reshape(graph.constant(values), dims), nothing);
    }

    private OnnxFile fields(JsonNode golden, int columns) throws IOException {
        int rows = golden.path("rows").asInt();
        float[] heat = new float[19 * rows * columns];
        float[] field = new float[38 * rows * columns];
        for (Person person : people(golden.path("maps"))) {
            for (int joint = 0; joint < Pose.JOINTS; joint++) {
                Optional<Point> at = person.joints().get(joint);
                for (int i = 0; at.isPresent() && i < rows * columns; i++) {
                    double right = i % columns - at.get().x();
                    double down = Math.floorDiv(i, columns) - at.get().y();
                    int place = joint * rows * columns + i;
                    heat[place] = Math.max(heat[place], (float) Math.exp(-(right * right + down * down) / 2));
                }
            }
            for (int[] limb : LIMBS) {
                Optional<Point> from = person.joints().get(limb[0]);
                Optional<Point> to = person.joints().get(limb[1]);
                if (from.isPresent() && to.isPresent()) {
                    draw(from.get(), to.get(), limb[2] * rows * columns, rows, columns, field);
                }
            }
        }
        GraphBuilder graph = new GraphBuilder("fields");
        Value picture = graph.input("input", DType.F32, 1, 3, "height", "width");
        graph.output("limbs", always(graph, picture, field, 1, 38, rows, columns), 1, 38, "rows", "columns");
        graph.output("heat", always(graph, picture, heat, 1, 19, rows, columns), 1, 19, "rows", "columns");
        return written("fields.onnx", graph);
    }

    private static void draw(Point from, Point to, int start, int rows, int columns, float... field) {
        double right = to.x() - from.x();
        double down = to.y() - from.y();
        double length = Math.max(Math.hypot(right, down), 1e-3);
        for (int i = 0; i < rows * columns; i++) {
            double x = i % columns - from.x();
            double y = Math.floorDiv(i, columns) - from.y();
            double along = (x * right + y * down) / length;
            double beside = Math.abs(y * right - x * down) / length;
            if (along >= -0.5 && along <= length + 0.5 && beside <= 1) {
                field[start + i] = (float) (right / length);
                field[start + rows * columns + i] = (float) (down / length);
            }
        }
    }

    /// Sees each joint where its colour is; 96×128.
    private OnnxFile joints() throws IOException {
        GraphBuilder graph = new GraphBuilder("joints");
        Op op = new Op(graph);
        Value picture = graph.input("input", DType.F32, "batch", 3, 128, 96);
        float[] weights = new float[17 * 3];
        float[] biases = new float[17];
        for (int joint = 0; joint < 17; joint++) {
            double[] way = new double[3];
            for (int colour = 0; colour < 3; colour++) {
                double turn = colour == 0 ? 0 : (colour == 1 ? -2 : 2) * Math.PI / 3;
                way[colour] = 127.5 * Math.cos(2 * Math.PI * joint / 17 + turn);
            }
            double own = Arrays.stream(way).map(each -> each * each).sum();
            double bias = -0.94 / 0.06;
            for (int colour = 0; colour < 3; colour++) {
                weights[3 * joint + colour] = (float) (way[colour] * DEVIATIONS[colour] / own / 0.06);
                bias += way[colour] * MEANS[colour] / own / 0.06;
            }
            biases[joint] = (float) bias;
        }
        Value seen = op.relu(graph.node(
                "Conv", List.of(picture, op.reshape(graph.constant(weights), 17, 3, 1, 1), graph.constant(biases))));
        graph.output("simcc_x", twice(graph, seen, 2, 96), "batch", 17, 192);
        graph.output("simcc_y", twice(graph, seen, 3, 128), "batch", 17, 256);
        return written("joints.onnx", graph);
    }

    private static Value twice(GraphBuilder graph, Value seen, long axis, int length) {
        Op op = new Op(graph);
        Value most = graph.node("ReduceMax", List.of(seen, graph.constant(axis)), Attribute.of("keepdims", 0));
        Value column = op.reshape(most, -1, 17, length, 1);
        return op.reshape(op.concat(3, column, column), -1, 17, 2L * length);
    }

    private OnnxFile finder(JsonNode golden) throws IOException {
        int side = golden.path("side").asInt();
        float[] rows = new float[84 * 85];
        for (JsonNode place : golden.path("places")) {
            int at = 85 * place.get(0).asInt();
            for (int i = 0; i < 5; i++) {
                rows[at + i] = place.get(i + 1).floatValue();
            }
            rows[at + 5 + place.get(6).asInt()] = 1;
        }
        GraphBuilder graph = new GraphBuilder("people");
        Value picture = graph.input("images", DType.F32, 1, 3, side, side);
        graph.output("output", always(graph, picture, rows, 1, 84, 85), 1, 84, 85);
        return written("people.onnx", graph);
    }
}
