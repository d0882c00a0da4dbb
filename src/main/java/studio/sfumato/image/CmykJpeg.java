package studio.sfumato.image;

import java.util.OptionalInt;

/// JPEG files of four inks, which Java's codec only reads raw. As Adobe's programs write them, the inks are inverted
/// and
/// may be coded as YCCK.
final class CmykJpeg {
    private static final int YCCK = 2;

    private CmykJpeg() {}

    /// {@return whether a JPEG file has four components}
    static boolean is(byte[] file) {
        int at = 2;
        while (at + 10 <= file.length && (file[at] & 0xFF) == 0xFF) {
            int marker = file[at + 1] & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return (file[at + 9] & 0xFF) == 4;
            }
            at += 2 + length(file, at);
        }
        return false;
    }

    private static int length(byte[] file, int at) {
        return Math.max(2, ((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
    }

    /// How Adobe's segment says colours are coded; empty where there is none.
    private static OptionalInt transform(byte[] file) {
        int at = 2;
        while (at + 16 <= file.length && (file[at] & 0xFF) == 0xFF && (file[at + 1] & 0xFF) != 0xDA) {
            if ((file[at + 1] & 0xFF) == 0xEE && file[at + 4] == 'A' && file[at + 5] == 'd') {
                return OptionalInt.of(file[at + 15] & 0xFF);
            }
            at += 2 + length(file, at);
        }
        return OptionalInt.empty();
    }

    /// {@return the colours of raw inks}
    static Raster raster(java.awt.image.Raster inks, byte[] file) {
        OptionalInt transform = transform(file);
        boolean inverted = transform.isPresent();
        boolean ycck = transform.orElse(0) == YCCK;
        int width = inks.getWidth();
        int[] argb = new int[width * inks.getHeight()];
        int[] row = new int[width * 4];
        for (int y = 0; y < inks.getHeight(); y++) {
            inks.getPixels(inks.getMinX(), inks.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = colour(row, x * 4, inverted, ycck);
            }
        }
        return Raster.opaque(width, inks.getHeight(), argb);
    }

    private static int colour(int[] row, int at, boolean inverted, boolean ycck) {
        int c = row[at];
        int m = row[at + 1];
        int y = row[at + 2];
        if (ycck) {
            double luma = c;
            double blue = m - 128;
            double red = y - 128;
            c = clamped(luma + 1.402 * red);
            m = clamped(luma - 0.344136 * blue - 0.714136 * red);
            y = clamped(luma + 1.772 * blue);
        }
        int k = row[at + 3];
        if (!inverted) {
            c = 255 - c;
            m = 255 - m;
            y = 255 - y;
            k = 255 - k;
        }
        return (shade(c, k) << 16) | (shade(m, k) << 8) | shade(y, k);
    }

    private static int shade(int ink, int black) {
        return (ink * black + 127) / 255;
    }

    private static int clamped(double value) {
        return (int) Math.clamp(Math.rint(value), 0, 255);
    }
}
