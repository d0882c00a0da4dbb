package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.prompt.ClipTokenizer;
import studio.sfumato.prompt.CompelChunks;
import studio.sfumato.prompt.CompelPrompt;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptPart;
import studio.sfumato.prompt.TowardsEmpty;
import studio.sfumato.prompt.Weighting;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Runs one text encoder over a prompt in InvokeAI's language (`compel/compel.py`, `compel/embeddings_provider.py`).
///
/// @param model what messages call it
/// @param width how wide the encoder's tokens are
/// @param masked whether the encoder takes [ClipTextModel#MASK]
record CompelEncoder(
        Session session, String model, ClipTokenizer tokenizer, int width, boolean masked, CancellationToken token) {
    /// {@return what the encoder says: clause after clause, and the summary of the prompt as it was typed}
    ChunkEncoder.Encoded encode(CompelPrompt prompt, String typed) {
        Tensor empty = hidden(PromptChunk.of(List.of(), tokenizer), null);
        List<Tensor> clauses = new ArrayList<>();
        for (CompelPrompt.Clause clause : prompt.clauses()) {
            List<Tensor> texts = clause.texts().stream()
                    .map(text -> encode(text, () -> empty))
                    .toList();
            Tensor mixed = mixture(lengthened(texts, empty), clause.shares());
            Tensor from = lengthened(List.of(empty, mixed), empty).getFirst();
            clauses.add(clause.weight() == 1 ? mixed : from.combine(1 - clause.weight(), mixed, clause.weight()));
        }
        PromptChunk first = CompelChunks.start(typed, tokenizer);
        return new ChunkEncoder.Encoded(
                Conditioning.chunks(clauses), run(first, null).get(ClipTextModel.POOLED));
    }

    /// Stretches that count less are mixed with what the text is without them.
    private Tensor encode(List<PromptPart.Text> text, Supplier<Tensor> empty) {
        CompelChunks read = CompelChunks.of(text, tokenizer);
        List<Tensor> mixed = new ArrayList<>(List.of(encode(read.chunks(), null, empty)));
        List<Double> shares = new ArrayList<>(List.of(1.0));
        for (CompelChunks.Lighter lighter : read.lighter()) {
            mixed.add(encode(read.chunks(), lighter.seen(), empty));
            shares.add(lighter.share());
        }
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        return mixture(mixed, shares.stream().map(share -> share / sum).toList());
    }

    private Tensor encode(List<PromptChunk> chunks, @Nullable List<List<Boolean>> seen, Supplier<Tensor> empty) {
        List<Tensor> hidden = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            Tensor said = hidden(chunks.get(i), seen == null ? null : seen.get(i));
            Weighting.Answer answer = new Weighting.Answer(said, chunks.get(i).weights(), 1);
            hidden.addAll(TowardsEmpty.INSTANCE.apply(List.of(answer), empty));
        }
        return Conditioning.chunks(hidden);
    }

    private static Tensor mixture(List<Tensor> parts, List<Double> shares) {
        if (parts.size() == 1 && shares.getFirst() == 1) {
            return parts.getFirst();
        }
        Tensor sum = parts.getFirst().times(shares.getFirst());
        for (int i = 1; i < parts.size(); i++) {
            sum = sum.combine(1, parts.get(i), shares.get(i));
        }
        return sum;
    }

    /// {@return `texts`, the shorter ones followed by as many empty prompts as make them equally long}
    private static List<Tensor> lengthened(List<Tensor> texts, Tensor empty) {
        int most = texts.stream().mapToInt(text -> text.shape().at(1)).max().orElseThrow();
        int chunk = empty.shape().at(1);
        return texts.stream()
                .map(text -> {
                    List<Tensor> padded = new ArrayList<>(List.of(text));
                    padded.addAll(Collections.nCopies((most - text.shape().at(1)) / chunk, empty));
                    return Conditioning.chunks(padded);
                })
                .toList();
    }

    private Tensor hidden(PromptChunk chunk, @Nullable List<Boolean> seen) {
        return ChunkEncoder.output(run(chunk, seen), ClipTextModel.HIDDEN, model);
    }

    private Map<String, Tensor> run(PromptChunk chunk, @Nullable List<Boolean> seen) {
        Map<String, Tensor> inputs = TextInputs.of(chunk, width);
        if (masked) {
            float[] mask = new float[chunk.ids().size()];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = seen == null || seen.get(i) ? 1 : 0;
            }
            inputs.put(ClipTextModel.MASK, Tensor.wrap(Shape.of(1, mask.length), mask));
        }
        return session.run(inputs, token);
    }
}
