package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.Weighting;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Tensor;

/// Runs one text encoder over the chunks of texts.
///
/// @param model what messages call it
/// @param empty a chunk without any text
/// @param width how wide the encoder's tokens are
record ChunkEncoder(Session session, String model, PromptChunk empty, int width, CancellationToken token) {
    /// What an encoder says to a text.
    ///
    /// @param hidden its weighted hidden states, chunk after chunk, `[1, tokens, features]`
    /// @param pooled the text's summary, if the encoder has one: that of the first chunk, which weights leave alone
    record Encoded(Tensor hidden, @Nullable Tensor pooled) {
        Tensor requirePooled() {
            if (pooled == null) {
                throw new ModelFileException("the second text encoder has no pooled output");
            }
            return pooled;
        }
    }

    /// {@return what the encoder says to each of some texts}
    ///
    /// @param texts the chunks of each; all have as many
    /// @param times how often each stands in its schedule
    List<Encoded> encode(List<List<PromptChunk>> texts, List<Integer> times, Weighting weighting) {
        Supplier<Tensor> empty = once(() -> hidden(run(this.empty)));
        List<@Nullable Tensor> pooled = new ArrayList<>();
        List<List<Tensor>> hidden = new ArrayList<>();
        for (int place = 0; place < texts.getFirst().size(); place++) {
            List<Weighting.Answer> answers = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                PromptChunk chunk = texts.get(i).get(place);
                Map<String, Tensor> said = run(chunk);
                if (place == 0) {
                    pooled.add(said.get(ClipTextModel.POOLED));
                }
                answers.add(new Weighting.Answer(hidden(said), chunk.weights(), times.get(i)));
            }
            hidden.add(weighting.apply(answers, empty));
        }
        List<Encoded> encoded = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int text = i;
            encoded.add(new Encoded(
                    Conditioning.chunks(
                            hidden.stream().map(chunk -> chunk.get(text)).toList()),
                    pooled.get(i)));
        }
        return encoded;
    }

    private static Supplier<Tensor> once(Supplier<Tensor> made) {
        AtomicReference<@Nullable Tensor> kept = new AtomicReference<>();
        return () -> {
            Tensor known = kept.get();
            if (known == null) {
                known = made.get();
                kept.set(known);
            }
            return known;
        };
    }

    private Map<String, Tensor> run(PromptChunk chunk) {
        return session.run(TextInputs.of(chunk, width), token);
    }

    private Tensor hidden(Map<String, Tensor> said) {
        return output(said, ClipTextModel.HIDDEN, model);
    }

    /// {@return one of the things an encoder said}
    ///
    /// @throws ModelFileException if it did not
    static Tensor output(Map<String, Tensor> said, String name, String model) {
        Tensor output = said.get(name);
        if (output == null) {
            throw new ModelFileException(model + ": the text encoder has no output '" + name + "'");
        }
        return output;
    }
}
