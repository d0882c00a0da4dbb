package studio.sfumato.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Poses as JSON, as OpenPose and its editors write them: `canvas_width`, `canvas_height` and for each of the `people`
/// `pose_keypoints_2d`, eighteen times x, y and how sure it is, and where they are seen `hand_left_keypoints_2d`,
/// `hand_right_keypoints_2d` (21 times) and `face_keypoints_2d` (70 times, read also 68 times, without pupils). Shares
/// of the picture (0…1) are understood too, and the 25 joints of OpenPose's later bodies.
public final class PoseJson {
    private static final String WIDTH = "canvas_width";
    private static final String HEIGHT = "canvas_height";
    private static final String PEOPLE = "people";
    private static final String JOINTS = "pose_keypoints_2d";
    private static final int NUMBERS = 3;
    private static final int LANDMARKS = 68;
    private static final int BODY_25 = 25;
    private static final int MIDDLE_HIP = 8;
    private static final int USUAL = 512;
    private static final long LARGEST = 16 << 20;

    private PoseJson() {}

    /// {@return the pose in `file`}
    ///
    /// @throws ImageFileException naming the file if it cannot be read or is no pose
    public static Pose read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new ImageFileException(file + " is too large to be a pose");
            }
            return parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new ImageFileException(file + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        } catch (RequestException wrong) {
            throw new ImageFileException(file + ": " + wrong.getMessage(), wrong.hint(), wrong);
        }
    }

    /// {@return the pose that `json` describes}
    ///
    /// @throws RequestException if it describes none; the message names the field
    public static Pose parse(String json) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(json);
        } catch (JacksonException malformed) {
            throw new RequestException("a pose must be JSON: " + malformed.getOriginalMessage(), null, malformed);
        }
        JsonNode whole = root.isArray() && !root.isEmpty() ? root.get(0) : root; // one for each frame of a film
        JsonNode list = whole.path(PEOPLE);
        if (!list.isArray()) {
            throw new RequestException("a pose must have a list called '" + PEOPLE + "'");
        }
        int width = side(whole, WIDTH);
        int height = side(whole, HEIGHT);
        List<Person> people = new ArrayList<>();
        for (JsonNode person : list) {
            people.add(person(person, width, height));
        }
        return new Pose(width, height, people);
    }

    private static int side(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (value.isMissingNode()) {
            return USUAL;
        }
        double number = value.asDouble(0);
        if (!value.isNumber() || number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
            throw new RequestException("'" + field + "' of a pose must be a positive whole number");
        }
        return (int) number;
    }

    private static Person person(JsonNode node, int width, int height) {
        Map<PosePart, double[]> parts = new EnumMap<>(PosePart.class);
        for (PosePart part : PosePart.values()) {
            numbers(node, field(part), part == PosePart.FACE ? LANDMARKS : part.points(), part.points())
                    .ifPresent(numbers -> parts.put(part, numbers));
        }
        double[] body = body(node, !parts.isEmpty());
        boolean shares = Stream.concat(Stream.of(body), parts.values().stream()).allMatch(PoseJson::areShares);
        double across = shares ? width : 1;
        double down = shares ? height : 1;
        Map<PosePart, List<Optional<Point>>> points = new EnumMap<>(PosePart.class);
        parts.forEach((part, numbers) -> points.put(part, points(numbers, part.points(), across, down)));
        return new Person(points(body, Pose.JOINTS, across, down), points);
    }

    private static boolean areShares(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (i % NUMBERS < 2 && numbers[i] > 1) {
                return false;
            }
        }
        return true;
    }

    /// {@return the joints; none of them where there is a hand or a face only}
    private static double[] body(JsonNode node, boolean more) {
        Optional<double[]> numbers = numbers(node, JOINTS, Pose.JOINTS, Integer.MAX_VALUE);
        if (numbers.isEmpty() && !more) {
            throw wrong(JOINTS, Pose.JOINTS, Pose.JOINTS);
        }
        double[] all = numbers.orElse(new double[0]);
        if (all.length != NUMBERS * BODY_25) {
            return all;
        }
        double[] body = new double[NUMBERS * Pose.JOINTS]; // which has the middle of the hips as well, and the feet
        System.arraycopy(all, 0, body, 0, NUMBERS * MIDDLE_HIP);
        System.arraycopy(
                all, NUMBERS * (MIDDLE_HIP + 1), body, NUMBERS * MIDDLE_HIP, body.length - NUMBERS * MIDDLE_HIP);
        return body;
    }

    /// {@return the numbers of a field; empty where it is not there or an empty list}
    private static Optional<double[]> numbers(JsonNode node, String field, int least, int most) {
        JsonNode list = node.path(field);
        if (list.isMissingNode() || list.isNull() || (list.isArray() && list.isEmpty())) {
            return Optional.empty();
        }
        if (!list.isArray()
                || list.size() % NUMBERS != 0
                || list.size() / NUMBERS < least
                || (most != Integer.MAX_VALUE && list.size() != NUMBERS * least && list.size() != NUMBERS * most)) {
            throw wrong(field, least, most);
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = list.get(i);
            if (!number.isNumber()) {
                throw new RequestException("'" + field + "' must be a list of numbers");
            }
            numbers[i] = number.asDouble(Double.POSITIVE_INFINITY); // of hundreds of digits
        }
        return Optional.of(numbers);
    }

    private static RequestException wrong(String field, int least, int most) {
        String count = least == most || most == Integer.MAX_VALUE ? Integer.toString(least) : least + " or " + most;
        return new RequestException("'" + field + "' must be a list of " + count + " times x, y and how sure");
    }

    private static List<Optional<Point>> points(double[] numbers, int count, double across, double down) {
        List<Optional<Point>> points = new ArrayList<>();
        for (int i = 0; i < NUMBERS * count; i += NUMBERS) {
            boolean seen = i < numbers.length && numbers[i + 2] > 0;
            points.add(seen ? Optional.of(new Point(numbers[i] * across, numbers[i + 1] * down)) : Optional.empty());
        }
        return points;
    }

    /// Writes `pose` into `file`.
    ///
    /// @throws ImageFileException naming the file if it cannot be written; it is as it was then
    public static void write(Pose pose, Path file) {
        AtomicFiles.write(file, out -> out.write(write(pose).getBytes(StandardCharsets.UTF_8)));
    }

    /// {@return `pose` as JSON on one line}
    public static String write(Pose pose) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put(WIDTH, pose.width());
        root.put(HEIGHT, pose.height());
        ArrayNode people = root.putArray(PEOPLE);
        for (Person person : pose.people()) {
            ObjectNode one = people.addObject();
            write(person.joints(), one.putArray(JOINTS));
            person.parts().forEach((part, points) -> write(points, one.putArray(field(part))));
        }
        return root.toString();
    }

    private static void write(List<Optional<Point>> points, ArrayNode numbers) {
        for (Optional<Point> point : points) {
            numbers.add(point.map(Point::x).orElse(0.0));
            numbers.add(point.map(Point::y).orElse(0.0));
            numbers.add(point.isPresent() ? 1 : 0);
        }
    }

    private static String field(PosePart part) {
        return switch (part) {
            case LEFT_HAND -> "hand_left_keypoints_2d";
            case RIGHT_HAND -> "hand_right_keypoints_2d";
            case FACE -> "face_keypoints_2d";
        };
    }
}
