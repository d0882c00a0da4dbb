package studio.sfumato.canvas.select;

import java.util.Arrays;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// Finds the pixels that are like another: flood fill, magic wand and colour select.
///
/// @param tolerance 0…255: how far each of red, green, blue and opacity may be off; all that is
/// transparent is alike
public record Similar(int tolerance) {
    /// Refuses a tolerance that is none.
    public Similar {
        if (tolerance < 0 || tolerance > 255) {
            throw new RequestException("tolerance must be between 0 and 255, not " + tolerance);
        }
    }

    /// {@return the pixels like the one at (x, y) that lead to it side by side; nothing if it is outside}
    public Surface connected(Raster picture, int x, int y) {
        Area area = new Area(0, 0, picture.width(), picture.height());
        if (!area.contains(x, y)) {
            return Surface.EMPTY;
        }
        int[] pixels = picture.toArgb();
        Plane plane = new Plane(area);
        new Flood(pixels, area.width(), pixels[y * area.width() + x], plane.coverage()).from(x, y);
        return plane.surface();
    }

    /// {@return all pixels like the one at (x, y); nothing if it is outside}
    public Surface everywhere(Raster picture, int x, int y) {
        Area area = new Area(0, 0, picture.width(), picture.height());
        return area.contains(x, y) ? everywhere(picture, picture.argb(x, y)) : Surface.EMPTY;
    }

    /// {@return all pixels like the colour 0xAARRGGBB}
    public Surface everywhere(Raster picture, int argb) {
        int[] pixels = picture.toArgb();
        Plane plane = new Plane(new Area(0, 0, picture.width(), picture.height()));
        for (int i = 0; i < pixels.length; i++) {
            plane.coverage()[i] = (byte) (like(pixels[i], argb) ? 255 : 0);
        }
        return plane.surface();
    }

    private boolean like(int one, int other) {
        if (one == other || (one >>> 24 == 0 && other >>> 24 == 0)) {
            return true;
        }
        return near(one >>> 24, other >>> 24)
                && near((one >> 16) & 0xFF, (other >> 16) & 0xFF)
                && near((one >> 8) & 0xFF, (other >> 8) & 0xFF)
                && near(one & 0xFF, other & 0xFF);
    }

    private boolean near(int one, int other) {
        return Math.abs(one - other) <= tolerance;
    }

    /// Fills run by run (Smith, Tint Fill, SIGGRAPH 1979): the places where runs above and below begin
    /// wait on a stack.
    private final class Flood {
        private final int[] pixels;
        private final int width;
        private final int seed;
        private final byte[] coverage;
        private int[] waiting = new int[256];
        private int count;

        Flood(int[] pixels, int width, int seed, byte... coverage) {
            this.pixels = pixels;
            this.width = width;
            this.seed = seed;
            this.coverage = coverage;
        }

        void from(int x, int y) {
            push(y * width + x);
            while (count > 0) {
                int at = waiting[--count];
                if (coverage[at] == 0) {
                    run(at);
                }
            }
        }

        private void run(int at) {
            int row = at - at % width;
            int left = at;
            while (left > row && free(left - 1)) {
                left--;
            }
            int right = at + 1;
            while (right < row + width && free(right)) {
                right++;
            }
            Arrays.fill(coverage, left, right, (byte) 255);
            if (row > 0) {
                beginnings(left - width, right - width);
            }
            if (row + width < pixels.length) {
                beginnings(left + width, right + width);
            }
        }

        private void beginnings(int left, int right) {
            boolean inside = false;
            for (int i = left; i < right; i++) {
                boolean free = free(i);
                if (free && !inside) {
                    push(i);
                }
                inside = free;
            }
        }

        private boolean free(int at) {
            return coverage[at] == 0 && like(pixels[at], seed);
        }

        private void push(int at) {
            if (count == waiting.length) {
                waiting = Arrays.copyOf(waiting, 2 * count);
            }
            waiting[count++] = at;
        }
    }
}
