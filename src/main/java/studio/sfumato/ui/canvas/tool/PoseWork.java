package studio.sfumato.ui.canvas.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Posing;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;

/// What a pointer does with skeletons: a joint is drawn to where it should be, with Shift what hangs on it comes along;
/// a line or the inside of the frame moves the whole person, a corner of the frame makes them larger or smaller. Seen
/// from near, the points of hands and face are drawn one by one, with Shift the rest of the finger or all of the face;
/// from anywhere a finger turns its hand with Shift.
public final class PoseWork {
    private static final double NEAR = 9;
    private static final double NEAR_SPOT = 6;
    private static final double OPEN_HAND = 90;
    private static final double OPEN_FACE = 160;
    private static final double LEAST_SCALE = 0.02;

    private final Ground ground;
    private final ToolModel tools;
    private final PoseHold hold;
    private final Runnable begin;

    /// @param begin is run when a skeleton is wanted where there is none
    public PoseWork(Ground ground, ToolModel tools, PoseHold hold, Runnable begin) {
        this.ground = ground;
        this.tools = tools;
        this.hold = hold;
        this.begin = begin;
    }

    /// {@return how far around a person's joints their frame is, in pixels of the document}
    ///
    /// @param pixel how many of the document's pixels one of the view is
    public static double margin(double pixel) {
        return 2 * NEAR * pixel;
    }

    /// {@return whether a part of a person is so near that one of its points can be told from the next}
    ///
    /// @param pixel how many of the document's pixels one of the view is
    public static boolean isOpen(Person person, PosePart part, double pixel) {
        double least = (part == PosePart.FACE ? OPEN_FACE : OPEN_HAND) * pixel;
        return Frame.around(person.part(part))
                .filter(frame -> Math.max(frame.width(), frame.height()) >= least)
                .isPresent();
    }

    Hand.@Nullable Gesture press(Pointer at) {
        Optional<Layer> layer = ground.layer().filter(each -> each.kind() == LayerKind.CONTROL);
        if (layer.isEmpty() || layer.get().people().isEmpty()) {
            begin.run();
            return null;
        }
        List<Person> people = layer.get().people();
        Optional<Function<Pointer, Person>> way = grab(people, at);
        if (way.isEmpty()) {
            hold.whole(PoseHold.NOBODY);
            return null;
        }
        Drag drag = new Drag(people, hold.personProperty().get(), way.get());
        ground.edit(open -> drag.begin(open, layer.get().id()));
        return drag.begun() ? drag : null;
    }

    /// {@return what becomes of the person that is held now as the pointer goes on}
    private Optional<Function<Pointer, Person>> grab(List<Person> people, Pointer at) {
        double near = NEAR * tools.pixelProperty().get();
        int held = hold.personProperty().get();
        Optional<Function<Pointer, Person>> found = held >= 0 && held < people.size()
                ? joint(people.get(held), held, at, near).or(() -> corner(people.get(held), at, near))
                : Optional.empty();
        for (int i = people.size() - 1; i >= 0 && found.isEmpty(); i--) {
            found = joint(people.get(i), i, at, near);
        }
        for (int i = people.size() - 1; i >= 0 && found.isEmpty(); i--) {
            if (onLimb(people.get(i), at, near)) {
                hold.whole(i);
                found = at.shift() ? turning(people.get(i), at, near) : Optional.empty();
                found = found.isPresent() ? found : Optional.of(moving(people.get(i), at));
            }
        }
        if (found.isEmpty() && held >= 0 && held < people.size() && within(people.get(held), at)) {
            hold.whole(held);
            found = Optional.of(moving(people.get(held), at));
        }
        return found;
    }

    private Optional<Function<Pointer, Person>> joint(Person person, int number, Pointer at, double near) {
        Joint nearest = null;
        double least = near;
        for (Joint joint : Joint.values()) {
            double far = person.at(joint)
                    .map(place -> Math.hypot(place.x() - at.x(), place.y() - at.y()))
                    .orElse(Double.MAX_VALUE);
            if (far <= least) {
                nearest = joint;
                least = far;
            }
        }
        Optional<Function<Pointer, Person>> spot = spot(person, number, at, Math.min(least, near * NEAR_SPOT / NEAR));
        if (spot.isPresent() || nearest == null) {
            return spot;
        }
        Joint taken = nearest;
        hold.one(number, taken);
        return Optional.of(
                to -> moved(person, taken, to.x() - at.x(), to.y() - at.y(), to.shift() ? taken.beyond() : List.of()));
    }

    /// Takes hold of a point of a hand or the face that is nearer than the nearest joint.
    private Optional<Function<Pointer, Person>> spot(Person person, int number, Pointer at, double near) {
        PoseHold.Spot nearest = null;
        double least = near;
        double pixel = tools.pixelProperty().get();
        for (PosePart part : person.parts().keySet()) {
            List<Optional<Point>> points = isOpen(person, part, pixel) ? person.part(part) : List.of();
            for (int i = 0; i < points.size(); i++) {
                double far = points.get(i)
                        .map(place -> Math.hypot(place.x() - at.x(), place.y() - at.y()))
                        .orElse(Double.MAX_VALUE);
                if (far < least) {
                    nearest = new PoseHold.Spot(part, i);
                    least = far;
                }
            }
        }
        if (nearest == null) {
            return Optional.empty();
        }
        PoseHold.Spot taken = nearest;
        hold.one(number, taken);
        return Optional.of(to -> moved(
                person,
                taken.part(),
                to.x() - at.x(),
                to.y() - at.y(),
                to.shift() ? taken.part().beyond(taken.number()) : List.of(taken.number())));
    }

    /// {@return the person with points of a hand or the face so many pixels to the right and down}
    public static Person moved(Person person, PosePart part, double right, double down, List<Integer> numbers) {
        Person moved = person;
        for (int number : numbers) {
            Optional<Point> place = point(person, new PoseHold.Spot(part, number))
                    .map(at -> Point.nearest(at.x() + right, at.y() + down));
            moved = moved.with(part, number, place);
        }
        return moved;
    }

    /// Turns the hand that has a finger there around its wrist.
    private Optional<Function<Pointer, Person>> turning(Person person, Pointer at, double near) {
        return person.parts().entrySet().stream()
                .filter(each -> onFinger(each.getKey(), each.getValue(), at, near))
                .findFirst()
                .flatMap(each -> each.getValue()
                        .getFirst()
                        .map(wrist -> to -> person.with(
                                each.getKey(),
                                PosePart.turned(each.getValue(), wrist, wrist, way(wrist, to) - way(wrist, at)))));
    }

    private static double way(Point from, Pointer to) {
        return Math.atan2(to.y() - from.y(), to.x() - from.x());
    }

    /// {@return where a point of a hand or the face is; empty if it cannot be seen}
    public static Optional<Point> point(Person person, PoseHold.Spot spot) {
        List<Optional<Point>> points = person.part(spot.part());
        return points.isEmpty() ? Optional.empty() : points.get(spot.number());
    }

    /// {@return the person with a joint, and those of `along`, so many pixels to the right and down, but no
    /// farther than [Pose#FARTHEST]; hands and face go along}
    public static Person moved(Person person, Joint joint, double right, double down, List<Joint> along) {
        List<Joint> all = new ArrayList<>(along);
        all.add(joint);
        Person moved = person;
        for (Joint each : all) {
            Optional<Point> place = person.at(each).map(at -> Point.nearest(at.x() + right, at.y() + down));
            moved = moved.with(each, place);
        }
        return moved.leading(person);
    }

    private static Function<Pointer, Person> moving(Person person, Pointer from) {
        return to -> person.moved(to.x() - from.x(), to.y() - from.y());
    }

    private Optional<Function<Pointer, Person>> corner(Person person, Pointer at, double near) {
        Optional<Frame> around = person.frame();
        if (around.isEmpty()) {
            return Optional.empty();
        }
        double margin = margin(tools.pixelProperty().get());
        Frame frame = around.get();
        double left = frame.left() - margin;
        double right = frame.right() + margin;
        double top = frame.top() - margin;
        double bottom = frame.bottom() + margin;
        boolean across = Math.min(Math.abs(at.x() - left), Math.abs(at.x() - right)) <= near;
        boolean down = Math.min(Math.abs(at.y() - top), Math.abs(at.y() - bottom)) <= near;
        if (!across || !down) {
            return Optional.empty();
        }
        double fixedX = at.x() > frame.middleX() ? left : right;
        double fixedY = at.y() > frame.middleY() ? top : bottom;
        double before = Math.hypot(at.x() - fixedX, at.y() - fixedY);
        hold.whole(hold.personProperty().get());
        return Optional.of(to -> {
            double now = (to.x() - fixedX) * (at.x() - fixedX) + (to.y() - fixedY) * (at.y() - fixedY);
            return person.scaled(Math.max(LEAST_SCALE, now / (before * before)), fixedX, fixedY);
        });
    }

    private boolean within(Person person, Pointer at) {
        double margin = margin(tools.pixelProperty().get());
        return person.frame()
                .filter(frame -> at.x() >= frame.left() - margin
                        && at.x() <= frame.right() + margin
                        && at.y() >= frame.top() - margin
                        && at.y() <= frame.bottom() + margin)
                .isPresent();
    }

    private static boolean onLimb(Person person, Pointer at, double near) {
        for (List<Joint> limb : Pose.limbs()) {
            Optional<Point> from = person.at(limb.getFirst());
            Optional<Point> to = person.at(limb.getLast());
            if (from.isPresent() && to.isPresent() && far(from.get(), to.get(), at) <= near) {
                return true;
            }
        }
        return person.parts().entrySet().stream().anyMatch(each -> onFinger(each.getKey(), each.getValue(), at, near));
    }

    private static boolean onFinger(PosePart part, List<Optional<Point>> points, Pointer at, double near) {
        return part.edges().stream()
                .anyMatch(edge -> points.get(edge.getFirst())
                        .flatMap(from -> points.get(edge.getLast()).map(to -> far(from, to, at) <= near))
                        .orElse(false));
    }

    /// {@return how far the pointer is from a line}
    private static double far(Point from, Point to, Pointer at) {
        double right = to.x() - from.x();
        double down = to.y() - from.y();
        double length = right * right + down * down;
        double along = length == 0 ? 0 : ((at.x() - from.x()) * right + (at.y() - from.y()) * down) / length;
        double share = Math.clamp(along, 0, 1);
        return Math.hypot(from.x() + share * right - at.x(), from.y() + share * down - at.y());
    }

    /// Changes one of several people while a button is held.
    private static final class Drag implements Hand.Gesture {
        private final List<Person> people;
        private final int number;
        private final Function<Pointer, Person> way;
        private @Nullable Posing posing;

        Drag(List<Person> people, int number, Function<Pointer, Person> way) {
            this.people = people;
            this.number = number;
            this.way = way;
        }

        void begin(CanvasDocument open, int layer) {
            posing = open.pixels(layer).beginPose();
        }

        boolean begun() {
            return posing != null;
        }

        @Override
        public void to(Pointer at) {
            if (posing != null) {
                List<Person> now = new ArrayList<>(people);
                now.set(number, way.apply(at));
                posing.to(now);
            }
        }

        @Override
        public void end(Pointer at) {
            if (posing != null) {
                posing.end();
            }
        }

        @Override
        public void cancel() {
            if (posing != null) {
                posing.cancel();
            }
        }
    }
}
