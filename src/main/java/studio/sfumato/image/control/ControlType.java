package studio.sfumato.image.control;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;

/// What of a picture guides another, and how its map is made.
public enum ControlType {
    /// The picture as it is: for maps that are there already.
    NONE(Making.AS_IT_IS, "none"),
    /// Edges one pixel wide.
    CANNY(Making.COMPUTED, "canny"),
    /// Thick strokes.
    SCRIBBLE(Making.COMPUTED, "scribble", "scribble_xdog", "sketch"),
    /// Lines of a pen.
    LINEART(Making.COMPUTED, "lineart", "lineart_standard (from white bg & black line)", "lineart_standard"),
    /// Soft edges.
    SOFT_EDGE(Making.COMPUTED, "softedge", "softedge_classical", "hed", "softedge_hed", "soft_edge"),
    /// A drawing on white, which becomes one on black.
    INVERT(Making.COMPUTED, "invert", "invert (from white bg & black line)"),
    /// How near everything is; a network tells.
    DEPTH(Making.BY_NETWORK, "depth", "depth_midas", "depth_anything", "depth_anything_v2", "midas"),
    /// Which way surfaces face, from a depth map.
    NORMAL(Making.BY_NETWORK, "normal", "normal_midas", "normalbae", "normal_bae"),
    /// Skeletons of people.
    OPENPOSE(Making.DRAWN, "openpose", "pose"),
    /// Skeletons and hands.
    OPENPOSE_HAND(Making.DRAWN, "openpose_hand"),
    /// Skeletons and faces.
    OPENPOSE_FACE(Making.DRAWN, "openpose_face"),
    /// Faces alone.
    OPENPOSE_FACE_ONLY(Making.DRAWN, "openpose_faceonly"),
    /// Skeletons, hands and faces.
    OPENPOSE_FULL(Making.DRAWN, "openpose_full", "dw_openpose_full"),
    /// Areas in the colours of what they show.
    SEGMENTATION(Making.AS_IT_IS, "segmentation", "seg", "seg_ofade20k"),
    /// The picture, for finer details.
    TILE(Making.COMPUTED, "tile", "tile_resample"),
    /// The picture without what is painted anew.
    INPAINT(Making.AS_IT_IS, "inpaint", "inpaint_only"),
    /// The picture's colours and shapes without their places.
    SHUFFLE(Making.AS_IT_IS, "shuffle");

    /// What a map is made by.
    public enum Making {
        /// The picture is the map.
        AS_IT_IS,
        /// Arithmetic.
        COMPUTED,
        /// A network in a file of its own.
        BY_NETWORK,
        /// A drawing of a pose.
        DRAWN
    }

    /// Black lines and what else is drawn on white.
    private static final int WHITE = 0xFFFFFF;

    private final Making making;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> names;

    ControlType(Making making, String... names) {
        this.making = making;
        this.names = List.of(names);
    }

    /// {@return what its map is made by}
    public Making making() {
        return making;
    }

    /// {@return its name}
    public String label() {
        return names.getFirst();
    }

    /// {@return what A1111's extension calls what makes such a map}
    public String module() {
        return switch (this) {
            case SCRIBBLE, LINEART, SOFT_EDGE, INVERT, NORMAL, TILE, INPAINT -> names.get(1);
            case DEPTH -> "depth_midas";
            case NONE,
                    CANNY,
                    OPENPOSE,
                    OPENPOSE_HAND,
                    OPENPOSE_FACE,
                    OPENPOSE_FACE_ONLY,
                    OPENPOSE_FULL,
                    SEGMENTATION,
                    SHUFFLE -> label();
        };
    }

    /// {@return what of people it shows; all of it where it is made otherwise than by drawing a pose}
    public PoseScope people() {
        return switch (this) {
            case OPENPOSE -> PoseScope.BODY;
            case OPENPOSE_HAND -> PoseScope.HANDS;
            case OPENPOSE_FACE -> PoseScope.FACE;
            case OPENPOSE_FACE_ONLY -> PoseScope.FACE_ONLY;
            case OPENPOSE_FULL,
                    NONE,
                    CANNY,
                    SCRIBBLE,
                    LINEART,
                    SOFT_EDGE,
                    INVERT,
                    DEPTH,
                    NORMAL,
                    SEGMENTATION,
                    TILE,
                    INPAINT,
                    SHUFFLE -> PoseScope.FULL;
        };
    }

    /// {@return the type of this name, whatever its case}
    ///
    /// @throws RequestException if there is none
    public static ControlType get(String name) {
        String lower = name.toLowerCase(Locale.ROOT).strip();
        return Arrays.stream(values())
                .filter(type -> type.names.contains(lower))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> all =
                            Stream.of(values()).map(ControlType::label).toList();
                    List<String> near = Suggestions.nearest(lower, all);
                    return new RequestException(
                            "there is no control type '" + name + "'",
                            near.isEmpty()
                                    ? "There are: " + String.join(", ", all) + "."
                                    : "Did you mean " + String.join(" or ", near) + "?",
                            null);
                });
    }

    /// {@return the settings to begin with}
    public MapSettings settings() {
        return switch (this) {
            case CANNY -> new MapSettings(100, 200);
            case SCRIBBLE -> new MapSettings(32, 0);
            case TILE -> new MapSettings(1, 0);
            case NONE,
                    LINEART,
                    SOFT_EDGE,
                    INVERT,
                    DEPTH,
                    NORMAL,
                    OPENPOSE,
                    OPENPOSE_HAND,
                    OPENPOSE_FACE,
                    OPENPOSE_FACE_ONLY,
                    OPENPOSE_FULL,
                    SEGMENTATION,
                    INPAINT,
                    SHUFFLE -> MapSettings.NONE;
        };
    }

    /// {@return how many of the settings count: the first of them, or both}
    public int thresholds() {
        return switch (this) {
            case CANNY -> 2;
            case SCRIBBLE, TILE -> 1;
            case NONE,
                    LINEART,
                    SOFT_EDGE,
                    INVERT,
                    DEPTH,
                    NORMAL,
                    OPENPOSE,
                    OPENPOSE_HAND,
                    OPENPOSE_FACE,
                    OPENPOSE_FACE_ONLY,
                    OPENPOSE_FULL,
                    SEGMENTATION,
                    INPAINT,
                    SHUFFLE -> 0;
        };
    }

    /// {@return the map of `picture`, of its size}; of [#NORMAL] `picture` is a depth map, and where the picture is the
    /// map, or becomes it only by a network or as a drawing, it is returned as it is
    public Raster map(Raster picture, MapSettings settings) {
        return switch (this) {
            case CANNY -> Canny.of(picture, (int) settings.low(), (int) settings.high());
            case SCRIBBLE -> Lines.scribble(picture, (int) settings.low());
            case LINEART -> Lines.drawn(picture);
            case SOFT_EDGE -> Lines.soft(picture);
            case INVERT -> inverted(picture);
            case NORMAL -> Surface.facing(picture);
            case TILE -> coarser(picture, settings.low());
            case NONE,
                    DEPTH,
                    OPENPOSE,
                    OPENPOSE_HAND,
                    OPENPOSE_FACE,
                    OPENPOSE_FACE_ONLY,
                    OPENPOSE_FULL,
                    SEGMENTATION,
                    INPAINT,
                    SHUFFLE -> picture;
        };
    }

    private static Raster inverted(Raster picture) {
        int[] argb = picture.toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] ^= WHITE;
        }
        return Raster.opaque(picture.width(), picture.height(), argb);
    }

    private static Raster coarser(Raster picture, double rate) {
        if (rate <= 1) {
            return picture;
        }
        int width = (int) Math.max(1, Math.rint(picture.width() / rate));
        int height = (int) Math.max(1, Math.rint(picture.height() / rate));
        Raster small = Resampler.BOX.resize(picture, width, height);
        return Resampler.LANCZOS.resize(small, picture.width(), picture.height());
    }
}
