package studio.sfumato.diffusion.control;

import java.util.List;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;

/// The kinds of picture that a ControlNet Union follows, in its author's order: six, and two more in its later one.
public enum UnionKind {
    /// Skeletons.
    POSE,
    /// How near everything is.
    DEPTH,
    /// Wide and soft lines.
    THICK_LINES,
    /// Thin lines.
    THIN_LINES,
    /// Which way surfaces face.
    NORMAL,
    /// Areas by what they show.
    SEGMENTATION,
    /// The picture, for finer details.
    TILE;

    /// {@return ones and zeros that tell a network of so many kinds of a type}
    ///
    /// @throws RequestException if it does not follow such pictures
    public static float[] told(ControlType type, int kinds, String model) {
        UnionKind kind = switch (type) {
            case OPENPOSE, OPENPOSE_HAND, OPENPOSE_FACE, OPENPOSE_FACE_ONLY, OPENPOSE_FULL -> POSE;
            case DEPTH -> DEPTH;
            case SCRIBBLE, SOFT_EDGE -> THICK_LINES;
            case CANNY, LINEART, INVERT -> THIN_LINES;
            case NORMAL -> NORMAL;
            case SEGMENTATION -> SEGMENTATION;
            case TILE -> TILE;
            case NONE, INPAINT, SHUFFLE ->
                throw new RequestException(
                        model + " must be told what kind of map it follows, and '" + type.label()
                                + "' is none that it knows",
                        "Name the kind of the map, such as canny, depth or openpose, with map= where it is"
                                + " there already.",
                        null);
        };
        int number = List.of(values()).indexOf(kind);
        if (number >= kinds) {
            throw new RequestException(
                    model + " does not follow maps of the kind " + type.label(),
                    "Its later version (ProMax) does.",
                    null);
        }
        float[] told = new float[kinds];
        told[number] = 1;
        return told;
    }
}
