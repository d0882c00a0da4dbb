package studio.sfumato.diffusion.tile;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Runs a network tile by tile so that the result is what it makes of the whole.
///
/// A convolution sees no further than the tile's margin. Group norms do see the whole: every tile is told the mean
/// and variance of all, as the round before found them; the first round has each tile's own. After three rounds, for
/// uneven pictures up to six, they hardly change, and the picture is within a grey level of the untiled one
/// (docs/figures.md). There are no seams to blend.
///
/// @param input the network's input
/// @param output its output
/// @param unitIn how many pixels of the input one unit is: 1 for the coarser of the two
/// @param unitOut how many of the output
/// @param own a tile's own part, in units
/// @param halo how far it sees beyond, in units
/// @param statistics the shape of what its norms tell
record TileRun(String input, String output, int unitIn, int unitOut, int own, int halo, Shape statistics) {
    private static final int MOST_ROUNDS = 6;

    /// A change of the statistics, in standard deviations, that is not seen.
    private static final double SETTLED = 0.02;

    /// A network.
    @FunctionalInterface
    interface Run {
        Map<String, Tensor> of(Map<String, Tensor> inputs);
    }

    /// {@return what `network` makes of `whole` [1, channels, height, width]}
    ///
    /// @param wrap which edges meet
    /// @throws studio.sfumato.error.CancelledException if `token` says so, between two tiles at the latest
    Tensor all(Run network, Tensor whole, Wrap wrap, CancellationToken token) {
        int height = whole.shape().at(2) / unitIn;
        int width = whole.shape().at(3) / unitIn;
        List<Span> rows = Span.of(height, own, halo, wrap.down());
        List<Span> columns = Span.of(width, own, halo, wrap.across());
        Tensor given = Tensor.zeros(statistics);
        float[] made = {};
        int channels = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Statistics joined = new Statistics(statistics);
            for (Span tall : rows) {
                for (Span wide : columns) {
                    token.throwIfCancelled();
                    Map<String, Tensor> outputs = network.of(Map.of(
                            input,
                            Pieces.cut(whole, tall, wide, unitIn),
                            VaeTiles.GIVEN,
                            given,
                            VaeTiles.SHARE,
                            Tensor.of(Shape.of(1), round == 0 ? 0 : 1),
                            VaeTiles.CORE,
                            core(tall, wide)));
                    joined.add(
                            Objects.requireNonNull(outputs.get(VaeTiles.TOLD)),
                            (double) tall.ownLength() * wide.ownLength());
                    Tensor tile = Objects.requireNonNull(outputs.get(output));
                    channels = tile.shape().at(1);
                    made = made.length > 0 ? made : new float[elements(channels, height, width)];
                    Pieces.put(tile, made, height * unitOut, width * unitOut, tall, wide, unitOut);
                }
            }
            if (rows.size() * columns.size() == 1 || (round > 0 && joined.change(given) < SETTLED)) {
                break;
            }
            given = joined.joined();
        }
        return Tensor.wrap(Shape.of(1, channels, height * unitOut, width * unitOut), made);
    }

    private int elements(int channels, int height, int width) {
        return Math.toIntExact((long) channels * height * width * unitOut * unitOut);
    }

    private static Tensor core(Span rows, Span columns) {
        return Tensor.of(
                Shape.of(4),
                rows.ownAt(),
                columns.ownAt(),
                rows.ownAt() + rows.ownLength(),
                columns.ownAt() + columns.ownLength());
    }
}
