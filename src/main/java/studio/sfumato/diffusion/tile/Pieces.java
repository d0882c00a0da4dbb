package studio.sfumato.diffusion.tile;

import java.nio.FloatBuffer;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Cuts pictures [1, channels, height, width] into tiles and puts them together again.
final class Pieces {
    private Pieces() {}

    /// {@return the part of `whole` that a tile sees, round the edges where it goes beyond them}
    ///
    /// @param unit how many pixels one unit of the spans is
    static Tensor cut(Tensor whole, Span rows, Span columns, int unit) {
        Shape shape = whole.shape();
        int height = shape.at(2);
        int width = shape.at(3);
        int tall = rows.length() * unit;
        int wide = columns.length() * unit;
        float[] piece = new float[Math.toIntExact((long) shape.at(1) * tall * wide)];
        FloatBuffer values = whole.values();
        for (int channel = 0; channel < shape.at(1); channel++) {
            for (int y = 0; y < tall; y++) {
                int row = Math.floorMod(rows.from() * unit + y, height);
                int line = (channel * height + row) * width;
                int at = (channel * tall + y) * wide;
                for (int x = 0; x < wide; ) {
                    int column = Math.floorMod(columns.from() * unit + x, width);
                    int run = Math.min(wide - x, width - column);
                    values.get(line + column, piece, at + x, run);
                    x += run;
                }
            }
        }
        return Tensor.wrap(Shape.of(1, shape.at(1), tall, wide), piece);
    }

    /// Puts a tile's own part where it belongs.
    ///
    /// @param whole a picture of `height` × `width` with the tile's channels
    /// @param unit how many of its pixels one unit of the spans is
    static void put(Tensor tile, float[] whole, int height, int width, Span rows, Span columns, int unit) {
        FloatBuffer values = tile.values();
        int tall = tile.shape().at(2);
        int wide = tile.shape().at(3);
        int run = columns.ownLength() * unit;
        for (int channel = 0; channel < tile.shape().at(1); channel++) {
            for (int y = 0; y < rows.ownLength() * unit; y++) {
                int from = (channel * tall + rows.ownAt() * unit + y) * wide + columns.ownAt() * unit;
                int to = (channel * height + rows.ownFrom() * unit + y) * width + columns.ownFrom() * unit;
                values.get(from, whole, to, run);
            }
        }
    }
}
