package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What the text encoder reads at once: tokens of a prompt between a start and an end token, filled up with padding.
///
/// @param tokens the prompt's own tokens
/// @param ids all ids, start, end and padding included
public record PromptChunk(List<Token> tokens, List<Integer> ids) {
    /// A token of the prompt.
    ///
    /// @param piece which
    /// @param weight how much it counts
    public record Token(Piece piece, double weight) {}

    /// Copies the lists.
    public PromptChunk {
        tokens = List.copyOf(tokens);
        ids = List.copyOf(ids);
    }

    /// {@return the chunk of `tokens`, at most two fewer than `tokenizer` gives ids}
    public static PromptChunk of(List<Token> tokens, ClipTokenizer tokenizer) {
        List<Integer> ids = new ArrayList<>(tokenizer.length());
        ids.add(tokenizer.start());
        tokens.forEach(token -> ids.add(token.piece().id()));
        ids.add(tokenizer.end());
        ids.addAll(Collections.nCopies(tokenizer.length() - ids.size(), tokenizer.pad()));
        return new PromptChunk(tokens, ids);
    }

    /// {@return the ids as the encoder takes them, `[1, ids]`}
    public Tensor inputIds() {
        float[] values = new float[ids.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ids.get(i);
        }
        return Tensor.wrap(Shape.of(1, values.length), values);
    }

    /// {@return the weight of each id; start, end and padding have 1}
    public List<Double> weights() {
        List<Double> weights = new ArrayList<>(Collections.nCopies(ids.size(), 1.0));
        for (int i = 0; i < tokens.size(); i++) {
            weights.set(i + 1, tokens.get(i).weight());
        }
        return weights;
    }
}
