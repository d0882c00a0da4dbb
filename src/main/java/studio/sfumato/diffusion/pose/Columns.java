package studio.sfumato.diffusion.pose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.InferenceException;
import studio.sfumato.image.control.Pose.Joint;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.image.control.Pose.Point;
import studio.sfumato.image.control.PosePart;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// One person's joints from how likely each column and each row is: where both are likeliest (Li et al. 2022, section
/// 3.2), brought into OpenPose's order; the neck is between the shoulders. Where there are the 133 of COCO-WholeBody
/// (Jin et al. 2020, section 3.1), body, feet, face and hands in this order, hands and face are seen as well, and the
/// pupils that OpenPose's face has are the body's eyes, as in A1111's extension.
final class Columns {
    private static final double LEAST = 0.3;
    private static final int LEFT_SHOULDER = 5;
    private static final int RIGHT_SHOULDER = 6;
    private static final int NECK = -1;
    private static final int FIRST_OF_FACE = 23;
    private static final int FIRST_OF_LEFT_HAND = 91;
    private static final int FIRST_OF_RIGHT_HAND = 112;

    /// COCO's joint for each of OpenPose's.
    private static final int[] COCO = {0, NECK, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3};

    private Columns() {}

    /// {@return the person; empty if no joint is seen}
    ///
    /// @param across [1, joints, columns]
    /// @param down [1, joints, rows]
    /// @param crop what the network saw of the picture
    /// @throws InferenceException if there are too few joints
    static Optional<Person> person(Tensor across, Tensor down, Crop crop) {
        int joints = joints(across);
        if (joints(down) != joints || joints < PoseForm.COCO_JOINTS) {
            throw new InferenceException("the network that sees joints gives columns of " + across.shape()
                    + " and rows of " + down.shape() + ", not those of " + PoseForm.COCO_JOINTS + " joints or more");
        }
        float[] columns = across.toArray();
        float[] rows = down.toArray();
        int width = across.shape().at(-1);
        int height = down.shape().at(-1);
        boolean whole = joints >= PoseForm.WHOLE_BODY;
        List<Optional<Point>> coco = new ArrayList<>();
        for (int joint = 0; joint < (whole ? PoseForm.WHOLE_BODY : PoseForm.COCO_JOINTS); joint++) {
            int x = best(columns, joint * width, width);
            int y = best(rows, joint * height, height);
            boolean sure = Math.min(columns[joint * width + x], rows[joint * height + y]) >= LEAST;
            // half columns of the crop, whose own pixels are so many of the picture
            double right = crop.left() + (double) x / width * crop.width() * crop.scaleX();
            double below = crop.top() + (double) y / height * crop.height() * crop.scaleY();
            coco.add(sure ? Optional.of(new Point(right, below)) : Optional.empty());
        }
        List<Optional<Point>> ours = new ArrayList<>();
        for (int joint : COCO) {
            ours.add(joint == NECK ? between(coco.get(LEFT_SHOULDER), coco.get(RIGHT_SHOULDER)) : coco.get(joint));
        }
        Person person = new Person(ours, whole ? parts(coco, ours) : Map.of());
        return person.isHidden() ? Optional.empty() : Optional.of(person);
    }

    private static Map<PosePart, List<Optional<Point>>> parts(List<Optional<Point>> coco, List<Optional<Point>> ours) {
        List<Optional<Point>> landmarks = coco.subList(FIRST_OF_FACE, FIRST_OF_LEFT_HAND);
        List<Optional<Point>> face = new ArrayList<>();
        if (landmarks.stream().anyMatch(Optional::isPresent)) {
            face.addAll(landmarks);
            face.add(ours.get(Joint.RIGHT_EYE.number()));
            face.add(ours.get(Joint.LEFT_EYE.number()));
        } else {
            face.addAll(Collections.nCopies(PosePart.FACE.points(), Optional.empty()));
        }
        return Map.of(
                PosePart.FACE, face,
                PosePart.LEFT_HAND, coco.subList(FIRST_OF_LEFT_HAND, FIRST_OF_RIGHT_HAND),
                PosePart.RIGHT_HAND, coco.subList(FIRST_OF_RIGHT_HAND, PoseForm.WHOLE_BODY));
    }

    private static int joints(Tensor given) {
        Shape shape = given.shape();
        return shape.rank() == 3 && shape.at(0) == 1 && shape.at(2) > 0 ? shape.at(1) : 0;
    }

    private static Optional<Point> between(Optional<Point> one, Optional<Point> other) {
        return one.flatMap(a -> other.map(b -> new Point((a.x() + b.x()) / 2, (a.y() + b.y()) / 2)));
    }

    private static int best(float[] values, int start, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = values[start + i] > values[start + best] ? i : best;
        }
        return best;
    }
}
