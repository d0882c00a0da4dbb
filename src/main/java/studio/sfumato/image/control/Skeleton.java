package studio.sfumato.image.control;

import java.util.List;
import java.util.Optional;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;

/// Draws skeletons as OpenPose's ControlNets saw them when they were trained: `draw_bodypose` of their author.
final class Skeleton {
    private static final int STICK = 4;
    private static final int DOT = 4;
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

    private final int width;
    private final int height;
    private final int[] argb;

    private Skeleton(int width, int height) {
        this.width = width;
        this.height = height;
        argb = new int[width * height];
    }

    static Raster draw(Pose pose, int width, int height) {
        Skeleton canvas = new Skeleton(width, height);
        double across = (double) width / pose.width();
        double down = (double) height / pose.height();
        for (Person person : pose.people()) {
            List<Optional<Point>> joints = person.joints().stream()
                    .map(joint -> joint.map(at -> new Point(at.x() * across, at.y() * down)))
                    .toList();
            for (int i = 0; i < LIMBS.length; i++) {
                Optional<Point> from = joints.get(LIMBS[i][0]);
                Optional<Point> to = joints.get(LIMBS[i][1]);
                if (from.isPresent() && to.isPresent()) {
                    canvas.limb(from.get(), to.get(), dimmed(COLOURS[i]));
                }
            }
        }
        for (Person person : pose.people()) {
            for (int i = 0; i < Pose.JOINTS; i++) {
                int colour = COLOURS[i];
                person.joints()
                        .get(i)
                        .ifPresent(at -> canvas.dot((int) (at.x() * across), (int) (at.y() * down), colour));
            }
        }
        return Raster.opaque(width, height, canvas.argb);
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
        for (int y = Math.max(0, middleY - most); y <= Math.min(height - 1, middleY + most); y++) {
            for (int x = Math.max(0, middleX - most); x <= Math.min(width - 1, middleX + most); x++) {
                double along = ((x - middleX) * cosine + (y - middleY) * sine) / longest;
                double beside = ((y - middleY) * cosine - (x - middleX) * sine) / shortest;
                if (along * along + beside * beside <= 1) {
                    argb[y * width + x] = colour;
                }
            }
        }
    }

    /// OpenCV's filled circle of radius 4.
    private void dot(int middleX, int middleY, int colour) {
        for (int y = Math.max(0, middleY - DOT); y <= Math.min(height - 1, middleY + DOT); y++) {
            for (int x = Math.max(0, middleX - DOT); x <= Math.min(width - 1, middleX + DOT); x++) {
                int dx = x - middleX;
                int dy = y - middleY;
                if (dx * dx + dy * dy <= DOT * DOT + 1) {
                    argb[y * width + x] = colour;
                }
            }
        }
    }
}
