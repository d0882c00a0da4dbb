package studio.sfumato.image.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.job.PoseJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Maps are those that OpenCV and A1111's preprocessors make; see `tools/golden/control_maps.py`.
class ControlMapGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/control-maps");

    private static Raster read(String name) {
        return Png.read(GOLDEN.resolve(name + ".png")).raster();
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "20, 60", "255, 10"})
    void edgesAreOpenCvs(int low, int high) {
        Raster map = ControlType.CANNY.map(read("picture"), new MapSettings(low, high));

        assertThat(share(map, read("canny-" + low + "-" + high), 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12})
    void scribblesAreThoseOfDifferencesOfGaussians(int threshold) {
        Raster map = ControlType.SCRIBBLE.map(read("picture"), new MapSettings(threshold, 0));

        assertThat(share(map, Raster.filled(map.width(), map.height(), 0), 0)).isBetween(0.5, 0.999);
        assertThat(share(map, read("scribble-" + threshold), 0)).isGreaterThan(0.999);
    }

    @Test
    void linesAreThoseOfTheStandardLineart() {
        assertThat(share(ControlType.LINEART.map(read("picture"), MapSettings.NONE), read("lineart"), 1))
                .isGreaterThan(0.9999);
    }

    @Test
    void surfacesFaceWhereTheDepthMapSays() {
        assertThat(share(ControlType.NORMAL.map(read("depth"), MapSettings.NONE), read("normal"), 1))
                .isEqualTo(1);
    }

    @Test
    void handsAndFacesAreThoseOfTheAuthorOfControlNet() {
        Pose pose = PoseJson.read(GOLDEN.resolve("whole.json"));
        assertThat(pose.people().getFirst().parts()).containsOnlyKeys(PosePart.values());
        Raster expected = read("whole");
        Raster drawn = pose.drawn(200, 240);
        assertThat(share(expected, read("pose"), 0)).as("what is new").isLessThan(0.97);
        assertThat(share(drawn, expected, 0)).isGreaterThan(0.997);
        assertThat(new HashSet<>(differences(read("pose"), expected)))
                .as("pixels of hands and faces")
                .hasSizeGreaterThan(2000)
                .doesNotContainAnyElementsOf(differences(expected, drawn));
        assertThat(pose.only(PoseScope.BODY).drawn(200, 240))
                .isEqualTo(PoseJson.read(GOLDEN.resolve("pose.json")).drawn(200, 240));
    }

    /// {@return the pixels that are of another colour, as numbers}
    private static List<Integer> differences(Raster one, Raster other) {
        return IntStream.range(0, one.width() * one.height())
                .filter(i -> one.argb(i % one.width(), i / one.width()) != other.argb(i % one.width(), i / one.width()))
                .boxed()
                .toList();
    }

    @Test
    void skeletonsAreThoseOfTheAuthorOfControlNet() {
        JsonNode json = JsonMapper.shared().readTree(GOLDEN.resolve("pose.json").toFile());
        List<Person> people = new ArrayList<>();
        for (JsonNode person : json.get("people")) {
            JsonNode numbers = person.get("pose_keypoints_2d");
            Person one = new Person(Pose.unseen());
            for (Joint joint : Joint.values()) {
                int at = 3 * joint.number();
                if (numbers.get(at + 2).doubleValue() > 0) {
                    one = one.with(
                            joint,
                            Optional.of(new Point(
                                    numbers.get(at).doubleValue(),
                                    numbers.get(at + 1).doubleValue())));
                }
            }
            people.add(one);
        }
        Pose pose = new Pose(200, 240, people);

        Raster expected = read("pose");
        Raster drawn = pose.drawn(200, 240);
        assertThat(share(expected, Raster.filled(200, 240, 0), 0)).isBetween(0.7, 0.95);
        assertThat(share(drawn, expected, 0)).isGreaterThan(0.997);
        assertThat(share(pose.drawn(400, 480), Raster.filled(400, 480, 0), 0)).isBetween(0.8, 0.97);
    }

    /// {@return which share of the pixels are equal, within `levels` in every colour}
    private static double share(Raster map, Raster expected, int levels) {
        assertThat(map.width()).isEqualTo(expected.width());
        assertThat(map.height()).isEqualTo(expected.height());
        int equal = 0;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                boolean same = true;
                for (int shift = 0; shift <= 16; shift += 8) {
                    int one = (map.argb(x, y) >> shift) & 0xFF;
                    int other = (expected.argb(x, y) >> shift) & 0xFF;
                    same &= Math.abs(one - other) <= levels;
                }
                equal += same ? 1 : 0;
            }
        }
        return (double) equal / (map.width() * map.height());
    }
}
