package studio.sfumato.image.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// Somebody standing upright, facing us, and what can be told of others by them.
final class Standing {
    private static final double UNKNOWN_HEIGHT = 300;

    /// In shares of the height, from the middle.
    private static final double[][] PLACES = {
        {0, -0.44},
        {0, -0.33},
        {-0.11, -0.33},
        {-0.14, -0.15},
        {-0.15, 0.01},
        {0.11, -0.33},
        {0.14, -0.15},
        {0.15, 0.01},
        {-0.07, 0.03},
        {-0.075, 0.26},
        {-0.075, 0.47},
        {0.07, 0.03},
        {0.075, 0.26},
        {0.075, 0.47},
        {-0.02, -0.465},
        {0.02, -0.465},
        {-0.05, -0.45},
        {0.05, -0.45}
    };

    private Standing() {}

    static Person person(double x, double y, double height) {
        List<Optional<Point>> joints = new ArrayList<>();
        for (double[] place : PLACES) {
            joints.add(Optional.of(new Point(x + place[0] * height, y + place[1] * height)));
        }
        return new Person(joints);
    }

    /// {@return how tall somebody most likely is, in pixels}
    static double height(Person person) {
        Point ankle = guess(person, Joint.LEFT_ANKLE);
        Point eye = guess(person, Joint.LEFT_EYE);
        int eyes = Joint.LEFT_EYE.number();
        int ankles = Joint.LEFT_ANKLE.number();
        return (ankle.y() - eye.y()) / (PLACES[ankles][1] - PLACES[eyes][1]);
    }

    static Point guess(Person person, Joint joint) {
        Person model = person(0, 0, 1);
        double[] sums = new double[7]; // n, x, y, x', y' and spreads of both
        for (Joint each : Joint.values()) {
            person.at(each).ifPresent(at -> {
                Point like = model.at(each).orElseThrow();
                sums[0]++;
                sums[1] += at.x();
                sums[2] += at.y();
                sums[3] += like.x();
                sums[4] += like.y();
            });
        }
        double n = Math.max(1, sums[0]);
        for (Joint each : Joint.values()) {
            person.at(each).ifPresent(at -> {
                Point like = model.at(each).orElseThrow();
                sums[5] += Math.hypot(at.x() - sums[1] / n, at.y() - sums[2] / n);
                sums[6] += Math.hypot(like.x() - sums[3] / n, like.y() - sums[4] / n);
            });
        }
        double scale = sums[6] > 0 && sums[5] > 0 ? sums[5] / sums[6] : UNKNOWN_HEIGHT;
        Point like = model.at(joint).orElseThrow();
        return Point.nearest(
                sums[1] / n + (like.x() - sums[3] / n) * scale, sums[2] / n + (like.y() - sums[4] / n) * scale);
    }
}
