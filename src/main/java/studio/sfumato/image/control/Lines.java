package studio.sfumato.image.control;

import java.util.Arrays;
import studio.sfumato.image.Raster;

/// Lines as a pen would draw them, white on black, from what is darker than its surroundings.
final class Lines {
    private static final int LEAST_CONTRAST = 8;
    private static final int LEAST_MIDDLE = 16;
    private static final float MIDDLE_GREY = 127;

    private Lines() {}

    /// {@return thick strokes: a difference of Gaussians against a threshold, Winnemöller et al. 2012 ("XDoG"), with
    /// the constants of A1111's `scribble_xdog`}
    ///
    /// @param threshold 1…64: the higher, the fewer
    static Raster scribble(Raster picture, int threshold) {
        Channels colours = Channels.of(picture);
        float[] dark = colours.blurred(0.5).darkerThan(colours.blurred(5));
        return Channels.grey(
                picture.width(),
                picture.height(),
                i -> 2 * (255 - (int) Math.clamp(255 - dark[i], 0f, 255f)) > threshold ? 255 : 0);
    }

    /// {@return lines as strong as they are dark, with the constants of A1111's `lineart_standard`}
    static Raster drawn(Raster picture) {
        Channels colours = Channels.of(picture);
        float[] dark = colours.darkerThan(colours.blurred(6));
        for (int i = 0; i < dark.length; i++) {
            dark[i] = Math.clamp(dark[i], 0f, 255f);
        }
        float middle = Math.max(LEAST_MIDDLE, median(dark));
        return Channels.grey(
                picture.width(), picture.height(), i -> (int) Math.clamp(dark[i] / middle * MIDDLE_GREY, 0f, 255f));
    }

    /// {@return the median of those that can be seen; 0 if none can}
    private static float median(float... values) {
        float[] seen = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (value > LEAST_CONTRAST) {
                seen[count++] = value;
            }
        }
        Arrays.sort(seen, 0, count);
        if (count == 0) {
            return 0;
        }
        return count % 2 == 1 ? seen[count / 2] : (seen[count / 2 - 1] + seen[count / 2]) / 2;
    }

    /// {@return soft, wide edges of the strongest colour at each place, the strongest of all white}: the gradients of
    /// the picture blurred a little, measured against the hundredth part that is strongest
    static Raster soft(Raster picture) {
        double sigma = Math.max(1, Math.min(picture.width(), picture.height()) / 320.0);
        Channels colours = Channels.of(picture).blurred(sigma);
        float[] steepness = new float[colours.plane()];
        for (int plane = 0; plane < Channels.COLOURS; plane++) {
            steepest(colours, plane, steepness);
        }
        Channels wide = new Channels(steepness, 1, picture.width(), picture.height()).blurred(sigma);
        float[] sorted = wide.values().clone();
        Arrays.sort(sorted);
        float strongest = Math.max(LEAST_CONTRAST, sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)]);
        return Channels.grey(picture.width(), picture.height(), i ->
                (int) Math.rint(255 * Math.min(1, wide.values()[i] / strongest)));
    }

    private static void steepest(Channels colours, int plane, float... steepness) {
        int width = colours.width();
        int height = colours.height();
        int start = plane * colours.plane();
        float[] values = colours.values();
        for (int y = 0; y < height; y++) {
            int above = start + Channels.mirrored(y - 1, height) * width;
            int below = start + Channels.mirrored(y + 1, height) * width;
            int here = start + y * width;
            for (int x = 0; x < width; x++) {
                float dx =
                        values[here + Channels.mirrored(x + 1, width)] - values[here + Channels.mirrored(x - 1, width)];
                float dy = values[below + x] - values[above + x];
                int i = y * width + x;
                steepness[i] = Math.max(steepness[i], (float) Math.hypot(dx, dy));
            }
        }
    }
}
