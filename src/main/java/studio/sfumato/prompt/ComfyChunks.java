package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;

/// Cuts a prompt into chunks where ComfyUI cuts it (`comfy/sd1_clip.py`, `tokenize_with_weights`): a stretch of one
/// weight with fewer than eight tokens stays whole, a longer one is cut where the chunk is full. A taught word is a
/// stretch of its own.
final class ComfyChunks {
    private static final int WHOLE = 8;

    private final ClipTokenizer tokenizer;
    private final List<PromptChunk> chunks = new ArrayList<>();
    private final List<PromptChunk.Token> filling = new ArrayList<>();

    private ComfyChunks(ClipTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// {@return the chunks of a prompt, at least one}
    ///
    /// @throws studio.sfumato.error.RequestException if it is longer than 100 chunks
    static List<PromptChunk> of(List<PromptPart> parts, ClipTokenizer tokenizer) {
        ComfyChunks made = new ComfyChunks(tokenizer);
        for (PromptPart part : parts) {
            switch (part) {
                case PromptPart.Break _ -> made.finish();
                case PromptPart.Text text ->
                    made.addStretches(tokenizer.encode(text.text()).stream()
                            .map(piece -> new PromptChunk.Token(piece, text.weight()))
                            .toList());
            }
        }
        made.finish();
        return List.copyOf(made.chunks);
    }

    private void addStretches(List<PromptChunk.Token> tokens) {
        int from = 0;
        for (int i = 1; i <= tokens.size(); i++) {
            if (i == tokens.size()
                    || !sameStretch(tokens.get(i - 1).piece(), tokens.get(i).piece())) {
                add(tokens.subList(from, i));
                from = i;
            }
        }
    }

    private static boolean sameStretch(Piece before, Piece piece) {
        return before.taught().isPresent() == piece.taught().isPresent()
                && piece.taught().map(vector -> vector.index() > 0).orElse(true);
    }

    private void add(List<PromptChunk.Token> stretch) {
        int room = tokenizer.length() - 2;
        boolean cut = stretch.size() >= Math.min(WHOLE, room + 1);
        int from = 0;
        while (stretch.size() - from > room - filling.size()) {
            if (cut) {
                int to = from + room - filling.size();
                filling.addAll(stretch.subList(from, to));
                from = to;
            }
            finish();
        }
        filling.addAll(stretch.subList(from, stretch.size()));
    }

    private void finish() {
        PromptChunks.requireRoom(chunks.size(), tokenizer.length() - 2);
        chunks.add(PromptChunk.of(filling, tokenizer));
        filling.clear();
    }
}
