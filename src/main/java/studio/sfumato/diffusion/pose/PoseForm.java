package studio.sfumato.diffusion.pose;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.weights.OnnxFile;

/// What a network in an ONNX file says about people in a picture, told from what goes in and what comes out.
public enum PoseForm {
    /// For each joint where it may be, and for each limb which way it goes: OpenPose's body network (Cao et al. 2017,
    /// arXiv:1611.08050), outputs of 38 and 19 channels.
    FIELDS,
    /// For each joint of one person how likely each column and each row is: SimCC (Li et al. 2022, arXiv:2107.03332),
    /// as
    /// RTMPose and DWPose have it; `simcc_x` and `simcc_y` of [1, joints, columns or rows].
    JOINTS,
    /// Where people are: YOLOX (Ge et al. 2021, arXiv:2107.08430) trained on COCO, one output of 85 numbers a place.
    PEOPLE;

    /// What each place of YOLOX says: a frame, how sure it is and COCO's classes.
    static final int YOLOX_NUMBERS = 85;

    static final int LIMB_CHANNELS = 38;
    static final int JOINT_CHANNELS = 19;

    /// The joints that COCO's people have; whole bodies begin with them.
    static final int COCO_JOINTS = 17;

    /// The points of whole bodies: COCO's joints, six of the feet, 68 of the face and 21 of either hand.
    static final int WHOLE_BODY = 133;

    /// How many points networks of the same kind see of a hand or of a face alone.
    private static final Set<Integer> NO_BODIES = Set.of(21, 68, 98, 106);

    /// {@return what a file says about people; empty if it is none of these}
    public static Optional<PoseForm> of(OnnxFile file) {
        List<OnnxFile.Port> inputs = file.inputs();
        if (inputs.size() != 1
                || inputs.getFirst().dims().size() != 4
                || inputs.getFirst().dim(1).orElse(3) != 3) {
            return Optional.empty();
        }
        List<OnnxFile.Port> outputs = file.outputs();
        boolean sized =
                inputs.getFirst().dim(2).isPresent() && inputs.getFirst().dim(3).isPresent();
        if (outputs.size() == 1) {
            OnnxFile.Port output = outputs.getFirst();
            boolean frames = output.dims().size() == 3 && output.dim(2).orElse(0) == YOLOX_NUMBERS;
            return frames && sized ? Optional.of(PEOPLE) : Optional.empty();
        }
        if (outputs.size() != 2) {
            return Optional.empty();
        }
        if (with(outputs, LIMB_CHANNELS).isPresent()
                && with(outputs, JOINT_CHANNELS).isPresent()) {
            return Optional.of(FIELDS);
        }
        boolean joints = outputs.stream()
                .allMatch(output -> output.dims().size() == 3
                        && output.dim(1).orElse(0) >= COCO_JOINTS
                        && !NO_BODIES.contains(output.dim(1).orElse(0).intValue()));
        return joints && sized ? Optional.of(JOINTS) : Optional.empty();
    }

    /// {@return whether a file sees hands and faces as well: one of form [#JOINTS] for all the points of COCO-WholeBody
    /// (Jin et al. 2020, arXiv:2007.11858)}
    public static boolean sees(OnnxFile file) {
        return of(file).filter(JOINTS::equals).isPresent()
                && file.outputs().getFirst().dim(1).orElse(0) >= WHOLE_BODY;
    }

    /// {@return the output of four dimensions with so many channels}
    static Optional<OnnxFile.Port> with(List<OnnxFile.Port> outputs, int channels) {
        return outputs.stream()
                .filter(output -> output.dims().size() == 4 && output.dim(1).orElse(0) == channels)
                .findFirst();
    }
}
