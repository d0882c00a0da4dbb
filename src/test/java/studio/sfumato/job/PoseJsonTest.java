package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;

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
}
