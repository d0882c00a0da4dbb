package studio.sfumato.image.control;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// What of a person is seen in more detail than their joints: OpenPose's hands and face.
public enum PosePart {
    /// The left hand: its wrist and, from the thumb on, four points for each finger, the tip last.
    LEFT_HAND(21),
    /// The right hand, likewise.
    RIGHT_HAND(21),
    /// The face: iBUG's 68 landmarks, and the pupils of the right and of the left eye.
    FACE(70);

    private static final int FINGERS = 5;
    private static final int FINGER = 4;

    /// Which landmark takes whose place in a mirror: the first and last of rows that lie from cheek to cheek. Rows
    /// are jaw, brows, nostrils, eyes, upper and lower lip, and pupils.
    private static final int[][] ROWS = {{0, 16}, {17, 26}, {31, 35}, {48, 54}, {55, 59}, {60, 64}, {65, 67}, {68, 69}};

    private static final int[] EYES = {45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40};
    private static final int FIRST_EYE = 36;

    private final int points;

    PosePart(int points) {
        this.points = points;
    }

    /// {@return how many points it has}
    public int points() {
        return points;
    }

    /// {@return its name in files and in the program's texts}
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// {@return its name in messages}
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// {@return the hand of the other side; the face itself}
    public PosePart opposite() {
        return switch (this) {
            case LEFT_HAND -> RIGHT_HAND;
            case RIGHT_HAND -> LEFT_HAND;
            case FACE -> FACE;
        };
    }

    /// {@return the pairs of its points that a line joins, in the order they are drawn in; of a face none is}
    public List<List<Integer>> edges() {
        return this == FACE
                ? List.of()
                : IntStream.range(0, FINGERS * FINGER)
                        .mapToObj(i -> List.of(i % FINGER == 0 ? 0 : i, i + 1))
                        .toList();
    }

    /// {@return which of its points, or of those of [#opposite], a point is in a mirror}
    int mirrored(int number) {
        if (this == FACE) {
            if (number >= FIRST_EYE && number < FIRST_EYE + EYES.length) {
                return EYES[number - FIRST_EYE];
            }
            for (int[] row : ROWS) {
                if (number >= row[0] && number <= row[1]) {
                    return row[0] + row[1] - number;
                }
            }
        }
        return number;
    }

    /// {@return the joint that it hangs on, the first of these that both have}
    private Optional<Joint> anchor(Person one, Person other) {
        List<Joint> all = switch (this) {
            case LEFT_HAND -> List.of(Joint.LEFT_WRIST);
            case RIGHT_HAND -> List.of(Joint.RIGHT_WRIST);
            case FACE -> List.of(Joint.NOSE, Joint.NECK);
        };
        return all.stream()
                .filter(joint -> one.at(joint).isPresent() && other.at(joint).isPresent())
                .findFirst();
    }

    /// {@return its points, which were seen with the joints of `before`, as they go along with those of `after`: a
    /// hand with its wrist, turned as the forearm is; the face with the nose, or else the neck}
    List<Optional<Point>> led(List<Optional<Point>> all, Person before, Person after) {
        Optional<Joint> anchor = anchor(before, after);
        if (anchor.isEmpty()) {
            return all;
        }
        Point from = before.at(anchor.get()).orElseThrow();
        Point to = after.at(anchor.get()).orElseThrow();
        double turn = way(after, to) - way(before, from);
        if (Double.isNaN(turn)) {
            turn = 0;
        }
        if (turn == 0 && from.equals(to)) {
            return all;
        }
        return turned(all, from, to, turn);
    }

    /// {@return points, turned clockwise by so many radians around one place, which becomes another}
    public static List<Optional<Point>> turned(List<Optional<Point>> points, Point from, Point to, double turn) {
        double cosine = Math.cos(turn);
        double sine = Math.sin(turn);
        return points.stream()
                .map(point -> point.map(at -> {
                    double x = at.x() - from.x();
                    double y = at.y() - from.y();
                    return Point.nearest(to.x() + x * cosine - y * sine, to.y() + x * sine + y * cosine);
                }))
                .toList();
    }

    /// {@return the points that hang on one of them, and itself: the rest of its finger, the whole face}
    public List<Integer> beyond(int number) {
        int end = this == FACE || number == 0 ? points : (number + FINGER - 1) / FINGER * FINGER + 1;
        return IntStream.range(this == FACE ? 0 : number, end).boxed().toList();
    }

    /// Which way the forearm points, in radians; no number where it cannot be seen.
    private double way(Person person, Point wrist) {
        Optional<Point> elbow = switch (this) {
            case LEFT_HAND -> person.at(Joint.LEFT_ELBOW);
            case RIGHT_HAND -> person.at(Joint.RIGHT_ELBOW);
            case FACE -> Optional.empty();
        };
        return elbow.filter(at -> !at.equals(wrist))
                .map(at -> Math.atan2(wrist.y() - at.y(), wrist.x() - at.x()))
                .orElse(Double.NaN);
    }
}
