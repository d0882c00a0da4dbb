package studio.sfumato.canvas.select;

import java.util.function.UnaryOperator;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.RequestException;

/// Changes what is covered as a whole. What is outside the document counts as what is at its nearest
/// edge: a mask that goes to the edge stays there when it is shrunk or feathered.
public sealed interface Reshape {
    /// The most pixels to grow, shrink or feather by.
    int FARTHEST = 500;

    /// {@return `coverage`, changed}
    ///
    /// @param within the document's area; nothing outside of it is covered afterwards
    Surface of(Surface coverage, Area within);

    /// Covers what is not, and the other way round.
    record Invert() implements Reshape {
        @Override
        public Surface of(Surface coverage, Area within) {
            return coverage.clipped(within).combined(Surface.EMPTY, within, (pixel, _) -> (255 - (pixel >>> 24)) << 24);
        }
    }

    /// Adds what is nearer than so many pixels.
    record Grow(int pixels) implements Reshape {
        /// Refuses a distance that is none.
        public Grow {
            check("grow", pixels);
        }

        @Override
        public Surface of(Surface coverage, Area within) {
            return changed(coverage, pixels, within, plane -> Disc.grown(plane, pixels));
        }
    }

    /// Takes away what is nearer to the edge than so many pixels.
    record Shrink(int pixels) implements Reshape {
        /// Refuses a distance that is none.
        public Shrink {
            check("shrink", pixels);
        }

        @Override
        public Surface of(Surface coverage, Area within) {
            return changed(coverage, pixels, within, plane -> Disc.shrunk(plane, pixels));
        }
    }

    /// Makes the edge soft: over about so many pixels on each side it goes from covered to not.
    record Feather(int pixels) implements Reshape {
        /// Refuses a distance that is none.
        public Feather {
            check("feather", pixels);
        }

        @Override
        public Surface of(Surface coverage, Area within) {
            return changed(coverage, 2 * pixels + 2, within, plane -> Softening.of(plane, pixels));
        }
    }

    /// @param reach how far beyond what is covered there may be a change
    private static Surface changed(Surface coverage, int reach, Area within, UnaryOperator<Plane> change) {
        Area area = coverage.content().grown(reach).intersect(within);
        return area.isEmpty()
                ? Surface.EMPTY
                : change.apply(Plane.of(coverage, area)).surface();
    }

    private static void check(String what, int pixels) {
        if (pixels < 1 || pixels > FARTHEST) {
            throw new RequestException(what + " must be between 1 and " + FARTHEST + " pixels, not " + pixels);
        }
    }
}
