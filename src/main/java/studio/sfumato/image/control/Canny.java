package studio.sfumato.image.control;

import java.util.ArrayDeque;
import java.util.Deque;
import studio.sfumato.image.Raster;

/// Edges one pixel wide: Canny 1986, "A computational approach to edge detection", as OpenCV's `Canny` computes it for
/// a colour picture with a 3×3 Sobel operator and the sum of both gradients for their length.
final class Canny {
    /// tan 22.5° with 15 binary digits.
    private static final int TANGENT = 13573;

    private static final int BITS = 15;

    private static final byte PERHAPS = 1;
    private static final byte EDGE = 2;

    private final int width;
    private final int height;
    private final int[] dx;
    private final int[] dy;
    /// The gradients' lengths, with a border of zeros.
    private final int[] length;

    private Canny(Raster picture) {
        width = picture.width();
        height = picture.height();
        dx = new int[width * height];
        dy = new int[width * height];
        length = new int[(width + 2) * (height + 2)];
        int[] argb = picture.toArgb();
        for (int shift = 16; shift >= 0; shift -= 8) {
            gradients(argb, shift);
        }
    }

    /// {@return the edges of `picture`, white on black}
    ///
    /// @param low a gradient above this is an edge if it is joined to one above `high`
    static Raster of(Raster picture, int low, int high) {
        Canny canny = new Canny(picture);
        byte[] kinds = canny.edges(Math.min(low, high), Math.max(low, high));
        return Channels.grey(canny.width, canny.height, i -> kinds[i] == EDGE ? 255 : 0);
    }

    /// Of the three colours the steepest counts.
    private void gradients(int[] argb, int shift) {
        for (int y = 0; y < height; y++) {
            int above = Math.max(0, y - 1) * width;
            int here = y * width;
            int below = Math.min(height - 1, y + 1) * width;
            for (int x = 0; x < width; x++) {
                int left = Math.max(0, x - 1);
                int right = Math.min(width - 1, x + 1);
                int nw = (argb[above + left] >> shift) & 0xFF;
                int n = (argb[above + x] >> shift) & 0xFF;
                int ne = (argb[above + right] >> shift) & 0xFF;
                int w = (argb[here + left] >> shift) & 0xFF;
                int e = (argb[here + right] >> shift) & 0xFF;
                int sw = (argb[below + left] >> shift) & 0xFF;
                int s = (argb[below + x] >> shift) & 0xFF;
                int se = (argb[below + right] >> shift) & 0xFF;
                int across = ne + 2 * e + se - nw - 2 * w - sw;
                int down = sw + 2 * s + se - nw - 2 * n - ne;
                int size = Math.abs(across) + Math.abs(down);
                int padded = (y + 1) * (width + 2) + x + 1;
                if (shift == 16 || size > length[padded]) {
                    dx[here + x] = across;
                    dy[here + x] = down;
                    length[padded] = size;
                }
            }
        }
    }

    private byte[] edges(int low, int high) {
        byte[] kinds = new byte[width * height];
        Deque<Integer> open = new ArrayDeque<>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int size = length[(y + 1) * (width + 2) + x + 1];
                if (size > low && isRidge(x, y, size)) {
                    int i = y * width + x;
                    kinds[i] = PERHAPS;
                    if (size > high) {
                        kinds[i] = EDGE;
                        open.add(i);
                    }
                }
            }
        }
        while (!open.isEmpty()) {
            int i = open.remove();
            for (int y = Math.max(0, i / width - 1); y <= Math.min(height - 1, i / width + 1); y++) {
                for (int x = Math.max(0, i % width - 1); x <= Math.min(width - 1, i % width + 1); x++) {
                    int other = y * width + x;
                    if (kinds[other] == PERHAPS) {
                        kinds[other] = EDGE;
                        open.add(other);
                    }
                }
            }
        }
        return kinds;
    }

    /// {@return whether the gradient is steepest here among those along it}
    private boolean isRidge(int x, int y, int size) {
        int across = dx[y * width + x];
        int down = dy[y * width + x];
        long flat = (long) Math.abs(across) * TANGENT;
        long steepness = (long) Math.abs(down) << BITS;
        int row = width + 2;
        int at = (y + 1) * row + x + 1;
        if (steepness < flat) {
            return size > length[at - 1] && size >= length[at + 1];
        }
        if (steepness > flat + ((long) Math.abs(across) << (BITS + 1))) {
            return size > length[at - row] && size >= length[at + row];
        }
        int side = (across ^ down) < 0 ? -1 : 1;
        return size > length[at - row - side] && size > length[at + row + side];
    }
}
