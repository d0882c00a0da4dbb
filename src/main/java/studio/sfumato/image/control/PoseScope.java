package studio.sfumato.image.control;

/// What of people a map of their pose shows; the preprocessors of A1111's extension are named after it.
public enum PoseScope {
    /// The joints: `openpose`.
    BODY,
    /// Joints and hands: `openpose_hand`.
    HANDS,
    /// Joints and face: `openpose_face`.
    FACE,
    /// The face alone: `openpose_faceonly`.
    FACE_ONLY,
    /// All of it: `openpose_full`.
    FULL;

    /// {@return whether it shows joints}
    public boolean body() {
        return this != FACE_ONLY;
    }

    /// {@return whether it shows more than joints}
    public boolean details() {
        return this != BODY;
    }

    /// {@return whether it shows a part}
    public boolean shows(PosePart part) {
        return switch (part) {
            case LEFT_HAND, RIGHT_HAND -> this == HANDS || this == FULL;
            case FACE -> this == FACE || this == FACE_ONLY || this == FULL;
        };
    }
}
