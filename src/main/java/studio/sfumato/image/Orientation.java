package studio.sfumato.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Which way up a photo is, as Exif says (Exif 2.32, §4.6.4, tag 0x0112).
///
/// @param tag 1…8
record Orientation(int tag) {
    static final Orientation UPRIGHT = new Orientation(1);

    private static final int TAG = 0x0112;
    private static final int MOST_ENTRIES = 1000;
    private static final int ENTRY = 12;

    /// {@return the orientation in Exif data, which has TIFF's form; upright where it says none or is damaged}
    static Orientation in(byte[] tiff) {
        try {
            ByteBuffer data = ByteBuffer.wrap(tiff);
            short order = data.getShort(0);
            data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int at = data.getInt(4);
            int entries = Math.min(MOST_ENTRIES, data.getShort(at) & 0xFFFF);
            for (int i = 0; i < entries; i++) {
                int entry = at + 2 + i * ENTRY;
                if ((data.getShort(entry) & 0xFFFF) == TAG) {
                    int told = data.getShort(entry + 8);
                    return told >= 1 && told <= 8 ? new Orientation(told) : UPRIGHT;
                }
            }
            return UPRIGHT;
        } catch (IndexOutOfBoundsException | BufferUnderflowException damaged) {
            return UPRIGHT;
        }
    }

    /// {@return `picture` the right way up}
    Raster upright(Raster picture) {
        if (tag == 1) {
            return picture;
        }
        boolean turned = tag >= 5;
        int w = picture.width();
        int h = picture.height();
        int width = turned ? h : w;
        int height = turned ? w : h;
        int[] from = picture.pixels();
        int[] argb = new int[from.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = switch (tag) {
                    case 2, 3 -> w - 1 - x;
                    case 5, 6 -> y;
                    case 7, 8 -> w - 1 - y;
                    default -> x;
                };
                int sy = switch (tag) {
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    case 6, 7 -> h - 1 - x;
                    default -> y;
                };
                argb[y * width + x] = from[sy * w + sx];
            }
        }
        return picture.hasAlpha() ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }
}
