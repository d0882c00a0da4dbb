package studio.sfumato.canvas.file;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// People as JSON: for each eighteen joints, x and y or `null`; beside them, where somebody has any, for each an object
/// with the points of hands and face, likewise. Versions that know no hands open the joints.
final class PeopleJson {
    private static final String PEOPLE = "people";
    private static final String PARTS = "peopleParts";

    private PeopleJson() {}

    static void write(List<Person> people, ObjectNode layer) {
        if (people.isEmpty()) {
            return;
        }
        ArrayNode all = layer.putArray(PEOPLE);
        for (Person person : people) {
            write(person.joints(), all.addArray());
        }
        if (people.stream().anyMatch(person -> !person.parts().isEmpty())) {
            ArrayNode parts = layer.putArray(PARTS);
            for (Person person : people) {
                ObjectNode one = parts.addObject();
                person.parts().forEach((part, points) -> write(points, one.putArray(part.id())));
            }
        }
    }

    private static void write(List<Optional<Point>> points, ArrayNode array) {
        for (Optional<Point> point : points) {
            point.ifPresentOrElse(at -> array.addArray().add(at.x()).add(at.y()), array::addNull);
        }
    }

    /// {@return the people of a layer; nobody where there is nothing}
    ///
    /// @throws RequestException naming the field that is wrong
    static List<Person> read(JsonNode layer) {
        if (!new Fields(layer).has(PEOPLE)) {
            return List.of();
        }
        JsonNode array = layer.path(PEOPLE);
        if (!array.isArray()) {
            throw Fields.wrong(PEOPLE, "a list");
        }
        if (array.size() > Pose.MOST_PEOPLE) {
            throw Fields.wrong(PEOPLE, "at most " + Pose.MOST_PEOPLE);
        }
        JsonNode parts = layer.path(PARTS);
        if (!parts.isMissingNode() && (!parts.isArray() || parts.size() != array.size())) {
            throw Fields.wrong(PARTS, "a list of " + array.size());
        }
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Map<PosePart, List<Optional<Point>>> more = parts.isMissingNode() ? Map.of() : parts(parts.get(i));
            people.add(new Person(points(array.get(i), PEOPLE, Pose.JOINTS), more));
        }
        return people;
    }

    private static Map<PosePart, List<Optional<Point>>> parts(JsonNode node) {
        if (!node.isObject()) {
            throw Fields.wrong(PARTS, "a list of objects");
        }
        Map<PosePart, List<Optional<Point>>> parts = new EnumMap<>(PosePart.class);
        for (PosePart part : PosePart.values()) {
            JsonNode points = node.path(part.id());
            if (!points.isMissingNode()) {
                parts.put(part, points(points, PARTS + "." + part.id(), part.points()));
            }
        }
        return parts;
    }

    private static List<Optional<Point>> points(JsonNode list, String field, int count) {
        if (!list.isArray() || list.size() != count) {
            throw Fields.wrong(field, "lists of " + count + " points");
        }
        List<Optional<Point>> points = new ArrayList<>();
        for (JsonNode point : list) {
            points.add(point.isNull() ? Optional.empty() : Optional.of(place(point, field)));
        }
        return points;
    }

    private static Point place(JsonNode point, String field) {
        if (!point.isArray()
                || point.size() != 2
                || !point.get(0).isNumber()
                || !point.get(1).isNumber()) {
            throw Fields.wrong(field, "points of two numbers, or null");
        }
        return new Point(number(point.get(0)), number(point.get(1)));
    }

    /// Whole numbers of hundreds of digits are too large, as others are.
    private static double number(JsonNode number) {
        return number.asDouble(Double.POSITIVE_INFINITY);
    }
}
