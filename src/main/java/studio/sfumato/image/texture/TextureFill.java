package studio.sfumato.image.texture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Infill;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// Fills what a mask covers with texture of the rest: every 7×7 patch that reaches into the hole is like one outside
/// it.
/// Wexler, Shechtman and Irani 2007, "Space-Time Completion of Video", §3 and §4: from coarse to fine, nearest
/// patches and weighted votes in turn; the nearest patches by Barnes et al. 2009, "PatchMatch".
///
/// Equal pictures, masks and seeds give equal pictures. A hole of 328 thousand pixels in a picture of 768×768 takes
/// about a second.
public final class TextureFill {
    private static final int ALL = 255;

    /// A smaller picture, or one with less to look at, is too small to be made smaller.
    private static final int LEAST_SIDE = 24;

    private static final int LEAST_SOURCES = 32;

    /// How often the coarsest level may compare one patch of the hole with one outside it.
    private static final long MOST_COMPARED = 6_000_000;

    private TextureFill() {}

    /// {@return `picture`, filled; where the mask is 0 it is as it was, and grey is mixed}
    ///
    /// What is transparent in the picture and not to be filled stays, and is no source of texture.
    /// Where a picture is too small for patches, the colours around are blurred into the hole instead.
    ///
    /// @param mask of the picture's size; what it covers comes back opaque
    /// @throws RequestException if nothing is left of the picture to take texture from
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public static Raster of(Raster picture, Mask mask, long seed, CancellationToken token) {
        return of(picture, mask, seed, token, _ -> {});
    }

    /// The same, telling how far it is.
    ///
    /// @param progress hears the share that is done, 0…1, on this thread
    /// @throws RequestException if nothing is left of the picture to take texture from
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public static Raster of(Raster picture, Mask mask, long seed, CancellationToken token, DoubleConsumer progress) {
        token.throwIfCancelled();
        if (mask.isEmpty()) {
            return picture;
        }
        Level finest = Level.of(picture, mask);
        if (!finest.hasSources()) {
            throw new RequestException(
                    "nothing is left of the picture to continue: all of it is masked or transparent",
                    "Leave a part of the picture outside the mask.",
                    null);
        }
        List<Level> levels = new ArrayList<>(List.of(finest));
        while (levels.getLast().compared() > MOST_COMPARED && levels.getLast().shortest() >= 2 * LEAST_SIDE) {
            Level half = levels.getLast().halved();
            if (half.patches() < LEAST_SOURCES) {
                break;
            }
            levels.add(half);
        }
        if (levels.getLast().patches() == 0) {
            return mixed(picture, Infill.of(opaque(picture), mask).toArgb(), mask);
        }
        Effort effort = new Effort(token, progress);
        effort.expect(levels.getLast().compared());
        for (int i = 0; i < levels.size(); i++) {
            effort.expect(Nearest.effort(levels.get(i), i == levels.size() - 1, rounds(i)));
        }
        Nearest found = Nearest.peeled(levels.getLast(), seed, effort);
        for (int i = levels.size() - 1; i >= 0; i--) {
            found = i == levels.size() - 1 ? found : found.finer(levels.get(i), effort);
            for (int round = rounds(i); round > 0; round--) {
                found.search(i == levels.size() - 1, effort);
                found.vote(effort);
            }
        }
        return mixed(picture, finest.toArgb(), mask);
    }

    /// The finer a level, the nearer it is to its end already, and the longer it takes.
    private static int rounds(int level) {
        return switch (level) {
            case 0 -> 1;
            case 1 -> 2;
            default -> 4;
        };
    }

    private static Raster opaque(Raster picture) {
        return Raster.opaque(picture.width(), picture.height(), picture.toArgb());
    }

    private static Raster mixed(Raster picture, int[] filled, Mask mask) {
        int width = picture.width();
        int[] argb = picture.toArgb();
        for (int i = 0; i < argb.length; i++) {
            int share = mask.at(i % width, i / width);
            if (share == ALL || (share > 0 && argb[i] >>> 24 != ALL)) {
                argb[i] = filled[i] | 0xFF000000;
            } else if (share > 0) {
                int out = 0xFF;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int sum = ((argb[i] >> shift) & 0xFF) * (ALL - share) + ((filled[i] >> shift) & 0xFF) * share;
                    out = (out << 8) | (sum + ALL / 2) / ALL;
                }
                argb[i] = out;
            }
        }
        return picture.hasAlpha()
                ? Raster.translucent(width, picture.height(), argb)
                : Raster.opaque(width, picture.height(), argb);
    }
}
