package studio.sfumato.canvas.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Skeletons as JSON: for each person eighteen joints, x and y or `null`.
final class PeopleJson {
    private static final String FIELD = "people";

    private PeopleJson() {}

    static void write(List<Person> people, ArrayNode array) {
        for (Person person : people) {
            ArrayNode one = array.addArray();
            for (Optional<Point> joint : person.joints()) {
                joint.ifPresentOrElse(at -> one.addArray().add(at.x()).add(at.y()), one::addNull);
            }
        }
    }

    /// {@return the people in `array`; nobody where there is nothing}
    ///
    /// @throws RequestException naming the field that is wrong
    static List<Person> read(JsonNode array) {
        if (array.size() > Pose.MOST_PEOPLE) {
            throw Fields.wrong(FIELD, "at most " + Pose.MOST_PEOPLE);
        }
        List<Person> people = new ArrayList<>();
        for (JsonNode each : array) {
            if (!each.isArray() || each.size() != Pose.JOINTS) {
                throw Fields.wrong(FIELD, "lists of " + Pose.JOINTS + " joints");
            }
            List<Optional<Point>> joints = new ArrayList<>();
            for (JsonNode joint : each) {
                joints.add(joint.isNull() ? Optional.empty() : Optional.of(place(joint)));
            }
            people.add(new Person(joints));
        }
        return people;
    }

    private static Point place(JsonNode joint) {
        if (!joint.isArray()
                || joint.size() != 2
                || !joint.get(0).isNumber()
                || !joint.get(1).isNumber()) {
            throw Fields.wrong(FIELD, "joints of two numbers, or null");
        }
        return new Point(joint.get(0).asDouble(), joint.get(1).asDouble());
    }
}
