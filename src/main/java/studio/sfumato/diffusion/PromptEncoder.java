package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptCache;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.UnknownWords;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// Turns prompts into what the U-Net is guided by, with one text encoder or, for SDXL, two. A long prompt is encoded
/// chunk by chunk, as in A1111 1.10, and what its weights ask for is done to each chunk by itself.
final class PromptEncoder {
    private final ModelSource model;
    private final Networks networks;
    private final PromptReader reader;
    private final PromptCache cache = new PromptCache();
    private final Optional<UnknownWords> knownWords;

    PromptEncoder(ModelSource model, Networks networks) {
        this.model = model;
        this.networks = networks;
        this.reader = PromptReader.of(model);
        this.knownWords = model.defaults().words().map(UnknownWords::new);
    }

    /// {@return what the user should know about a prompt: words the model never saw}
    List<String> notices(String prompt, Emphasis emphasis) {
        return knownWords.map(known -> known.in(emphasis.words(prompt))).orElse(List.of()).stream()
                .map(unknown -> "the model " + model.defaults().name() + " does not know '" + unknown.word() + "'"
                        + (unknown.nearest().isEmpty() ? "" : "; it knows " + String.join(", ", unknown.nearest())))
                .toList();
    }

    /// {@return the networks that encode prompts with this clip skip}
    List<Networks.Recipe> recipes(int clipSkip) {
        return reader.encoders().stream().map(part -> recipe(part, clipSkip)).toList();
    }

    private Networks.Recipe recipe(ModelPart part, int clipSkip) {
        return networks.textEncoder(
                part, model.family() == ModelFamily.SDXL ? HiddenState.PENULTIMATE : HiddenState.clipSkip(clipSkip));
    }

    /// {@return the prompt's conditioning and, if there is guidance, the negative prompt's}
    ///
    /// @throws studio.sfumato.error.RequestException if a prompt's weights or its length cannot be
    Pair encode(Prompt prompt, boolean guided, Consumer<GenerationEvent> events, CancellationToken token) {
        Conditioning positive = remembered(prompt.positive(), prompt, events, token);
        if (!guided) {
            return new Pair(positive, null);
        }
        Optional<Conditioning> zeros = positive.zeroedNegative(prompt.negative(), model.forceZerosForEmptyPrompt());
        return new Pair(positive, zeros.orElseGet(() -> remembered(prompt.negative(), prompt, events, token)));
    }

    /// What guides a picture: towards the first and, with guidance, away from the second.
    record Pair(Conditioning positive, @Nullable Conditioning negative) {}

    private Conditioning remembered(
            String text, Prompt settings, Consumer<GenerationEvent> events, CancellationToken token) {
        int clipSkip = model.family() == ModelFamily.SDXL ? 1 : settings.clipSkip();
        Emphasis emphasis = settings.emphasis();
        return cache.get(text, clipSkip, emphasis, () -> encode(text, clipSkip, emphasis, events, token));
    }

    private Conditioning encode(
            String text, int clipSkip, Emphasis emphasis, Consumer<GenerationEvent> events, CancellationToken token) {
        List<Encoded> encoded = new ArrayList<>();
        reader.readForAll(text, emphasis)
                .forEach((part, chunks) -> encoded.add(networks.use(
                        recipe(part, clipSkip), events, token, session -> run(session, chunks, emphasis, token))));
        Tensor first = encoded.getFirst().hidden();
        if (encoded.size() == 1) {
            return Conditioning.of(first);
        }
        Encoded second = encoded.get(1);
        return Conditioning.sdxl(first, second.hidden(), output(second.firstChunk(), ClipTextModel.POOLED));
    }

    /// @param hidden the weighted hidden states of all chunks
    /// @param firstChunk all that the network said about the first; weights leave its pooled output alone
    private record Encoded(Tensor hidden, Map<String, Tensor> firstChunk) {}

    private Encoded run(Session session, List<PromptChunk> chunks, Emphasis emphasis, CancellationToken token) {
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        List<Tensor> hidden = new ArrayList<>();
        for (PromptChunk chunk : chunks) {
            outputs.add(session.run(Map.of(ClipTextModel.INPUT_IDS, chunk.inputIds()), token));
            hidden.add(emphasis.apply(output(outputs.getLast(), ClipTextModel.HIDDEN), chunk.weights()));
        }
        return new Encoded(Conditioning.chunks(hidden), outputs.getFirst());
    }

    private Tensor output(Map<String, Tensor> outputs, String name) {
        Tensor output = outputs.get(name);
        if (output == null) {
            throw new ModelFileException(model.name() + ": the text encoder has no output '" + name + "'");
        }
        return output;
    }
}
