package studio.sfumato.image;

import java.util.Arrays;
import java.util.Optional;

/// How much of each pixel is meant: 0 nothing, 255 all.
public final class Mask {
    private static final int ALL = 255;
    private static final int HALF = 128;

    private final int width;
    private final int height;
    private final byte[] levels;

    private Mask(int width, int height, byte[] levels) {
        this.width = width;
        this.height = height;
        this.levels = levels;
    }

    /// {@return the mask in a picture, as A1111's `create_binary_mask` sees it: its opacity where it has transparency,
    /// its brightness otherwise}
    ///
    /// @param hard whether opacity is rounded to all or nothing
    public static Mask of(Raster picture, boolean hard) {
        int[] pixels = picture.pixels();
        byte[] levels = new byte[pixels.length];
        boolean clear = picture.hasAlpha() && Arrays.stream(pixels).anyMatch(pixel -> pixel >>> 24 != ALL);
        for (int i = 0; i < levels.length; i++) {
            int opacity = pixels[i] >>> 24;
            levels[i] = (byte) (!clear ? brightness(pixels[i]) : !hard ? opacity : opacity > HALF ? ALL : 0);
        }
        return new Mask(picture.width(), picture.height(), levels);
    }

    /// {@return a mask of one level}
    public static Mask filled(int width, int height, int level) {
        byte[] levels = new byte[width * height];
        Arrays.fill(levels, (byte) level);
        return new Mask(width, height, levels);
    }

    /// {@return a mask that takes over `levels`, rows top down: the caller must not write to it afterwards}
    public static Mask of(int width, int height, byte[] levels) {
        if (levels.length != width * height) {
            throw new IllegalArgumentException(levels.length + " levels do not make a mask of " + width + "×" + height);
        }
        return new Mask(width, height, levels);
    }

    /// Pillow's `L`: ITU-R 601-2 luma.
    private static int brightness(int rgb) {
        return (((rgb >> 16) & 0xFF) * 19595 + ((rgb >> 8) & 0xFF) * 38470 + (rgb & 0xFF) * 7471 + 0x8000) >> 16;
    }

    /// {@return the width in pixels}
    public int width() {
        return width;
    }

    /// {@return the height in pixels}
    public int height() {
        return height;
    }

    /// {@return the level at (x, y), 0…255}
    public int at(int x, int y) {
        return levels[y * width + x] & 0xFF;
    }

    /// {@return whether nothing is meant}
    public boolean isEmpty() {
        return bounds().isEmpty();
    }

    /// {@return the mask of all else}
    public Mask inverted() {
        byte[] out = new byte[levels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (ALL - (levels[i] & 0xFF));
        }
        return new Mask(width, height, out);
    }

    /// {@return the mask with every level twice as high}
    public Mask doubled() {
        byte[] out = new byte[levels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Math.min(ALL, 2 * (levels[i] & 0xFF));
        }
        return new Mask(width, height, out);
    }

    /// {@return the mask feathered by a Gaussian cut off at 2½ standard deviations, mirrored at the border: OpenCV's
    /// `GaussianBlur`, whose weights are multiples of 1/256}
    ///
    /// @param sigma the standard deviation in pixels; 0 changes nothing
    public Mask feathered(int sigma) {
        return sigma == 0 ? this : new Mask(width, height, new Feather(sigma).of(levels, width, height));
    }

    /// {@return the smallest rectangle around all that is meant; empty if nothing is}
    public Optional<Box> bounds() {
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (levels[y * width + x] != 0) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = y;
                }
            }
        }
        return right < 0 ? Optional.empty() : Optional.of(new Box(left, top, right - left + 1, bottom - top + 1));
    }

    /// {@return the mask as a grey picture}
    public Raster toRaster() {
        int[] argb = new int[levels.length];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (levels[i] & 0xFF) * 0x010101;
        }
        return Raster.opaque(width, height, argb);
    }

    /// {@return the mask in a grey picture}
    public static Mask ofGrey(Raster grey) {
        byte[] levels = new byte[grey.width() * grey.height()];
        int[] pixels = grey.pixels();
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) pixels[i];
        }
        return new Mask(grey.width(), grey.height(), levels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && width == mask.width && Arrays.equals(levels, mask.levels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(levels);
    }

    @Override
    public String toString() {
        return "Mask[" + width + "×" + height + "]";
    }
}
