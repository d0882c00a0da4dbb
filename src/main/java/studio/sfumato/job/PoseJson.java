package studio.sfumato.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Poses as JSON, as OpenPose and its editors write them: `canvas_width`, `canvas_height` and for each of the `people`
/// `pose_keypoints_2d`, eighteen times x, y and how sure it is. Shares of the picture (0…1) are understood too.
public final class PoseJson {
    private static final String WIDTH = "canvas_width";
    private static final String HEIGHT = "canvas_height";
    private static final String PEOPLE = "people";
    private static final String JOINTS = "pose_keypoints_2d";
    private static final int NUMBERS = 3;
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
            people.add(person(person.path(JOINTS), width, height));
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

    private static Person person(JsonNode numbers, int width, int height) {
        if (!numbers.isArray() || numbers.size() < NUMBERS * Pose.JOINTS || numbers.size() % NUMBERS != 0) {
            throw new RequestException(
                    "'" + JOINTS + "' must be a list of " + Pose.JOINTS + " times x, y and how sure");
        }
        double[] values = new double[NUMBERS * Pose.JOINTS];
        double most = 0;
        for (int i = 0; i < values.length; i++) {
            JsonNode number = numbers.get(i);
            if (!number.isNumber()) {
                throw new RequestException("'" + JOINTS + "' must be a list of numbers");
            }
            values[i] = number.doubleValue();
            most = i % NUMBERS < 2 ? Math.max(most, values[i]) : most;
        }
        boolean shares = most <= 1;
        List<Optional<Point>> joints = new ArrayList<>();
        for (int i = 0; i < values.length; i += NUMBERS) {
            double x = values[i] * (shares ? width : 1);
            double y = values[i + 1] * (shares ? height : 1);
            joints.add(values[i + 2] > 0 ? Optional.of(new Point(x, y)) : Optional.empty());
        }
        return new Person(joints);
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
            ArrayNode numbers = people.addObject().putArray(JOINTS);
            for (Optional<Point> joint : person.joints()) {
                numbers.add(joint.map(Point::x).orElse(0.0));
                numbers.add(joint.map(Point::y).orElse(0.0));
                numbers.add(joint.isPresent() ? 1 : 0);
            }
        }
        return root.toString();
    }
}
