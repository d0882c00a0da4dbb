package studio.sfumato.image.texture;

import java.util.Arrays;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// A picture in one of its sizes, with a hole in it. The colours in the hole change.
final class Level {
    /// How far a patch reaches from its middle.
    static final int REACH = 3;

    static final int COLOURS = 3;
    private static final int OPAQUE = 255;
    private static final int WHITE = 0xFFFFFF;

    final int width;
    final int height;

    /// Rows top down, each pixel red, green, blue.
    final byte[] colours;

    /// What is filled.
    final boolean[] hole;

    /// What texture may come from.
    private final boolean[] known;

    /// How far a patch reaches here: less than [#REACH] in a picture that is smaller.
    final int reach;

    /// Whether all of the patch around a pixel is known.
    final boolean[] source;

    /// Whether the patch around a pixel reaches into the hole.
    final boolean[] target;

    private final int patches;

    private Level(int width, int height, byte[] colours, boolean[] hole, boolean[] known) {
        this.width = width;
        this.height = height;
        this.colours = colours;
        this.hole = hole;
        this.known = known;
        boolean[] whole = {};
        int counted = 0;
        int far = Math.min(REACH, (Math.min(width, height) - 1) / 2);
        for (; far > 0 && counted == 0; far--) {
            whole = around(known, far, true);
            counted = count(whole);
        }
        reach = far + 1;
        source = whole;
        patches = counted;
        target = around(hole, reach, false);
    }

    /// {@return the finest level}
    static Level of(Raster picture, Mask mask) {
        int width = picture.width();
        int pixels = width * picture.height();
        byte[] colours = new byte[Math.multiplyExact(COLOURS, pixels)];
        boolean[] hole = new boolean[pixels];
        boolean[] known = new boolean[pixels];
        for (int i = 0; i < pixels; i++) {
            int argb = picture.argb(i % width, i / width);
            hole[i] = mask.at(i % width, i / width) > 0;
            known[i] = !hole[i] && argb >>> 24 == OPAQUE;
            int rgb = argb >>> 24 == OPAQUE ? argb : WHITE;
            for (int c = 0; c < COLOURS; c++) {
                colours[COLOURS * i + c] = (byte) (rgb >> (16 - 8 * c));
            }
        }
        return new Level(width, picture.height(), colours, hole, known);
    }

    /// {@return where all, or any, of the patch around a pixel is marked; nothing where it reaches beyond the picture}
    private boolean[] around(boolean[] marked, int far, boolean all) {
        int[] sums = new int[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            int line = 0;
            for (int x = 0; x < width; x++) {
                line += marked[y * width + x] ? 1 : 0;
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + line;
            }
        }
        int side = 2 * far + 1;
        boolean[] out = new boolean[marked.length];
        for (int y = far; y < height - far; y++) {
            for (int x = far; x < width - far; x++) {
                int top = (y - far) * (width + 1) + x - far;
                int bottom = top + side * (width + 1);
                int sum = sums[bottom + side] - sums[bottom] - sums[top + side] + sums[top];
                out[y * width + x] = all ? sum == side * side : sum > 0;
            }
        }
        return out;
    }

    static int count(boolean[] marked) {
        int count = 0;
        for (boolean each : marked) {
            count += each ? 1 : 0;
        }
        return count;
    }

    /// {@return whether anything is known}
    boolean hasSources() {
        return count(known) > 0;
    }

    /// {@return how many patches are wholly known}
    int patches() {
        return patches;
    }

    int shortest() {
        return Math.min(width, height);
    }

    /// {@return how often it takes to compare each patch of the hole with each outside it}
    long compared() {
        return (long) count(hole) * patches;
    }

    /// {@return the same at half the size}; a pixel is in the hole if any of its four is
    Level halved() {
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        byte[] means = new byte[COLOURS * w * h];
        boolean[] holes = new boolean[w * h];
        boolean[] knowns = new boolean[w * h];
        Arrays.fill(knowns, true);
        for (int i = 0; i < holes.length; i++) {
            int[] sums = new int[COLOURS];
            for (int k = 0; k < 4; k++) {
                int y = Math.min(2 * (i / w) + k / 2, height - 1);
                int x = Math.min(2 * (i % w) + k % 2, width - 1);
                int from = y * width + x;
                holes[i] |= hole[from];
                knowns[i] &= known[from];
                for (int c = 0; c < COLOURS; c++) {
                    sums[c] += colours[COLOURS * from + c] & 0xFF;
                }
            }
            for (int c = 0; c < COLOURS; c++) {
                means[COLOURS * i + c] = (byte) ((sums[c] + 2) / 4);
            }
        }
        return new Level(w, h, means, holes, knowns);
    }

    /// {@return how far each pixel is from the nearest outside the hole, in steps along rows and columns}
    int[] depth() {
        int[] far = new int[hole.length];
        int most = width + height;
        for (int i = 0; i < far.length; i++) {
            int left = i % width == 0 ? most : far[i - 1];
            int above = i < width ? most : far[i - width];
            far[i] = hole[i] ? Math.min(most, Math.min(left, above) + 1) : 0;
        }
        for (int i = far.length - 1; i >= 0; i--) {
            int right = i % width == width - 1 ? most : far[i + 1];
            int below = i >= far.length - width ? most : far[i + width];
            far[i] = Math.min(far[i], Math.min(right, below) + 1);
        }
        return far;
    }

    /// {@return the middle of the patch nearest to a pixel's own that is within the picture}
    int middle(int pixel) {
        int x = Math.clamp(pixel % width, reach, width - 1 - reach);
        int y = Math.clamp(pixel / width, reach, height - 1 - reach);
        return y * width + x;
    }

    /// {@return how much two patches differ; `limit` or more once that is sure}
    int difference(int a, int b, int limit) {
        int sum = 0;
        int run = COLOURS * (2 * reach + 1);
        for (int dy = -reach; dy <= reach; dy++) {
            int from = COLOURS * (a + dy * width - reach);
            int to = COLOURS * (b + dy * width - reach);
            for (int k = 0; k < run; k++) {
                int d = (colours[from + k] & 0xFF) - (colours[to + k] & 0xFF);
                sum += d * d;
            }
            if (sum >= limit) {
                return sum;
            }
        }
        return sum;
    }

    /// {@return the pixels as 0xRRGGBB}
    int[] toArgb() {
        int[] out = new int[hole.length];
        for (int i = 0; i < out.length; i++) {
            int at = COLOURS * i;
            out[i] = (colours[at] & 0xFF) << 16 | (colours[at + 1] & 0xFF) << 8 | (colours[at + 2] & 0xFF);
        }
        return out;
    }
}
