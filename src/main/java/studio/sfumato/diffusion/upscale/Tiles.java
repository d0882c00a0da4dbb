package studio.sfumato.diffusion.upscale;

import java.util.ArrayList;
import java.util.List;

/// How a picture's side is cut into overlapping pieces.
final class Tiles {
    /// A piece: pixels `start` (inclusive) to `end` (exclusive).
    record Span(int start, int end) {
        int length() {
            return end - start;
        }

        Span times(int factor) {
            return new Span(start * factor, end * factor);
        }
    }

    private Tiles() {}

    /// {@return as few spans as cover `length`, none longer than `tile`, evenly spread, neighbours sharing at least
    /// `overlap` pixels}
    static List<Span> of(int length, int tile, int overlap) {
        if (length <= tile) {
            return List.of(new Span(0, length));
        }
        int steps = Math.ceilDiv(length - tile, tile - overlap);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            int start = (int) ((long) i * (length - tile) / steps);
            spans.add(new Span(start, start + tile));
        }
        return spans;
    }
}
