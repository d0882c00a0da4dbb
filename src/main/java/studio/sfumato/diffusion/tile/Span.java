package studio.sfumato.diffusion.tile;

import java.util.ArrayList;
import java.util.List;

/// One side of a tile, in whole units: what it sees of a picture's side, and the part that is its own.
///
/// @param from where it begins; below 0 where the picture goes on round its edge
/// @param to where it ends; above the picture's side where that goes on round its edge
/// @param ownFrom where its own part begins
/// @param ownTo where that ends
record Span(int from, int to, int ownFrom, int ownTo) {
    /// {@return the tiles of a side of `length`, whose own parts cover it once}
    ///
    /// @param own how long those parts are at most; they are about equally long
    /// @param halo how far a tile sees beyond its own part
    /// @param round whether it sees round the edge, else it ends there
    static List<Span> of(int length, int own, int halo, boolean round) {
        List<Span> spans = new ArrayList<>();
        int count = Math.ceilDiv(length, own);
        for (int i = 0; i < count; i++) {
            int start = length * i / count;
            int end = length * (i + 1) / count;
            spans.add(
                    round
                            ? new Span(start - halo, end + halo, start, end)
                            : new Span(Math.max(0, start - halo), Math.min(length, end + halo), start, end));
        }
        return spans;
    }

    int length() {
        return to - from;
    }

    /// {@return where its own part begins in what it sees}
    int ownAt() {
        return ownFrom - from;
    }

    int ownLength() {
        return ownTo - ownFrom;
    }
}
