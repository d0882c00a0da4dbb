package studio.sfumato.image.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// Hands and faces as people usually have them, where their joints say: an open hand that goes on as the forearm does,
/// its thumb towards the body where the arm hangs; a calm face that looks at us, between the eyes or else around the
/// nose.
final class PartShapes {
    /// Shares of a person's height.
    private static final double HAND = 0.1;

    private static final double BETWEEN_EYES = 0.04;

    /// For each finger which way it points, in radians from the middle, and how far it reaches, in lengths of the hand.
    private static final double[][] FINGERS = {{-0.95, 0.75}, {-0.42, 0.98}, {-0.1, 1.05}, {0.2, 0.98}, {0.52, 0.82}};

    /// How far along a finger its points are.
    private static final double[] KNUCKLES = {0.45, 0.68, 0.85, 1};

    /// Rows of landmarks, in half distances between the pupils, from the middle between these: middle, radii, from
    /// which angle to which, in parts of a half turn, and of how many points.
    private static final double[][] ARCS = {
        {0, 0.1, 2.2, 3.4, 1, 0, 17},
        {-1.05, -0.45, 0.8, 0.4, 1.1, 1.9, 5},
        {1.05, -0.45, 0.8, 0.4, 1.1, 1.9, 5},
        {0, 0.65, 0, 0.6, 1.5, 2.5, 4},
        {0, 1.45, 0.5, 0.2, 1, 0, 5},
        {-1, 0, 0.48, 0.22, 1, 2.67, 6},
        {1, 0, 0.48, 0.22, 1, 2.67, 6},
        {0, 2.25, 0.85, 0.36, 1, 2.83, 12},
        {0, 2.25, 0.65, 0.12, 1, 2.75, 8},
        {0, 0, 1, 0, 1, 2, 2}
    };

    private PartShapes() {}

    /// {@return the points of a part where it most likely is}
    static List<Optional<Point>> usual(Person person, PosePart part) {
        return switch (part) {
            case LEFT_HAND -> hand(person, Joint.LEFT_WRIST, Joint.LEFT_ELBOW, -1);
            case RIGHT_HAND -> hand(person, Joint.RIGHT_WRIST, Joint.RIGHT_ELBOW, 1);
            case FACE -> face(person);
        };
    }

    private static Point place(Person person, Joint joint) {
        return person.at(joint).orElseGet(() -> person.guess(joint));
    }

    private static List<Optional<Point>> hand(Person person, Joint at, Joint from, int side) {
        Point wrist = place(person, at);
        Point elbow = place(person, from);
        double turn = Math.atan2(wrist.y() - elbow.y(), wrist.x() - elbow.x());
        double size = HAND * Standing.height(person);
        List<Optional<Point>> points = new ArrayList<>(List.of(Optional.of(wrist)));
        for (double[] finger : FINGERS) {
            for (double share : KNUCKLES) {
                double way = turn + side * finger[0] * (0.75 + 0.35 * share);
                double far = size * finger[1] * share;
                points.add(
                        Optional.of(Point.nearest(wrist.x() + far * Math.cos(way), wrist.y() + far * Math.sin(way))));
            }
        }
        return points;
    }

    private static List<Optional<Point>> face(Person person) {
        Point right = place(person, Joint.RIGHT_EYE);
        Point left = place(person, Joint.LEFT_EYE);
        double across = (left.x() - right.x()) / 2;
        double down = (left.y() - right.y()) / 2;
        Point middle = new Point(right.x() + across, right.y() + down);
        boolean seen = person.at(Joint.RIGHT_EYE).isPresent()
                && person.at(Joint.LEFT_EYE).isPresent();
        if (!seen || (across == 0 && down == 0)) {
            Point nose = place(person, Joint.NOSE);
            across = BETWEEN_EYES * Standing.height(person) / 2;
            down = 0;
            middle = Point.nearest(nose.x(), nose.y() - across);
        }
        List<Optional<Point>> points = new ArrayList<>();
        for (double[] arc : ARCS) {
            int count = (int) arc[6];
            for (int i = 0; i < count; i++) {
                double angle = Math.PI * (arc[4] + (arc[5] - arc[4]) * i / (count - 1));
                double x = arc[0] + arc[2] * Math.cos(angle);
                double y = arc[1] + arc[3] * Math.sin(angle);
                points.add(Optional.of(
                        Point.nearest(middle.x() + x * across - y * down, middle.y() + x * down + y * across)));
            }
        }
        return points;
    }
}
