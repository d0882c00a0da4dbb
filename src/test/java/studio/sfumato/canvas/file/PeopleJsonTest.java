package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.job.PoseJson;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PeopleJsonTest {
    private static final String JOINTS = "[[1, 2]" + ", null".repeat(17) + "]";

    private static ObjectNode written(List<Person> people) {
        ObjectNode layer = JsonMapper.shared().createObjectNode();
        PeopleJson.write(people, layer);
        return layer;
    }

    private static List<Person> read(String json) {
        return PeopleJson.read(JsonMapper.shared().readTree(json));
    }

    @Test
    void peopleWithAndWithoutHandsComeBack() {
        List<Person> whole = PoseJson.read(Path.of("src/test/resources/golden/control-maps/whole.json"))
                .people();
        List<Person> all = List.of(Person.standing(1, 2, 3), whole.getFirst(), whole.getLast());

        assertThat(PeopleJson.read(JsonMapper.shared().readTree(written(all).toString())))
                .isEqualTo(all);
        assertThat(PeopleJson.read(written(List.of()))).isEmpty();
    }

    @Test
    void whatOlderVersionsWroteIsWhatIsWrittenWithoutHands() {
        assertThat(read("{\"people\": [" + JOINTS + "]}")).singleElement().satisfies(person -> {
            assertThat(person.joints().getFirst()).isEqualTo(Optional.of(new Point(1, 2)));
            assertThat(person.parts()).isEmpty();
            assertThat(written(List.of(person)).propertyNames()).containsExactly("people");
        });
    }

    @Test
    void olderVersionsFindTheJointsWhereTheyWere() {
        List<Person> whole = PoseJson.read(Path.of("src/test/resources/golden/control-maps/whole.json"))
                .people();

        ObjectNode layer = written(whole);
        layer.remove("peopleParts");

        assertThat(PeopleJson.read(layer))
                .isEqualTo(whole.stream()
                        .map(person -> new Person(person.joints()))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 'peopleParts' must be a list of 1",
                "[{}, {}] | 'peopleParts' must be a list of 1",
                "[7] | 'peopleParts' must be a list of objects",
                "[{\"face\": [[1, 2]]}] | 'peopleParts.face' must be lists of 70 points",
                "[{\"left-hand\": 21}] | 'peopleParts.left-hand' must be lists of 21 points",
                "[{\"right-hand\": HAND}] | 'peopleParts.right-hand' must be points of two numbers, or null"
            })
    void wrongPartsAreRefusedByName(String parts, String message) {
        String hand = "[" + String.join(", ", Collections.nCopies(21, "[1]")) + "]";
        String json = "{\"people\": [" + JOINTS + "], \"peopleParts\": " + parts.replace("HAND", hand) + "}";

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RequestException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1} | 'people' must be a list",
                "\"nobody\" | 'people' must be a list",
                "[7] | 'people' must be lists of 18 points",
                "[LARGE] | a joint cannot be at Infinity, 2.0"
            })
    void wrongPeopleAreRefusedByName(String people, String message) {
        String large = JOINTS.replace("[1, 2]", "[" + "1".repeat(400) + ", 2]");

        assertThatThrownBy(() -> read("{\"people\": " + people.replace("LARGE", large) + "}"))
                .isInstanceOf(RequestException.class)
                .hasMessage(message);
        assertThat(read("{\"people\": null}")).isEmpty();
    }
}
