package studio.sfumato.image.control;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.Pose.Frame;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// Draws people as OpenPose's ControlNets saw them when they were trained: `draw_bodypose`, `draw_handpose` and
/// `draw_facepose` of their author; everybody's body first, then all hands, then all faces.
final class Skeleton {
    private static final int STICK = 4;
    private static final int DOT = 4;
    private static final int FACE_DOT = 3;
    private static final int BLUE = 0x0000FF;
    private static final int WHITE = 0xFFFFFF;
    private static final double DIMMED = 0.6;

    /// Pairs of joints, as they are drawn one after another.
    private static final int[][] LIMBS = {
        {1, 2}, {1, 5}, {2, 3}, {3, 4}, {5, 6}, {6, 7}, {1, 8}, {8, 9}, {9, 10}, {1, 11}, {11, 12}, {12, 13}, {1, 0},
        {0, 14}, {14, 16}, {0, 15}, {15, 17}
    };

    private static final int[] COLOURS = {
        0xFF0000, 0xFF5500, 0xFFAA00, 0xFFFF00, 0xAAFF00, 0x55FF00, 0x00FF00, 0x00FF55, 0x00FFAA, 0x00FFFF, 0x00AAFF,
        0x0055FF, 0x0000FF, 0x5500FF, 0xAA00FF, 0xFF00FF, 0xFF00AA, 0xFF0055
    };

    private static final int MARGIN = STICK + 4;
    private static final int BLACK = 0xFF000000;

    private final Box area;
    private final int[] argb;

    private Skeleton(Box area) {
        this.area = area;
        argb = new int[area.width() * area.height()];
    }

    static int colour(int joint) {
        return COLOURS[joint];
    }

    static List<List<Joint>> limbs() {
        List<Joint> joints = List.of(Joint.values());
        return Arrays.stream(LIMBS)
                .map(limb -> List.of(joints.get(limb[0]), joints.get(limb[1])))
                .toList();
    }

    static Optional<Box> reach(List<Person> people, Box bounds) {
        int left = bounds.right();
        int top = bounds.bottom();
        int right = bounds.left();
        int bottom = bounds.top();
        for (Person person : people) {
            Optional<Frame> around = person.frame();
            if (around.isPresent()) {
                Frame frame = around.get();
                left = Math.min(left, (int) Math.floor(frame.left()) - MARGIN);
                top = Math.min(top, (int) Math.floor(frame.top()) - MARGIN);
                right = Math.max(right, (int) Math.ceil(frame.right()) + MARGIN);
                bottom = Math.max(bottom, (int) Math.ceil(frame.bottom()) + MARGIN);
            }
        }
        left = Math.max(left, bounds.left());
        top = Math.max(top, bounds.top());
        right = Math.min(right, bounds.right());
        bottom = Math.min(bottom, bounds.bottom());
        return right > left && bottom > top
                ? Optional.of(new Box(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    static Raster draw(Pose pose, int width, int height) {
        Skeleton canvas = new Skeleton(new Box(0, 0, width, height));
        canvas.draw(pose.within(width, height));
        return Raster.opaque(width, height, canvas.argb);
    }

    static Raster draw(List<Person> people, Box area) {
        Skeleton canvas = new Skeleton(area);
        canvas.draw(people);
        return Raster.translucent(area.width(), area.height(), canvas.argb);
    }

    private void draw(List<Person> people) {
        for (Person person : people) {
            List<Optional<Point>> joints = person.joints();
            for (int i = 0; i < LIMBS.length; i++) {
                Optional<Point> from = joints.get(LIMBS[i][0]);
                Optional<Point> to = joints.get(LIMBS[i][1]);
                if (from.isPresent() && to.isPresent()) {
                    limb(from.get(), to.get(), dimmed(COLOURS[i]));
                }
            }
        }
        for (Person person : people) {
            for (int i = 0; i < Pose.JOINTS; i++) {
                int colour = COLOURS[i];
                person.joints().get(i).ifPresent(at -> dot((int) at.x(), (int) at.y(), DOT, colour));
            }
        }
        for (PosePart hand : List.of(PosePart.LEFT_HAND, PosePart.RIGHT_HAND)) {
            people.forEach(person -> hand(hand, person.part(hand)));
        }
        for (Person person : people) {
            person.part(PosePart.FACE).forEach(at -> dot(at, FACE_DOT, WHITE));
        }
    }

    private void hand(PosePart hand, List<Optional<Point>> points) {
        ThickLine line = new ThickLine(area, this::set);
        List<List<Integer>> edges = hand.edges();
        for (int i = 0; i < edges.size() && !points.isEmpty(); i++) {
            Optional<Point> from = points.get(edges.get(i).getFirst()).filter(Skeleton::within);
            Optional<Point> to = points.get(edges.get(i).getLast()).filter(Skeleton::within);
            if (from.isPresent() && to.isPresent()) {
                Point one = from.get();
                Point other = to.get();
                line.draw((int) one.x(), (int) one.y(), (int) other.x(), (int) other.y(), hue(i, edges.size()));
            }
        }
        points.forEach(at -> dot(at, DOT, BLUE));
    }

    /// Points of hands and faces left of the second column or above the second row are taken for such as are not seen.
    private static boolean within(Point at) {
        return at.x() >= 1 && at.y() >= 1;
    }

    private void dot(Optional<Point> point, int radius, int colour) {
        point.filter(Skeleton::within).ifPresent(at -> dot((int) at.x(), (int) at.y(), radius, colour));
    }

    /// {@return the colour of so many of all the hues there are, 0xRRGGBB}
    private static int hue(int number, int count) {
        double sixth = (double) number / count * 6;
        int side = (int) sixth;
        double rising = 1 - (1 - (sixth - side));
        double falling = 1 - (sixth - side);
        double[][] sides = {
            {1, rising, 0}, {falling, 1, 0}, {0, 1, rising}, {0, falling, 1}, {rising, 0, 1}, {1, 0, falling}
        };
        int colour = 0;
        for (double part : sides[side]) {
            colour = colour << 8 | (int) Math.rint(part * 255);
        }
        return colour;
    }

    private static int dimmed(int colour) {
        int dim = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            dim |= (int) (((colour >> shift) & 0xFF) * DIMMED) << shift;
        }
        return dim;
    }

    /// An ellipse from joint to joint.
    private void limb(Point from, Point to, int colour) {
        int middleX = (int) ((from.x() + to.x()) / 2);
        int middleY = (int) ((from.y() + to.y()) / 2);
        int reach = (int) (Math.hypot(from.x() - to.x(), from.y() - to.y()) / 2);
        double angle = Math.toRadians((int) Math.toDegrees(Math.atan2(from.y() - to.y(), from.x() - to.x())));
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double longest = reach + 0.5;
        double shortest = STICK + 0.5;
        int most = Math.max(reach, STICK) + 1;
        for (int y = Math.max(area.top(), middleY - most); y < Math.min(area.bottom(), middleY + most + 1); y++) {
            for (int x = Math.max(area.left(), middleX - most); x < Math.min(area.right(), middleX + most + 1); x++) {
                double along = ((x - middleX) * cosine + (y - middleY) * sine) / longest;
                double beside = ((y - middleY) * cosine - (x - middleX) * sine) / shortest;
                if (along * along + beside * beside <= 1) {
                    set(x, y, colour);
                }
            }
        }
    }

    private void set(int x, int y, int colour) {
        argb[(y - area.top()) * area.width() + x - area.left()] = BLACK | colour;
    }

    /// OpenCV's filled circle.
    private void dot(int middleX, int middleY, int radius, int colour) {
        int left = Math.max(area.left(), middleX - radius);
        int right = Math.min(area.right(), middleX + radius + 1);
        for (int y = Math.max(area.top(), middleY - radius); y < Math.min(area.bottom(), middleY + radius + 1); y++) {
            for (int x = left; x < right; x++) {
                int dx = x - middleX;
                int dy = y - middleY;
                if (dx * dx + dy * dy <= radius * radius) {
                    set(x, y, colour);
                }
            }
        }
    }
}
