package studio.sfumato.canvas;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A tile as bytes: alpha, red, green and blue apart, each the difference to its left neighbour, deflated.
final class TileCodec {
    /// The most bytes a tile can take: deflate stores what it cannot shrink.
    static final int LONGEST = 4 * Tile.PIXELS + 1024;

    private TileCodec() {}

    static byte[] encode(int... argb) {
        byte[] planes = new byte[4 * Tile.PIXELS];
        for (int plane = 0; plane < 4; plane++) {
            int shift = 24 - 8 * plane;
            int at = plane * Tile.PIXELS;
            for (int y = 0; y < Tile.PIXELS; y += Tile.SIDE) {
                int left = 0;
                for (int x = y; x < y + Tile.SIDE; x++) {
                    int value = argb[x] >>> shift;
                    planes[at + x] = (byte) (value - left);
                    left = value;
                }
            }
        }
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(planes);
            deflater.finish();
            byte[] out = new byte[LONGEST];
            int length = deflater.deflate(out);
            return Arrays.copyOf(out, length);
        }
    }

    /// {@return the pixels; `null` if these bytes are no tile}
    static int @Nullable [] decode(byte[] bytes) {
        byte[] planes = new byte[4 * Tile.PIXELS];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(bytes);
            if (inflater.inflate(planes) != planes.length) {
                return null;
            }
        } catch (DataFormatException broken) {
            return null;
        }
        int[] argb = new int[Tile.PIXELS];
        for (int plane = 0; plane < 4; plane++) {
            int shift = 24 - 8 * plane;
            int at = plane * Tile.PIXELS;
            for (int y = 0; y < Tile.PIXELS; y += Tile.SIDE) {
                int left = 0;
                for (int x = y; x < y + Tile.SIDE; x++) {
                    left = (left + planes[at + x]) & 0xFF;
                    argb[x] |= left << shift;
                }
            }
        }
        return argb;
    }
}
