package studio.sfumato.image.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;

/// Where people's joints are.
///
/// @param width of the picture they stand in, in its pixels
/// @param height of that picture
/// @param people everybody in it
public record Pose(int width, int height, List<Person> people) {
    /// How many joints a body has: OpenPose's COCO model.
    public static final int JOINTS = 18;

    private static final int LARGEST = 32768;
    private static final double UNKNOWN_HEIGHT = 300;

    /// How many people there can be.
    public static final int MOST_PEOPLE = 1000;

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

        /// {@return its colour in OpenPose's drawings, 0xRRGGBB}
        public int rgb() {
            return Skeleton.colour(number());
        }

        /// {@return its name in the program's texts}
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// {@return what moves with it: the wrist with the elbow, everything with the neck}
        public List<Joint> beyond() {
            return switch (this) {
                case NOSE -> List.of(RIGHT_EYE, LEFT_EYE, RIGHT_EAR, LEFT_EAR);
                case NECK -> Stream.of(values()).filter(each -> each != this).toList();
                case RIGHT_SHOULDER -> List.of(RIGHT_ELBOW, RIGHT_WRIST);
                case RIGHT_ELBOW -> List.of(RIGHT_WRIST);
                case LEFT_SHOULDER -> List.of(LEFT_ELBOW, LEFT_WRIST);
                case LEFT_ELBOW -> List.of(LEFT_WRIST);
                case RIGHT_HIP -> List.of(RIGHT_KNEE, RIGHT_ANKLE);
                case RIGHT_KNEE -> List.of(RIGHT_ANKLE);
                case LEFT_HIP -> List.of(LEFT_KNEE, LEFT_ANKLE);
                case LEFT_KNEE -> List.of(LEFT_ANKLE);
                case RIGHT_EYE -> List.of(RIGHT_EAR);
                case LEFT_EYE -> List.of(LEFT_EAR);
                case RIGHT_WRIST, LEFT_WRIST, RIGHT_ANKLE, LEFT_ANKLE, RIGHT_EAR, LEFT_EAR -> List.of();
            };
        }

        /// {@return the same joint of the other side of the body; itself if there is one only}
        public Joint opposite() {
            String other =
                    name().startsWith("LEFT_") ? name().replace("LEFT_", "RIGHT_") : name().replace("RIGHT_", "LEFT_");
            return valueOf(other);
        }
    }

    /// A place, in pixels from the top left corner.
    public record Point(double x, double y) {
        /// Refuses what is no place.
        public Point {
            if (!can(x) || !can(y)) {
                throw new RequestException("a joint cannot be at " + x + ", " + y);
            }
        }

        private static boolean can(double place) {
            return Double.isFinite(place) && Math.abs(place) <= 4 * LARGEST;
        }

        /// {@return the place; empty where none can be}
        static Optional<Point> of(double x, double y) {
            return can(x) && can(y) ? Optional.of(new Point(x, y)) : Optional.empty();
        }
    }

    /// The rectangle around some places.
    public record Frame(double left, double top, double right, double bottom) {
        static Optional<Frame> around(List<Optional<Point>> places) {
            List<Point> seen = places.stream().flatMap(Optional::stream).toList();
            return seen.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Frame(
                            seen.stream().mapToDouble(Point::x).min().orElseThrow(),
                            seen.stream().mapToDouble(Point::y).min().orElseThrow(),
                            seen.stream().mapToDouble(Point::x).max().orElseThrow(),
                            seen.stream().mapToDouble(Point::y).max().orElseThrow()));
        }

        /// {@return its width}
        public double width() {
            return right - left;
        }

        /// {@return its height}
        public double height() {
            return bottom - top;
        }

        /// {@return the x of its middle}
        public double middleX() {
            return (left + right) / 2;
        }

        /// {@return the y of its middle}
        public double middleY() {
            return (top + bottom) / 2;
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

        /// {@return where a joint is; empty if it cannot be seen}
        public Optional<Point> at(Joint joint) {
            return joints.get(joint.number());
        }

        /// {@return the frame around the joints that are seen; empty if none is}
        public Optional<Frame> frame() {
            return Frame.around(joints);
        }

        /// {@return the same, so many pixels to the right and down}
        public Person moved(double right, double down) {
            return each(at -> Point.of(at.x + right, at.y + down));
        }

        /// {@return the same, `factor` times as large, around a place that stays where it is}
        public Person scaled(double factor, double x, double y) {
            return each(at -> Point.of(x + (at.x - x) * factor, y + (at.y - y) * factor));
        }

        /// {@return the same seen in a mirror: what was on the left is on the right, and who faced us still does}
        public Person mirrored() {
            double twice = frame().map(frame -> frame.left + frame.right).orElse(0d);
            Person turned = each(at -> Point.of(twice - at.x, at.y));
            List<Optional<Point>> swapped = new ArrayList<>();
            for (Joint joint : Joint.values()) {
                swapped.add(turned.at(joint.opposite()));
            }
            return new Person(swapped);
        }

        /// {@return where a joint that is not seen would be, as far as the others tell: where somebody standing has
        /// it, as large as this person is and in the same place}
        public Point guess(Joint joint) {
            Person model = standing(0, 0, 1);
            double[] sums = new double[7]; // n, x, y, x', y' and spreads of both
            for (Joint each : Joint.values()) {
                at(each).ifPresent(at -> {
                    Point like = model.at(each).orElseThrow();
                    sums[0]++;
                    sums[1] += at.x;
                    sums[2] += at.y;
                    sums[3] += like.x;
                    sums[4] += like.y;
                });
            }
            double n = Math.max(1, sums[0]);
            for (Joint each : Joint.values()) {
                at(each).ifPresent(at -> {
                    Point like = model.at(each).orElseThrow();
                    sums[5] += Math.hypot(at.x - sums[1] / n, at.y - sums[2] / n);
                    sums[6] += Math.hypot(like.x - sums[3] / n, like.y - sums[4] / n);
                });
            }
            double scale = sums[6] > 0 && sums[5] > 0 ? sums[5] / sums[6] : UNKNOWN_HEIGHT;
            Point like = model.at(joint).orElseThrow();
            return Point.of(sums[1] / n + (like.x - sums[3] / n) * scale, sums[2] / n + (like.y - sums[4] / n) * scale)
                    .orElse(new Point(0, 0));
        }

        private Person each(Function<Point, Optional<Point>> change) {
            return new Person(
                    joints.stream().map(joint -> joint.flatMap(change)).toList());
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

    /// {@return everybody in a picture of another size, in its pixels}
    public List<Person> within(double otherWidth, double otherHeight) {
        double across = otherWidth / width;
        double down = otherHeight / height;
        return people.stream()
                .map(person -> person.each(at -> Point.of(at.x * across, at.y * down)))
                .toList();
    }

    /// {@return the pairs of joints that a line joins, in the order they are drawn in}
    public static List<List<Joint>> limbs() {
        return Skeleton.limbs();
    }

    /// {@return where [#drawn(List, Box)] may draw something of `people` within `bounds`; empty where it does not}
    public static Optional<Box> reach(List<Person> people, Box bounds) {
        return Skeleton.reach(people, bounds);
    }

    /// {@return the skeletons in OpenPose's colours, everything else transparent}
    ///
    /// @param area the part of the plane that is drawn
    public static Raster drawn(List<Person> people, Box area) {
        return Skeleton.draw(people, area);
    }

    /// {@return the skeletons in OpenPose's colours on black}
    ///
    /// @param width of the picture; the joints are brought to its size
    public Raster drawn(int width, int height) {
        return Skeleton.draw(this, width, height);
    }
}
