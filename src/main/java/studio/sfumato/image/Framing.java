package studio.sfumato.image;

/// Brings pictures to another size and shape, as A1111's `resize_image` does (`modules/images.py`).
public final class Framing {
    private Framing() {}

    /// {@return `picture` with these sides, whatever that does to its shape}
    public static Raster stretched(Raster picture, int width, int height) {
        return picture.width() == width && picture.height() == height
                ? picture
                : Resampler.LANCZOS.resize(picture, width, height);
    }

    /// {@return the middle of `picture`, as much as has this shape, in this size}
    public static Raster cropped(Raster picture, int width, int height) {
        boolean wider = (long) width * picture.height() > (long) picture.width() * height;
        Raster resized = wider
                ? stretched(picture, width, scaled(picture.height(), width, picture.width()))
                : stretched(picture, scaled(picture.width(), height, picture.height()), height);
        int left = resized.width() / 2 - width / 2;
        int top = resized.height() / 2 - height / 2;
        return part(resized, left, top, width, height);
    }

    /// {@return `picture` as large as it fits into this size, its border drawn out over the rest}
    public static Raster filled(Raster picture, int width, int height) {
        boolean wider = (long) width * picture.height() > (long) picture.width() * height;
        int w = wider ? scaled(picture.width(), height, picture.height()) : width;
        int h = wider ? height : scaled(picture.height(), width, picture.width());
        Raster resized = stretched(picture, w, h);
        int left = width / 2 - w / 2;
        int top = height / 2 - h / 2;
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = at(resized, x - left, y - top);
            }
        }
        return picture.hasAlpha() ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }

    /// {@return a part of `picture`}
    ///
    /// @throws IllegalArgumentException if it is not within it
    public static Raster part(Raster picture, int left, int top, int width, int height) {
        if (left < 0 || top < 0 || left + width > picture.width() || top + height > picture.height()) {
            throw new IllegalArgumentException(
                    width + "×" + height + " at " + left + ", " + top + " is not within " + picture);
        }
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(picture.pixels(), (top + y) * picture.width() + left, argb, y * width, width);
        }
        return picture.hasAlpha() ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }

    /// {@return the picture without transparency, on one colour}
    ///
    /// @param rgb 0xRRGGBB
    public static Raster on(Raster picture, int rgb) {
        if (!picture.hasAlpha()) {
            return picture;
        }
        int[] argb = picture.toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = Opacity.over(argb[i], rgb);
        }
        return Raster.opaque(picture.width(), picture.height(), argb);
    }

    private static int scaled(int side, int wanted, int other) {
        return Math.max(1, (int) ((long) side * wanted / other));
    }

    /// Outside it is what Pillow makes of an empty strip at the border, bicubically: 9/8 of the outermost pixel less
    /// 1/8 of the next.
    private static int at(Raster picture, int x, int y) {
        int lastX = picture.width() - 1;
        int lastY = picture.height() - 1;
        int edgeX = Math.clamp(x, 0, lastX);
        int edgeY = Math.clamp(y, 0, lastY);
        int edge = picture.argb(edgeX, edgeY);
        if (edgeX == x && edgeY == y) {
            return edge;
        }
        int nextX = edgeX == x ? x : Math.clamp(edgeX + Integer.signum(edgeX - x), 0, lastX);
        int nextY = edgeY == y ? y : Math.clamp(edgeY + Integer.signum(edgeY - y), 0, lastY);
        int next = picture.argb(nextX, nextY);
        int out = 0;
        for (int shift = 0; shift <= 24; shift += 8) {
            int value = (9 * ((edge >>> shift) & 0xFF) - ((next >>> shift) & 0xFF) + 4) >> 3;
            out |= Math.clamp(value, 0, 255) << shift;
        }
        return out;
    }
}
