package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// A text of InvokeAI's language as the text encoder reads it (`compel/embeddings_provider.py`): in chunks, cut after
/// the last sentence that fits, or phrase, or word; with what to look away from for each stretch that counts less.
///
/// @param chunks at least one
/// @param lighter for each stretch with a weight below 1, in order
public record CompelChunks(List<PromptChunk> chunks, List<Lighter> lighter) {
    /// A stretch that counts less than fully.
    ///
    /// @param share how much of the text without it goes into the mixture, where the text with all has 1
    /// @param seen for each id of each chunk whether it may be looked at
    public record Lighter(double share, List<List<Boolean>> seen) {}

    private static final double LEAST = 1e-5;
    private static final Set<String> SENTENCE = Set.of(".");
    private static final Set<String> PHRASE = Set.of(".", ",", ";", ":");

    /// {@return the chunks of `text`}
    ///
    /// @throws studio.sfumato.error.RequestException if there are more than 100
    public static CompelChunks of(List<PromptPart.Text> text, ClipTokenizer tokenizer) {
        List<PromptChunk.Token> tokens = new ArrayList<>();
        List<int[]> light = new ArrayList<>();
        for (PromptPart.Text stretch : text) {
            int from = tokens.size();
            tokenizer
                    .encode(stretch.text())
                    .forEach(piece -> tokens.add(new PromptChunk.Token(piece, stretch.weight())));
            if (stretch.weight() < 1 && tokens.size() > from) {
                light.add(new int[] {from, tokens.size() - 1});
            }
        }
        List<PromptChunk> chunks = new ArrayList<>();
        int[] places = new int[tokens.size()];
        int from = 0;
        do {
            PromptChunks.requireRoom(chunks.size(), tokenizer.length() - 2);
            int to = from + split(tokens.subList(from, tokens.size()), tokenizer.length() - 2);
            for (int i = from; i < to; i++) {
                places[i] = chunks.size() * tokenizer.length() + 1 + i - from;
            }
            chunks.add(PromptChunk.of(tokens.subList(from, to), tokenizer));
            from = to;
        } while (from < tokens.size());
        int length = tokenizer.length();
        return new CompelChunks(
                List.copyOf(chunks),
                light.stream()
                        .map(range -> new Lighter(
                                share(tokens.get(range[0]).weight()),
                                seen(places[range[0]], places[range[1]], chunks.size(), length)))
                        .toList());
    }

    /// {@return the first chunk of a prompt as it was typed, with what fits in}
    public static PromptChunk start(String typed, ClipTokenizer tokenizer) {
        List<PromptChunk.Token> tokens = tokenizer.encode(typed).stream()
                .limit(tokenizer.length() - 2)
                .map(piece -> new PromptChunk.Token(piece, 1))
                .toList();
        return PromptChunk.of(tokens, tokenizer);
    }

    /// {@return how many of `tokens` go into the next chunk}
    private static int split(List<PromptChunk.Token> tokens, int room) {
        if (tokens.size() <= room) {
            return tokens.size();
        }
        for (Set<String> marks : List.of(SENTENCE, PHRASE)) {
            for (int i = room - 1; i >= 0; i--) {
                Piece piece = tokens.get(i).piece();
                if (piece.endsWord() && marks.contains(piece.text())) {
                    return i + 1;
                }
            }
        }
        for (int i = room - 1; i >= 0; i--) {
            if (tokens.get(i).piece().endsWord()) {
                return i + 1;
            }
        }
        return room;
    }

    /// Half and half at a weight of 0.5, nothing but the text without it at 0.
    private static double share(double weight) {
        return Math.tan((1 - Math.max(LEAST, weight)) * Math.PI / 2);
    }

    private static List<List<Boolean>> seen(int first, int last, int chunks, int length) {
        List<List<Boolean>> seen = new ArrayList<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<Boolean> row = new ArrayList<>(Collections.nCopies(length, true));
            for (int i = 1; i < length - 1; i++) {
                int place = chunk * length + i;
                row.set(i, place < first || place > last);
            }
            seen.add(row);
        }
        return seen;
    }
}
