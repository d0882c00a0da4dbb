package studio.sfumato.canvas.select;

import studio.sfumato.canvas.Surface;

/// How what a tool covers goes together with what is covered already. Each is the same when done twice.
public enum Combine {
    /// Only the new.
    REPLACE,
    /// Both.
    ADD,
    /// What was, without the new.
    SUBTRACT,
    /// What both cover.
    INTERSECT;

    /// {@return both together}
    public Surface of(Surface before, Surface with) {
        return switch (this) {
            case REPLACE -> with;
            case ADD -> before.combined(with, with.bounds(), Combine::stronger);
            case SUBTRACT -> before.combined(with, before.bounds().intersect(with.bounds()), Combine::less);
            case INTERSECT ->
                before.combined(with, before.bounds(), (one, other) -> alpha(Math.min(one >>> 24, other >>> 24)));
        };
    }

    /// {@return the pixel of a coverage of which the stronger of two counts}
    public static int stronger(int one, int other) {
        return alpha(Math.max(one >>> 24, other >>> 24));
    }

    private static int less(int from, int what) {
        return alpha(Math.min(from >>> 24, 255 - (what >>> 24)));
    }

    private static int alpha(int value) {
        return value << 24;
    }
}
