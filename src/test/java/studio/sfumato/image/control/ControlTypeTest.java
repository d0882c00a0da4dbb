package studio.sfumato.image.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

class ControlTypeTest {
    @ParameterizedTest
    @EnumSource
    void everyNameFindsItsType(ControlType type) {
        assertThat(ControlType.get(type.label())).isEqualTo(type);
        assertThat(ControlType.get(type.module())).isEqualTo(type);
        assertThat(ControlType.get(type.label().toUpperCase(Locale.ROOT))).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource
    void everyMapHasThePicturesSizeEvenAtOnePixel(ControlType type) {
        for (Raster picture :
                List.of(Raster.filled(1, 1, 0x336699), Raster.filled(3, 1, 0), Raster.filled(1, 7, 0xFFFFFF))) {
            Raster map = type.map(picture, type.settings());
            assertThat(map.width()).isEqualTo(picture.width());
            assertThat(map.height()).isEqualTo(picture.height());
        }
    }

    @Test
    void unknownNamesSayWhatIsNear() {
        assertThatThrownBy(() -> ControlType.get("cany"))
                .isInstanceOf(RequestException.class)
                .hasMessage("there is no control type 'cany'");
    }

    @ParameterizedTest
    @CsvSource({
        "openpose, BODY",
        "openpose_hand, HANDS",
        "openpose_face, FACE",
        "openpose_faceonly, FACE_ONLY",
        "openpose_full, FULL",
        "dw_openpose_full, FULL"
    })
    void posesShowWhatTheirNamesSay(String name, PoseScope scope) {
        ControlType type = ControlType.get(name);
        assertThat(type.people()).isEqualTo(scope);
        assertThat(type.making()).isEqualTo(ControlType.Making.DRAWN);
        assertThat(type.module()).isEqualTo(name.replace("dw_", ""));
        Person whole = new Person(
                Person.standing(5, 5, 9).joints(),
                Map.of(PosePart.FACE, seen(70), PosePart.LEFT_HAND, seen(21), PosePart.RIGHT_HAND, seen(21)));
        Person shown = whole.only(scope);
        assertThat(shown.joints()).isEqualTo(scope == PoseScope.FACE_ONLY ? Pose.unseen() : whole.joints());
        assertThat(shown.parts().containsKey(PosePart.FACE))
                .isEqualTo(name.contains("face") || scope == PoseScope.FULL);
        assertThat(shown.parts().containsKey(PosePart.LEFT_HAND))
                .isEqualTo(shown.parts().containsKey(PosePart.RIGHT_HAND))
                .isEqualTo(name.contains("hand") || scope == PoseScope.FULL);
    }

    private static List<Optional<Point>> seen(int count) {
        return Collections.nCopies(count, Optional.of(new Point(3, 4)));
    }

    @Test
    void aFlatPictureHasNeitherEdgesNorLines() {
        Raster flat = Raster.filled(40, 30, 0x808080);
        Raster black = Raster.filled(40, 30, 0);
        for (ControlType type :
                List.of(ControlType.CANNY, ControlType.SCRIBBLE, ControlType.LINEART, ControlType.SOFT_EDGE)) {
            assertThat(type.map(flat, type.settings())).as(type.label()).isEqualTo(black);
        }
    }

    @Test
    void softEdgesAreBrightestWhereThePictureChangesMost() {
        Raster picture = Png.read(Path.of("src/test/resources/golden/control-maps/picture.png"))
                .raster();
        Raster map = ControlType.SOFT_EDGE.map(picture, MapSettings.NONE);
        Raster edges = ControlType.CANNY.map(picture, new MapSettings(100, 200));
        double onEdges = 0;
        double elsewhere = 0;
        int count = 0;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                int level = map.argb(x, y) & 0xFF;
                boolean edge = (edges.argb(x, y) & 0xFF) > 0;
                count += edge ? 1 : 0;
                onEdges += edge ? level : 0;
                elsewhere += edge ? 0 : level;
            }
        }
        assertThat(onEdges / count).isGreaterThan(3 * elsewhere / (map.width() * map.height() - count));
    }

    @Test
    void tilesBecomeCoarserAndDrawingsAreInverted() {
        Raster picture = Png.read(Path.of("src/test/resources/golden/control-maps/picture.png"))
                .raster();
        assertThat(ControlType.TILE.map(picture, new MapSettings(1, 0))).isEqualTo(picture);
        assertThat(ControlType.TILE.map(picture, new MapSettings(4, 0))).isNotEqualTo(picture);
        assertThat(ControlType.INVERT.map(Raster.filled(2, 2, 0xFFFFFF), MapSettings.NONE))
                .isEqualTo(Raster.filled(2, 2, 0));
    }

    @Test
    void impossibleSettingsAndPosesAreRefused() {
        assertThatThrownBy(() -> new MapSettings(-1, 2))
                .isInstanceOf(RequestException.class)
                .hasMessage("low of a control map must be between 0 and 10000, not -1.0");
        assertThatThrownBy(() -> new MapSettings(0, Double.NaN)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> new Person(List.of())).hasMessage("a body has 18 joints, not 0");
        assertThatThrownBy(() -> new Person(Pose.unseen(), Map.of(PosePart.LEFT_HAND, seen(20))))
                .hasMessage("a left hand has 21 points, not 20");
        assertThatThrownBy(() -> new Pose(0, 3, List.of())).hasMessage("a pose cannot be 0×3 pixels large");
        assertThatThrownBy(() -> new Point(Double.NaN, 0)).isInstanceOf(RequestException.class);
    }

    @Test
    void somebodyStandingIsWithinTheirHeight() {
        Pose pose = new Pose(100, 200, List.of(Person.standing(50, 100, 180)));
        assertThat(pose.people().getFirst().joints()).allSatisfy(joint -> {
            assertThat(joint.orElseThrow().y()).isBetween(10.0, 190.0);
            assertThat(joint.orElseThrow().x()).isBetween(20.0, 80.0);
        });
        assertThat(pose.drawn(100, 200)).isNotEqualTo(Raster.filled(100, 200, 0));
    }
}
