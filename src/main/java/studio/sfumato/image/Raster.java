package studio.sfumato.image;

import java.util.Arrays;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// An immutable picture of 8-bit sRGB pixels, with or without transparency (not premultiplied).
public final class Raster {
    /// The most pixels a picture may have: 128 Mi, half a gigabyte in memory.
    public static final int MOST_PIXELS = 1 << 27;

    private static final int OPAQUE = 0xFF000000;
    private static final float[] HALVES = {0.5f, 0.5f, 0.5f};

    private final int width;
    private final int height;
    private final boolean alpha;
    private final int[] argb;

    private Raster(int width, int height, boolean alpha, int[] argb) {
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS || argb.length != width * height) {
            throw new IllegalArgumentException(
                    argb.length + " pixels do not make a picture of " + width + "×" + height);
        }
        this.width = width;
        this.height = height;
        this.alpha = alpha;
        this.argb = argb;
    }

    /// {@return an opaque picture that takes over `argb`, rows top down: the caller must not write to it
    /// afterwards}
    public static Raster opaque(int width, int height, int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            argb[i] |= OPAQUE;
        }
        return new Raster(width, height, false, argb);
    }

    /// {@return a picture with transparency that takes over `argb`, rows top down}
    public static Raster translucent(int width, int height, int[] argb) {
        return new Raster(width, height, true, argb);
    }

    /// {@return an opaque picture of one colour}
    ///
    /// @param rgb 0xRRGGBB
    public static Raster filled(int width, int height, int rgb) {
        int[] argb = new int[width * height];
        Arrays.fill(argb, rgb);
        return opaque(width, height, argb);
    }

    /// {@return the picture in a decoder's output}
    ///
    /// Values are scaled in 32-bit floats and rounded half to even, as diffusers does; A1111 cuts the
    /// fraction off, so its pixels can be one level darker.
    ///
    /// @param values −1…1, of shape [3, height, width] or [1, 3, height, width]; what lies outside is clamped
    public static Raster fromTensor(Tensor values) {
        Shape shape = values.shape();
        boolean single = shape.rank() == 3 || (shape.rank() == 4 && shape.at(0) == 1);
        if (!single || shape.at(-3) != 3) {
            throw new IllegalArgumentException("a picture needs the shape 3×height×width, not " + shape);
        }
        int plane = shape.at(-2) * shape.at(-1);
        int[] argb = new int[plane];
        for (int i = 0; i < plane; i++) {
            argb[i] =
                    (level(values.at(i)) << 16) | (level(values.at(plane + i)) << 8) | level(values.at(2 * plane + i));
        }
        return opaque(shape.at(-1), shape.at(-2), argb);
    }

    private static int level(float value) {
        return (int) Math.rint(Math.clamp(value / 2 + 0.5f, 0f, 1f) * 255f);
    }

    /// {@return the colours as −1…1 in a tensor [1, 3, height, width]; transparency is dropped}
    public Tensor toTensor() {
        return toTensor(HALVES, HALVES);
    }

    /// {@return the colours, 0…1, less their means and over their deviations, in a tensor [1, 3, height, width];
    /// transparency is dropped}
    ///
    /// @param means of red, green and blue
    /// @param deviations likewise
    public Tensor toTensor(float[] means, float[] deviations) {
        int plane = argb.length;
        float[] values = new float[3 * plane];
        for (int colour = 0; colour < 3; colour++) {
            int shift = 16 - 8 * colour;
            float mean = means[colour];
            float deviation = deviations[colour];
            for (int i = 0; i < plane; i++) {
                values[colour * plane + i] = (((argb[i] >> shift) & 0xFF) / 255f - mean) / deviation;
            }
        }
        return Tensor.wrap(Shape.of(1, 3, height, width), values);
    }

    /// {@return the width in pixels}
    public int width() {
        return width;
    }

    /// {@return the height in pixels}
    public int height() {
        return height;
    }

    /// {@return whether pixels may be transparent}
    public boolean hasAlpha() {
        return alpha;
    }

    /// {@return the pixel at (x, y) as 0xAARRGGBB}
    public int argb(int x, int y) {
        return argb[y * width + x];
    }

    /// {@return a copy of all pixels as 0xAARRGGBB, rows top down}
    public int[] toArgb() {
        return argb.clone();
    }

    /// {@return the pixels themselves, not to be written to}
    int[] pixels() {
        return argb;
    }

    /// Copies row `y` to `into`, from index `at` on.
    public void copyRow(int y, int[] into, int at) {
        System.arraycopy(argb, y * width, into, at, width);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Raster raster
                && width == raster.width
                && alpha == raster.alpha
                && Arrays.equals(argb, raster.argb);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(argb);
    }

    /// {@return the size and kind, as in `Raster[512×768 RGB]`}
    @Override
    public String toString() {
        return "Raster[" + width + "×" + height + (alpha ? " RGBA]" : " RGB]");
    }
}
