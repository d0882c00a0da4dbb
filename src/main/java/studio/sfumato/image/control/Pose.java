package studio.sfumato.image.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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

    /// How far from the corner a joint can be, in pixels to either side: four times as far as the largest picture goes.
    /// Somebody twice as large as that picture can stand wholly beside it, and places so far out are still whole
    /// numbers, squares of them too, for what draws. Who is moved farther stops there.
    public static final int FARTHEST = 4 * LARGEST;

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
            return Double.isFinite(place) && Math.abs(place) <= FARTHEST;
        }

        /// {@return the place, or the nearest to it that can be one}
        public static Point nearest(double x, double y) {
            return new Point(Math.clamp(x, -FARTHEST, FARTHEST), Math.clamp(y, -FARTHEST, FARTHEST));
        }
    }

    /// The rectangle around some places.
    public record Frame(double left, double top, double right, double bottom) {
        /// {@return the one around those that are seen; empty if none is}
        public static Optional<Frame> around(List<Optional<Point>> places) {
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
    /// @param parts where the points of hands and face are, likewise; none of what is not seen at all
    public record Person(List<Optional<Point>> joints, Map<PosePart, List<Optional<Point>>> parts) {
        /// Refuses too few or too many.
        public Person {
            joints = List.copyOf(joints);
            if (joints.size() != JOINTS) {
                throw new RequestException("a body has " + JOINTS + " joints, not " + joints.size());
            }
            Map<PosePart, List<Optional<Point>>> seen = new EnumMap<>(PosePart.class);
            parts.forEach((part, points) -> {
                if (points.size() != part.points()) {
                    throw new RequestException(
                            "a " + part.label() + " has " + part.points() + " points, not " + points.size());
                }
                if (points.stream().anyMatch(Optional::isPresent)) {
                    seen.put(part, List.copyOf(points));
                }
            });
            parts = Collections.unmodifiableMap(seen);
        }

        /// Somebody without hands and face.
        public Person(List<Optional<Point>> joints) {
            this(joints, Map.of());
        }

        /// {@return somebody standing upright, facing us, `height` pixels tall around this middle}
        public static Person standing(double x, double y, double height) {
            return Standing.person(x, y, height);
        }

        /// {@return whether nothing of them can be seen}
        public boolean isHidden() {
            return parts.isEmpty() && joints.stream().allMatch(Optional::isEmpty);
        }

        /// {@return the points of a hand or of the face; none where it is not seen}
        public List<Optional<Point>> part(PosePart part) {
            return parts.getOrDefault(part, List.of());
        }

        /// {@return the same with other points for a part}
        ///
        /// @param points as many as the part has; none takes it away
        public Person with(PosePart part, List<Optional<Point>> points) {
            Map<PosePart, List<Optional<Point>>> all = new EnumMap<>(PosePart.class);
            all.putAll(parts);
            if (points.isEmpty()) {
                all.remove(part);
            } else {
                all.put(part, points);
            }
            return new Person(joints, all);
        }

        /// {@return the same with one point of a part elsewhere, or nowhere; itself where the part is not seen}
        public Person with(PosePart part, int number, Optional<Point> place) {
            List<Optional<Point>> moved = new ArrayList<>(part(part));
            if (moved.isEmpty()) {
                return this;
            }
            moved.set(number, place);
            return with(part, moved);
        }

        /// {@return as much of them as is to be shown}
        public Person only(PoseScope scope) {
            Map<PosePart, List<Optional<Point>>> all = new EnumMap<>(PosePart.class);
            all.putAll(parts);
            all.keySet().removeIf(part -> !scope.shows(part));
            return new Person(scope.body() ? joints : unseen(), all);
        }

        /// {@return the same with hands and face where these joints take them}
        ///
        /// @param before the person whose joints were moved
        public Person leading(Person before) {
            Map<PosePart, List<Optional<Point>>> all = new EnumMap<>(PosePart.class);
            parts.forEach((part, points) -> all.put(part, part.led(points, before, this)));
            return new Person(joints, all);
        }

        /// {@return the same with one joint elsewhere, or nowhere}
        public Person with(Joint joint, Optional<Point> place) {
            List<Optional<Point>> moved = new ArrayList<>(joints);
            moved.set(joint.number(), place);
            return new Person(moved, parts);
        }

        /// {@return where a joint is; empty if it cannot be seen}
        public Optional<Point> at(Joint joint) {
            return joints.get(joint.number());
        }

        /// {@return the frame around all that is seen, hands and face too; empty if nothing is}
        public Optional<Frame> frame() {
            return Frame.around(Stream.concat(Stream.of(joints), parts.values().stream())
                    .flatMap(List::stream)
                    .toList());
        }

        /// {@return the same, so many pixels to the right and down, but no farther than joints can be}
        public Person moved(double right, double down) {
            Optional<Frame> around = frame();
            if (around.isEmpty()) {
                return this;
            }
            Frame frame = around.get();
            double across = Math.clamp(right, -FARTHEST - frame.left, FARTHEST - frame.right);
            double along = Math.clamp(down, -FARTHEST - frame.top, FARTHEST - frame.bottom);
            return each(at -> Point.nearest(at.x + across, at.y + along));
        }

        /// {@return the same where all of the picture becomes so many times as wide and as high}
        public Person stretched(double across, double down) {
            return each(at -> Point.nearest(at.x * across, at.y * down));
        }

        /// {@return the same, `factor` times as large, around a place that stays where it is}
        public Person scaled(double factor, double x, double y) {
            return each(at -> Point.nearest(x + (at.x - x) * factor, y + (at.y - y) * factor));
        }

        /// {@return the same seen in a mirror: what was on the left is on the right, and who faced us still does}
        public Person mirrored() {
            double twice = frame().map(frame -> frame.left + frame.right).orElse(0d);
            Person turned = each(at -> Point.nearest(twice - at.x, at.y));
            List<Optional<Point>> swapped = new ArrayList<>();
            for (Joint joint : Joint.values()) {
                swapped.add(turned.at(joint.opposite()));
            }
            Map<PosePart, List<Optional<Point>>> others = new EnumMap<>(PosePart.class);
            turned.parts.forEach((part, points) -> {
                List<Optional<Point>> ordered = new ArrayList<>();
                for (int i = 0; i < points.size(); i++) {
                    ordered.add(points.get(part.mirrored(i)));
                }
                others.put(part.opposite(), ordered);
            });
            return new Person(swapped, others);
        }

        /// {@return where a joint that is not seen would be, as far as the others tell: where somebody standing has
        /// it, as large as this person is and in the same place}
        public Point guess(Joint joint) {
            return Standing.guess(this, joint);
        }

        /// {@return the points that a hand or the face most likely has, as far as the joints tell}
        public List<Optional<Point>> guess(PosePart part) {
            return PartShapes.usual(this, part);
        }

        private Person each(UnaryOperator<Point> change) {
            Map<PosePart, List<Optional<Point>>> all = new EnumMap<>(PosePart.class);
            parts.forEach((part, points) -> all.put(part, each(points, change)));
            return new Person(each(joints, change), all);
        }

        private static List<Optional<Point>> each(List<Optional<Point>> points, UnaryOperator<Point> change) {
            return points.stream().map(point -> point.map(change)).toList();
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
                .map(person -> person.each(at -> Point.nearest(at.x * across, at.y * down)))
                .toList();
    }

    /// {@return as much of everybody as is to be shown; who shows none of it is left out}
    ///
    /// @throws RequestException if nobody is left of those who were there
    public Pose only(PoseScope scope) {
        List<Person> shown = people.stream()
                .map(person -> person.only(scope))
                .filter(person -> !person.isHidden())
                .toList();
        if (shown.isEmpty() && !people.isEmpty()) {
            throw new RequestException(
                    scope.body() ? "no joint of anybody is seen" : "nobody in the pose shows a face");
        }
        return new Pose(width, height, shown);
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
