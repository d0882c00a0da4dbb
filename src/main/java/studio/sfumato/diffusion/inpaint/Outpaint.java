package studio.sfumato.diffusion.inpaint;

import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;
import studio.sfumato.image.texture.TextureFill;

/// How far a picture is continued beyond its sides, in pixels. What is continued is painted by [Inpainting], from
/// colours
/// that the picture has at its border, ever more blurred and noisy the farther out.
///
/// @param left how far to the left, 0…[#MOST]
/// @param top how far upwards
/// @param right how far to the right
/// @param bottom how far downwards
public record Outpaint(int left, int top, int right, int bottom) {
    /// The farthest.
    public static final int MOST = 4096;

    /// How far it is changed where nothing is said: what is there to begin with is hardly worth keeping.
    public static final double STRENGTH = 0.9;

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,4})\\s*,\\s*(\\d{1,4})\\s*,\\s*(\\d{1,4})\\s*,\\s*(\\d{1,4})");

    /// How strong the noise becomes, in levels of 255, and after how many pixels.
    private static final double LOUDEST = 40;

    private static final double LOUD_AFTER = 32;

    /// Noise that varies from pixel to pixel is lost on the VAE, so some varies over this many.
    private static final int COARSE = 8;

    private static final int WHITE = 255;

    /// Refuses what is out of range, and nothing at all.
    public Outpaint {
        for (int side : new int[] {left, top, right, bottom}) {
            if (side < 0 || side > MOST) {
                throw new RequestException("a side is continued by 0 to " + MOST + " pixels, not " + side);
            }
        }
        if (left + top + right + bottom == 0) {
            throw new RequestException("no side is to be continued");
        }
    }

    /// {@return the sides written as `left,top,right,bottom`, such as `0,0,64,0`}
    ///
    /// @throws RequestException if `text` is not of that form
    public static Outpaint parse(String text) {
        Matcher sides = TEXT.matcher(text.strip());
        if (!sides.matches()) {
            throw new RequestException(
                    "the sides to continue must look like LEFT,TOP,RIGHT,BOTTOM, not '" + text + "'",
                    "for example 64,0,64,0",
                    null);
        }
        return new Outpaint(side(sides, 1), side(sides, 2), side(sides, 3), side(sides, 4));
    }

    private static int side(Matcher sides, int group) {
        return Integer.parseInt(sides.group(group));
    }

    /// What an [Inpainting] takes.
    ///
    /// @param picture the picture with what is to be painted around it
    /// @param mask white where that is
    public record Extended(Raster picture, Raster mask) {}

    /// {@return the picture made larger, its border drawn outwards}
    ///
    /// @param overlap how many pixels of the picture itself are painted over where it is continued,
    ///     so that the new blends into the old
    /// @param seed of the noise; equal seeds give equal pictures
    /// @throws RequestException if it would become too large
    public Extended of(Raster source, int overlap, long seed) {
        return of(source, overlap, seed, OutpaintFill.EDGE, CancellationToken.none(), _ -> {});
    }

    /// {@return the picture made larger}
    ///
    /// @param overlap how many pixels of the picture itself are painted over where it is continued,
    ///     so that the new blends into the old
    /// @param seed of what is chance in the new part; equal seeds give equal pictures
    /// @param fill what that is to begin with
    /// @param progress hears which share of that is done, 0…1, on this thread
    /// @throws RequestException if it would become too large, or has nothing that could be continued
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public Extended of(
            Raster source,
            int overlap,
            long seed,
            OutpaintFill fill,
            CancellationToken token,
            DoubleConsumer progress) {
        long wide = (long) source.width() + left + right;
        long high = (long) source.height() + top + bottom;
        if (wide * high > Raster.MOST_PIXELS) {
            throw new RequestException("the picture would become " + wide + "x" + high + ": that is too large");
        }
        int width = (int) wide;
        int height = (int) high;
        int[] argb = new int[width * height];
        for (int y = 0; y < source.height(); y++) {
            source.copyRow(y, argb, (y + top) * width + left);
        }
        Mask mask = mask(source, overlap, width, height);
        Raster picture = switch (fill) {
            case EDGE -> drawnOut(source, argb, width, height, seed, token);
            case TEXTURE ->
                TextureFill.of(
                        raster(source, argb, width, height), mask(source, 0, width, height), seed, token, progress);
        };
        return new Extended(picture, mask.toRaster());
    }

    private Raster drawnOut(Raster source, int[] argb, int width, int height, long seed, CancellationToken token) {
        Sheet sheet = new Sheet(argb, width, height, new SplittableRandom(seed), token);
        sheet.continued(top * width + left, width, source.height(), -1, left);
        sheet.continued(top * width + left + source.width() - 1, width, source.height(), 1, right);
        sheet.continued(top * width, 1, width, -width, top);
        sheet.continued((top + source.height() - 1) * width, 1, width, width, bottom);
        return raster(source, argb, width, height);
    }

    private static Raster raster(Raster like, int[] argb, int width, int height) {
        return like.hasAlpha() ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }

    private Mask mask(Raster source, int overlap, int width, int height) {
        int fromX = left == 0 ? 0 : left + overlap;
        int fromY = top == 0 ? 0 : top + overlap;
        int toX = right == 0 ? width : left + source.width() - overlap;
        int toY = bottom == 0 ? height : top + source.height() - overlap;
        byte[] levels = new byte[width * height];
        for (int i = 0; i < levels.length; i++) {
            int x = i % width;
            int y = i / width;
            boolean kept = x >= fromX && x < toX && y >= fromY && y < toY;
            levels[i] = (byte) (kept ? 0 : WHITE);
        }
        return Mask.of(width, height, levels);
    }

    /// Pixels that are being filled.
    private record Sheet(
            @SuppressWarnings("ArrayRecordComponent") int[] argb,
            int width,
            int height,
            SplittableRandom random,
            CancellationToken token) {
        /// Continues one side.
        ///
        /// @param first the first pixel of its border
        /// @param along from one pixel of the border to the next
        /// @param length how many there are
        /// @param out from a pixel of the border to the one outside it
        /// @param reach how far
        void continued(int first, int along, int length, int out, int reach) {
            if (reach == 0) {
                return;
            }
            long[][] sums = new long[3][length + 1];
            for (int i = 0; i < length; i++) {
                int pixel = argb[first + i * along];
                for (int c = 0; c < 3; c++) {
                    sums[c][i + 1] = sums[c][i] + ((pixel >> (16 - 8 * c)) & 0xFF);
                }
            }
            double[] coarse = new double[length / COARSE + 1];
            for (int d = 1; d <= reach; d++) {
                token.throwIfCancelled();
                double loud = LOUDEST * Math.min(1, d / LOUD_AFTER);
                if (d % COARSE == 1) {
                    for (int i = 0; i < coarse.length; i++) {
                        coarse[i] = random.nextGaussian();
                    }
                }
                for (int i = 0; i < length; i++) {
                    int from = Math.max(0, i - d / 2);
                    int to = Math.min(length, i + d / 2 + 1);
                    double noise = loud * (0.5 * coarse[i / COARSE] + 0.5 * random.nextGaussian());
                    int rgb = 0xFF;
                    for (int c = 0; c < 3; c++) {
                        double mean = (double) (sums[c][to] - sums[c][from]) / (to - from);
                        rgb = (rgb << 8) | (int) Math.clamp(Math.rint(mean + noise), 0.0, 255.0);
                    }
                    argb[first + i * along + d * out] = rgb;
                }
            }
        }
    }
}
