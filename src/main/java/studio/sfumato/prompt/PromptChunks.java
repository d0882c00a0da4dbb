package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.error.RequestException;

/// Cuts a prompt of any length into chunks the text encoder can read, where A1111 1.10 cuts it
/// (`modules/sd_hijack_clip.py`, `tokenize_line`): after 75 tokens, or after a comma that is among the last 20 of
/// them, so that no phrase is torn apart; and at `BREAK`. A taught word stays in one piece.
public final class PromptChunks {
    /// More is no prompt but a file, and would keep the U-Net busy for hours.
    static final int MOST = 100;

    /// A1111's setting `comma_padding_backtrack`.
    private static final int BACKTRACK = 20;

    private final ClipTokenizer tokenizer;
    private final int room;
    private final List<PromptChunk> chunks = new ArrayList<>();
    private final List<PromptChunk.Token> filling = new ArrayList<>();
    private int comma = -1;

    private PromptChunks(ClipTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.room = tokenizer.length() - 2;
    }

    /// {@return the chunks of a prompt, at least one}
    ///
    /// @throws RequestException if it is longer than 100 chunks
    public static List<PromptChunk> of(List<PromptPart> parts, ClipTokenizer tokenizer) {
        PromptChunks made = new PromptChunks(tokenizer);
        for (PromptPart part : parts) {
            switch (part) {
                case PromptPart.Break _ -> made.finish();
                case PromptPart.Text text ->
                    tokenizer
                            .encode(text.text())
                            .forEach(piece -> made.add(new PromptChunk.Token(piece, text.weight())));
            }
        }
        if (!made.filling.isEmpty() || made.chunks.isEmpty()) {
            made.finish();
        }
        return List.copyOf(made.chunks);
    }

    /// {@return the one chunk that holds the first tokens of a prompt, as many as fit}
    static PromptChunk cut(List<PromptPart> parts, ClipTokenizer tokenizer) {
        List<PromptChunk.Token> tokens = new ArrayList<>();
        for (PromptPart part : parts) {
            switch (part) {
                case PromptPart.Break _ -> {}
                case PromptPart.Text text ->
                    tokenizer
                            .encode(text.text())
                            .forEach(piece -> tokens.add(new PromptChunk.Token(piece, text.weight())));
            }
        }
        return PromptChunk.of(tokens.subList(0, Math.min(tokens.size(), tokenizer.length() - 2)), tokenizer);
    }

    /// {@return `chunks` followed by as many empty ones as make `count`}
    public static List<PromptChunk> padded(List<PromptChunk> chunks, int count, ClipTokenizer tokenizer) {
        List<PromptChunk> padded = new ArrayList<>(chunks);
        while (padded.size() < count) {
            padded.add(PromptChunk.of(List.of(), tokenizer));
        }
        return padded;
    }

    private void add(PromptChunk.Token token) {
        if (token.piece().text().equals(",") && token.piece().endsWord()) {
            comma = filling.size();
        } else if (filling.size() == room && comma >= 0 && filling.size() - comma <= BACKTRACK) {
            List<PromptChunk.Token> afterComma = filling.subList(comma + 1, filling.size());
            List<PromptChunk.Token> moved = List.copyOf(afterComma);
            afterComma.clear();
            finish();
            filling.addAll(moved);
        }
        boolean starts =
                token.piece().taught().map(vector -> vector.index() == 0).orElse(true);
        boolean tooLong =
                starts && !filling.isEmpty() && filling.size() + token.piece().together() > room;
        if (filling.size() == room || tooLong) {
            finish();
        }
        filling.add(token);
    }

    private void finish() {
        requireRoom(chunks.size(), room);
        chunks.add(PromptChunk.of(filling, tokenizer));
        filling.clear();
        comma = -1;
    }

    /// Refuses one chunk more than there may be.
    static void requireRoom(int chunks, int room) {
        if (chunks == MOST) {
            throw new RequestException(
                    "the prompt has more than " + MOST + " chunks of " + room + " tokens", "shorten it", null);
        }
    }
}
