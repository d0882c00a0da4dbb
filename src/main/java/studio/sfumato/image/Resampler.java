package studio.sfumato.image;

/// Makes pictures smaller or larger. The arithmetic is Pillow's: a separable kernel, stretched by the scale when
/// shrinking, with 22-bit integer weights, rows first, rounded to 8 bits in between; transparent colours are weighed by
/// their opacity.
public enum Resampler {
    /// The mean of the area that a pixel covers.
    BOX(0.5),
    /// Linear interpolation, or a tent over the covered area.
    BILINEAR(1),
    /// Cubic convolution with a = −½: what Pillow does where nothing is said.
    BICUBIC(2),
    /// The windowed sinc of three lobes: the sharpest.
    LANCZOS(3);

    private static final int BITS = 22;

    private final double support;

    Resampler(double support) {
        this.support = support;
    }

    /// A part of a line of pixels, also of parts of them.
    ///
    /// @param from where it begins, 0…`to`
    /// @param to where it ends
    public record Span(double from, double to) {
        /// {@return whether it is a line of `size` pixels as a whole}
        boolean all(int size) {
            return from == 0 && to == size;
        }
    }

    /// {@return `picture` at another size}
    public Raster resize(Raster picture, int width, int height) {
        return resize(picture, new Span(0, picture.width()), new Span(0, picture.height()), width, height);
    }

    /// {@return a part of `picture` at another size; what is outside of the part counts at its edges, Pillow’s `box`}
    ///
    /// @param across from which column to which
    /// @param down from which row to which
    public Raster resize(Raster picture, Span across, Span down, int width, int height) {
        int[] pixels = picture.pixels();
        if (picture.hasAlpha()) {
            pixels = pixels.clone();
            Opacity.multiply(pixels);
        }
        if (width != picture.width() || !across.all(width)) {
            Taps taps = taps(picture.width(), across, width);
            pixels = resizeRows(pixels, picture.width(), picture.height(), taps, picture.hasAlpha());
        }
        if (height != picture.height() || !down.all(height)) {
            pixels = resizeColumns(pixels, width, taps(picture.height(), down, height), picture.hasAlpha());
        }
        if (picture.hasAlpha()) {
            Opacity.divide(pixels);
            return Raster.translucent(width, height, pixels);
        }
        return Raster.opaque(width, height, pixels);
    }

    /// {@return `picture` shrunk until neither side is longer than `side`; itself if it already fits}
    public Raster fit(Raster picture, int side) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= side) {
            return picture;
        }
        double scale = (double) side / longest;
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return resize(picture, width, height);
    }

    private static int[] resizeRows(int[] pixels, int width, int height, Taps taps, boolean alpha) {
        int wanted = taps.first.length;
        int[] out = new int[wanted * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < wanted; x++) {
                int rgb = taps.colour(pixels, x, y * width, 1);
                out[y * wanted + x] = alpha ? rgb | (taps.opacity(pixels, x, y * width, 1) << 24) : rgb;
            }
        }
        return out;
    }

    private static int[] resizeColumns(int[] pixels, int width, Taps taps, boolean alpha) {
        int wanted = taps.first.length;
        int[] out = new int[width * wanted];
        for (int y = 0; y < wanted; y++) {
            if (!alpha && taps.weights[y].length == 2) {
                taps.blend(pixels, y, width, out);
                continue;
            }
            for (int x = 0; x < width; x++) {
                int rgb = taps.colour(pixels, y, x, width);
                out[y * width + x] = alpha ? rgb | (taps.opacity(pixels, y, x, width) << 24) : rgb;
            }
        }
        return out;
    }

    private Taps taps(int size, Span span, int wanted) {
        double scale = (span.to - span.from) / wanted;
        double stretch = Math.max(scale, 1);
        double reach = support * stretch;
        int[] first = new int[wanted];
        int[][] weights = new int[wanted][];
        for (int i = 0; i < wanted; i++) {
            double centre = span.from + (i + 0.5) * scale;
            int from = Math.max(0, (int) (centre - reach + 0.5));
            int to = Math.min(size, (int) (centre + reach + 0.5));
            double[] exact = new double[to - from];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = kernel((from + k - centre + 0.5) / stretch);
                sum += exact[k];
            }
            first[i] = from;
            weights[i] = new int[exact.length];
            for (int k = 0; k < exact.length; k++) {
                double fixed = exact[k] / sum * (1 << BITS);
                weights[i][k] = (int) (fixed + Math.copySign(0.5, fixed));
            }
        }
        return new Taps(first, weights);
    }

    private double kernel(double x) {
        return switch (this) {
            case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
            case BILINEAR -> Math.max(0, 1 - Math.abs(x));
            case BICUBIC -> cubic(Math.abs(x));
            case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double cubic(double x) {
        if (x >= 2) {
            return 0;
        }
        return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    /// Which source pixels make a pixel, and with what weight.
    private record Taps(
            @SuppressWarnings("ArrayRecordComponent") int[] first,
            @SuppressWarnings("ArrayRecordComponent") int[][] weights) {
        /// {@return the colours of target pixel `i` of the line that begins at `start` and whose pixels are `step`
        /// apart}
        int colour(int[] pixels, int i, int start, int step) {
            int r = 1 << (BITS - 1);
            int g = r;
            int b = r;
            int at = start + first[i] * step;
            for (int weight : weights[i]) {
                int pixel = pixels[at];
                r += ((pixel >> 16) & 0xFF) * weight;
                g += ((pixel >> 8) & 0xFF) * weight;
                b += (pixel & 0xFF) * weight;
                at += step;
            }
            return (level(r) << 16) | (level(g) << 8) | level(b);
        }

        /// Writes row `y`, made of two rows of opaque pixels as in every enlargement: most of what a preview takes.
        void blend(int[] pixels, int y, int width, int... out) {
            int half = 1 << (BITS - 1);
            int upper = weights[y][0];
            int lower = weights[y][1];
            int from = first[y] * width;
            for (int x = 0; x < width; x++) {
                int one = pixels[from + x];
                int other = pixels[from + width + x];
                int r = half + ((one >> 16) & 0xFF) * upper + ((other >> 16) & 0xFF) * lower;
                int g = half + ((one >> 8) & 0xFF) * upper + ((other >> 8) & 0xFF) * lower;
                int b = half + (one & 0xFF) * upper + (other & 0xFF) * lower;
                out[y * width + x] = (level(r) << 16) | (level(g) << 8) | level(b);
            }
        }

        /// {@return its opacity}
        int opacity(int[] pixels, int i, int start, int step) {
            int a = 1 << (BITS - 1);
            int at = start + first[i] * step;
            for (int weight : weights[i]) {
                a += (pixels[at] >>> 24) * weight;
                at += step;
            }
            return level(a);
        }

        private static int level(int sum) {
            return Math.min(255, Math.max(0, sum >> BITS)); // Math.clamp takes longs
        }
    }
}
