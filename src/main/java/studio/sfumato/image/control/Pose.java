package studio.sfumato.image.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// Where people's joints are.
///
/// @param width of the picture they stand in, in its pixels
/// @param height of that picture
/// @param people everybody in it
public record Pose(int width, int height, List<Person> people) {
    /// How many joints a body has: OpenPose's COCO model.
    public static final int JOINTS = 18;

    private static final int LARGEST = 16384;
    private static final int MOST_PEOPLE = 1000;

    /// The joints, in their order.
    public enum Joint {
        /// The nose.
        NOSE,
        /// Between the shoulders.
        NECK,
        /// The right shoulder, which is on the left of the picture of somebody who looks at us.
        RIGHT_SHOULDER,
        /// The right elbow.
        RIGHT_ELBOW,
        /// The right wrist.
        RIGHT_WRIST,
        /// The left shoulder.
        LEFT_SHOULDER,
        /// The left elbow.
        LEFT_ELBOW,
        /// The left wrist.
        LEFT_WRIST,
        /// The right hip.
        RIGHT_HIP,
        /// The right knee.
        RIGHT_KNEE,
        /// The right ankle.
        RIGHT_ANKLE,
        /// The left hip.
        LEFT_HIP,
        /// The left knee.
        LEFT_KNEE,
        /// The left ankle.
        LEFT_ANKLE,
        /// The right eye.
        RIGHT_EYE,
        /// The left eye.
        LEFT_EYE,
        /// The right ear.
        RIGHT_EAR,
        /// The left ear.
        LEFT_EAR;

        /// {@return its place in the order}
        public int number() {
            return List.of(values()).indexOf(this);
        }
    }

    /// A place, in pixels from the top left corner.
    public record Point(double x, double y) {
        /// Refuses what is no place.
        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y) || Math.abs(x) > 4 * LARGEST || Math.abs(y) > 4 * LARGEST) {
                throw new RequestException("a joint cannot be at " + x + ", " + y);
            }
        }
    }

    /// Somebody.
    ///
    /// @param joints where each joint is, in the order of [Joint]; empty where it cannot be seen
    public record Person(List<Optional<Point>> joints) {
        /// Refuses too few or too many.
        public Person {
            joints = List.copyOf(joints);
            if (joints.size() != JOINTS) {
                throw new RequestException("a body has " + JOINTS + " joints, not " + joints.size());
            }
        }

        /// {@return somebody standing upright, facing us, `height` pixels tall around this middle}
        public static Person standing(double x, double y, double height) {
            double[][] places = {
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
            List<Optional<Point>> joints = new ArrayList<>();
            for (double[] place : places) {
                joints.add(Optional.of(new Point(x + place[0] * height, y + place[1] * height)));
            }
            return new Person(joints);
        }

        /// {@return the same with one joint elsewhere, or nowhere}
        public Person with(Joint joint, Optional<Point> place) {
            List<Optional<Point>> moved = new ArrayList<>(joints);
            moved.set(joint.number(), place);
            return new Person(moved);
        }
    }

    /// Refuses sizes that no picture has.
    public Pose {
        people = List.copyOf(people);
        if (width < 1 || height < 1 || width > LARGEST || height > LARGEST) {
            throw new RequestException("a pose cannot be " + width + "×" + height + " pixels large");
        }
        if (people.size() > MOST_PEOPLE) {
            throw new RequestException("a pose can have " + MOST_PEOPLE + " people, not " + people.size());
        }
    }

    /// {@return the joints that nobody sees}
    public static List<Optional<Point>> unseen() {
        return Collections.nCopies(JOINTS, Optional.empty());
    }

    /// {@return the skeletons in OpenPose's colours on black}
    ///
    /// @param width of the picture; the joints are brought to its size
    public Raster drawn(int width, int height) {
        return Skeleton.draw(this, width, height);
    }
}
