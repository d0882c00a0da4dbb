package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.PosePart;

class PoseJsonTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        Person whole = Person.standing(50, 60, 100);
        Person hidden = Person.standing(20.5, 60, 80).with(Joint.LEFT_KNEE, Optional.empty());
        Pose pose = new Pose(120, 130, List.of(whole, hidden));

        assertThat(PoseJson.parse(PoseJson.write(pose))).isEqualTo(pose);
    }

    @Test
    void openPosesOwnFilesAreRead() {
        Pose pose = PoseJson.read(Path.of("src/test/resources/golden/control-maps/pose.json"));

        assertThat(pose.width()).isEqualTo(200);
        assertThat(pose.people()).hasSize(2);
        assertThat(pose.people().get(1).joints().get(Joint.RIGHT_WRIST.number()))
                .isEmpty();
    }

    @Test
    void sharesOfThePictureAreItsPixels() {
        Pose pose = new Pose(200, 100, List.of(Person.standing(0.5, 0.5, 0.8)));

        Pose read = PoseJson.parse(PoseJson.write(pose));

        Pose.Point nose = read.people().getFirst().joints().getFirst().orElseThrow();
        assertThat(nose.x()).isEqualTo(100);
        assertThat(nose.y()).isBetween(10.0, 20.0);
    }

    @Test
    void ofAFilmTheFirstPictureCounts() {
        assertThat(PoseJson.parse("[{\"people\": [], \"canvas_width\": 7}, {}]").width())
                .isEqualTo(7);
    }

    @Test
    void handsAndFacesAreWrittenAndReadAgain() {
        Pose pose = PoseJson.read(Path.of("src/test/resources/golden/control-maps/whole.json"));

        assertThat(pose.people().getFirst().parts()).containsOnlyKeys(PosePart.values());
        assertThat(pose.people().get(1).parts()).containsOnlyKeys(PosePart.LEFT_HAND, PosePart.FACE);
        assertThat(pose.people().get(1).part(PosePart.LEFT_HAND).get(7)).isEmpty();
        String json = PoseJson.write(pose);
        assertThat(json).contains("hand_left_keypoints_2d", "hand_right_keypoints_2d", "face_keypoints_2d");
        assertThat(PoseJson.parse(json)).isEqualTo(pose);
    }

    private static String list(int points, String each) {
        return "[" + String.join(", ", Collections.nCopies(points, each)) + "]";
    }

    @Test
    void aFaceWithoutBodyAndWithoutPupilsIsRead() {
        Pose pose = PoseJson.parse("{\"canvas_width\": 64, \"canvas_height\": 64, \"people\": [{\"face_keypoints_2d\": "
                + list(68, "3, 4, 1") + ", \"hand_left_keypoints_2d\": null, \"hand_right_keypoints_2d\": []}]}");

        Person person = pose.people().getFirst();
        assertThat(person.joints()).isEqualTo(Pose.unseen());
        assertThat(person.parts()).containsOnlyKeys(PosePart.FACE);
        assertThat(person.part(PosePart.FACE)).hasSize(70);
        assertThat(person.part(PosePart.FACE).getLast()).isEmpty();
        assertThat(PoseJson.parse(PoseJson.write(pose))).isEqualTo(pose);
    }

    @Test
    void sharesOfThePictureAreToldFromAllOfAPerson() {
        String hand = "\"hand_left_keypoints_2d\": " + list(21, "0.5, 0.25, 1");
        String size = "{\"canvas_width\": 200, \"canvas_height\": 80, \"people\": [{";

        assertThat(PoseJson.parse(size + hand + "}]}").people().getFirst().part(PosePart.LEFT_HAND))
                .containsOnly(Optional.of(new Pose.Point(100, 20)));
        String far = "\"face_keypoints_2d\": " + list(70, "50, 60, 1");
        assertThat(PoseJson.parse(size + hand + ", " + far + "}]}")
                        .people()
                        .getFirst()
                        .part(PosePart.LEFT_HAND))
                .containsOnly(Optional.of(new Pose.Point(0.5, 0.25)));
    }

    @Test
    void ofLaterBodiesTheJointsAreTaken() {
        StringJoiner numbers = new StringJoiner(", ", "[", "]");
        for (int joint = 0; joint < 25; joint++) {
            numbers.add(joint + 2 + ", 7, 1");
        }

        Pose pose = PoseJson.parse("{\"people\": [{\"pose_keypoints_2d\": " + numbers + "}]}");

        Person person = pose.people().getFirst();
        assertThat(person.at(Joint.LEFT_WRIST).orElseThrow().x()).isEqualTo(9);
        assertThat(person.at(Joint.RIGHT_HIP).orElseThrow().x()).isEqualTo(11);
        assertThat(person.at(Joint.LEFT_EAR).orElseThrow().x()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "hand_left_keypoints_2d, 20, 21",
        "hand_right_keypoints_2d, 22, 21",
        "hand_right_keypoints_2d, 40000, 21",
        "face_keypoints_2d, 69, 68 or 70",
        "face_keypoints_2d, 71, 68 or 70",
        "pose_keypoints_2d, 17, 18"
    })
    void tooManyOrTooFewPointsAreRefusedByName(String field, double points, String wanted) {
        String list = list((int) Math.rint(points * 3), "1");

        assertThatThrownBy(() -> PoseJson.parse("{\"people\": [{\"" + field + "\": " + list + "}]}"))
                .isInstanceOf(RequestException.class)
                .hasMessage("'" + field + "' must be a list of " + wanted + " times x, y and how sure");
    }

    @Test
    void wordsAmongTheNumbersOfAHandAreRefusedByName() {
        String list = list(21, "\"1\", 2, 3");

        assertThatThrownBy(() -> PoseJson.parse("{\"people\": [{\"hand_left_keypoints_2d\": " + list + "}]}"))
                .hasMessage("'hand_left_keypoints_2d' must be a list of numbers");
        assertThatThrownBy(() -> PoseJson.parse("{\"people\": [{}]}"))
                .hasMessage("'pose_keypoints_2d' must be a list of 18 times x, y and how sure");
    }

    @ParameterizedTest
    @CsvSource({"1, 400", "1e400, 1"})
    void whatIsTooLargeForAnyPlaceIsRefused(String number, int times) {
        String list = list(18, number.repeat(times) + ", 2, 1");

        assertThatThrownBy(() -> PoseJson.parse("{\"people\": [{\"pose_keypoints_2d\": " + list + "}]}"))
                .isInstanceOf(RequestException.class)
                .hasMessage("a joint cannot be at Infinity, 2.0");
    }
}
