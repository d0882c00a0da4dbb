package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.prompt.CompelPrompt;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.ConditioningSchedule;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptCache;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.PromptSchedule;
import studio.sfumato.prompt.UnknownWords;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.lora.LoraSet;

/// Turns prompts into what the U-Net is guided by, with one text encoder or, for SDXL, two. A long prompt is encoded
/// chunk by chunk, as in A1111 1.10, and what its weights ask for is done to each chunk by itself.
final class PromptEncoder {
    /// A GB of hidden states with SDXL, the largest.
    private static final int MOST_CHUNKS = 1500;

    private final ModelSource model;
    private final Networks networks;
    private final PromptReader reader;
    private final Embeddings embeddings;
    private final PromptCache cache = new PromptCache();
    private final Optional<UnknownWords> knownWords;

    /// @param shelf where embeddings are found
    PromptEncoder(ModelSource model, Networks networks, AddOnShelf shelf) {
        this.model = model;
        this.networks = networks;
        this.reader = PromptReader.of(model);
        this.embeddings = new Embeddings(shelf);
        this.knownWords = model.defaults().words().map(UnknownWords::new);
    }

    /// {@return the embeddings that a request's prompts name, and what reads prompts with them}
    ///
    /// @throws studio.sfumato.error.StudioException as [Embeddings#of]
    Embeddings.Found embeddings(Prompt prompt, List<PromptPlan> plans) {
        List<String> texts =
                plans.stream().flatMap(plan -> plan.texts().stream()).distinct().toList();
        return embeddings.of(reader, texts, prompt.rules(), prompt.addOns().embeddings());
    }

    /// {@return what the user should know about a request's prompts: what was cut off, words the model never
    /// saw, and what has no effect}
    List<String> notices(PromptPlan plan, PromptRules rules, Embeddings.Found taught) {
        List<String> notices = new ArrayList<>();
        if (plan.parts().size() == 1 && plan.parts().getFirst().weight() != 1) {
            notices.add("the number after the last ':' is the prompt's weight, as in A1111: "
                    + plan.parts().getFirst().weight());
        }
        int cut = plan.texts().stream()
                .mapToInt(text -> taught.reader().cut(text, rules))
                .max()
                .orElse(0);
        if (cut > 0) {
            notices.add("the last " + cut + " tokens of a prompt are cut off: only " + reader.room()
                    + " count, as in diffusers");
        }
        knownWords.ifPresent(known -> plan.texts().stream()
                .flatMap(text -> known.in(words(text, rules, taught)).stream())
                .map(unknown -> "the model " + model.defaults().name() + " does not know '" + unknown.word() + "'"
                        + (unknown.nearest().isEmpty() ? "" : "; it knows " + String.join(", ", unknown.nearest())))
                .distinct()
                .forEach(notices::add));
        return notices;
    }

    /// {@return the words of a text that the model should have learnt: not those that embeddings stand for}
    private static String words(String text, PromptRules rules, Embeddings.Found taught) {
        return rules.stretches(text).stream()
                .map(stretch -> {
                    StringBuilder words = new StringBuilder(stretch);
                    for (Piece piece : taught.reader().encode(stretch).reversed()) {
                        if (piece.taught().filter(vector -> vector.index() == 0).isPresent()) {
                            words.replace(piece.start(), piece.end(), " ");
                        }
                    }
                    return words.toString();
                })
                .collect(Collectors.joining(" "));
    }

    /// {@return the networks that encode a prompt}
    ///
    /// @param loras what changes them
    List<Networks.Recipe> recipes(PromptPlan plan, Prompt settings, LoraSet loras) {
        boolean masked = settings.rules().dialect() == PromptDialect.INVOKE
                && plan.texts().stream()
                        .anyMatch(text -> CompelPrompt.parse(text).lightened());
        return reader.encoders().stream()
                .map(part -> recipe(part, settings.clipSkip(), masked, loras))
                .toList();
    }

    private Networks.Recipe recipe(ModelPart part, int clipSkip, boolean masked, LoraSet loras) {
        return networks.textEncoder(
                part,
                model.family() == ModelFamily.SDXL ? HiddenState.PENULTIMATE : HiddenState.clipSkip(clipSkip),
                masked,
                loras);
    }

    /// {@return what every text of the prompt means and, if there is guidance, of the negative prompt}
    ///
    /// @param negative `null` where it takes no part
    /// @param loras what changes the encoders
    /// @param taught the embeddings the prompts name
    /// @param zerosForEmpty whether SDXL gets zeros in place of an empty negative prompt, if the model wants that
    /// @throws RequestException if a text's weights or its length cannot be
    EncodedPrompts encode(
            PromptPlan positive,
            @Nullable PromptPlan negative,
            Prompt settings,
            LoraSet loras,
            Embeddings.Found taught,
            boolean zerosForEmpty,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        Encoding encoding = new Encoding(
                model.family() == ModelFamily.SDXL ? 1 : settings.clipSkip(),
                settings.rules(),
                loras,
                taught,
                events,
                token);
        List<ConditioningSchedule> parts = positive.parts().stream()
                .map(part -> remembered(part.schedule(), encoding))
                .toList();
        EncodedPrompts encoded = EncodedPrompts.of(
                parts,
                positive.weights(),
                negative == null
                        ? null
                        : negative(
                                negative.parts().getFirst().schedule(),
                                parts.getFirst(),
                                zerosForEmpty && model.forceZerosForEmptyPrompt(),
                                encoding));
        return model.refiner() ? encoded.scored() : encoded;
    }

    private record Encoding(
            int clipSkip,
            PromptRules rules,
            LoraSet loras,
            Embeddings.Found taught,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        PromptReader reader() {
            return taught.reader();
        }

        /// What tells apart what has changed the encoders.
        String changes() {
            String identity = taught.identity();
            return identity.isEmpty() ? loras.textIdentity() : loras.textIdentity() + "\n" + identity;
        }
    }

    private ConditioningSchedule negative(
            PromptSchedule schedule, ConditioningSchedule positive, boolean forceZeros, Encoding encoding) {
        return positive.at(0)
                .zeroedNegative(String.join("", schedule.texts()), forceZeros)
                .map(zeros -> new ConditioningSchedule(schedule, Map.of("", zeros)))
                .orElseGet(() -> remembered(schedule, encoding));
    }

    private ConditioningSchedule remembered(PromptSchedule schedule, Encoding encoding) {
        List<String> texts = schedule.texts();
        return new ConditioningSchedule(
                schedule,
                cache.get(
                        texts,
                        encoding.clipSkip(),
                        encoding.rules(),
                        encoding.changes(),
                        () -> encode(texts, encoding)));
    }

    private Map<String, Conditioning> encode(List<String> schedule, Encoding encoding) {
        if (encoding.rules().dialect() == PromptDialect.INVOKE) {
            return Map.of(schedule.getFirst(), compel(schedule.getFirst(), encoding));
        }
        List<String> texts = schedule.stream().distinct().toList();
        List<Integer> times = texts.stream()
                .map(text -> Collections.frequency(schedule, text))
                .toList();
        Map<ModelPart, List<List<PromptChunk>>> chunks = encoding.reader().readForAll(texts, encoding.rules());
        requireFew(chunks.values().iterator().next());
        List<List<ChunkEncoder.Encoded>> encoded = new ArrayList<>();
        chunks.forEach((part, read) -> encoded.add(networks.use(
                recipe(part, encoding.clipSkip(), false, encoding.loras()),
                encoding.events(),
                encoding.token(),
                session -> new ChunkEncoder(
                                session, model.name(), reader.empty(part), reader.width(part), encoding.token())
                        .encode(read, times, encoding.rules().weighting()))));
        Map<String, Conditioning> meanings = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            ChunkEncoder.Encoded first = encoded.getFirst().get(i);
            ChunkEncoder.Encoded last = encoded.getLast().get(i);
            meanings.put(
                    texts.get(i),
                    encoded.size() == 1
                            ? single(first)
                            : Conditioning.sdxl(first.hidden(), last.hidden(), last.requirePooled()));
        }
        return meanings;
    }

    private Conditioning compel(String typed, Encoding encoding) {
        CompelPrompt prompt = CompelPrompt.parse(typed);
        List<ChunkEncoder.Encoded> encoded = new ArrayList<>();
        for (ModelPart part : reader.encoders()) {
            encoded.add(networks.use(
                    recipe(part, encoding.clipSkip(), prompt.lightened(), encoding.loras()),
                    encoding.events(),
                    encoding.token(),
                    session -> new CompelEncoder(
                                    session,
                                    model.name(),
                                    encoding.reader().tokenizer(part),
                                    reader.width(part),
                                    prompt.lightened(),
                                    encoding.token())
                            .encode(prompt, typed)));
        }
        Tensor first = encoded.getFirst().hidden();
        if (encoded.size() == 1) {
            return single(encoded.getFirst());
        }
        Tensor last = encoded.getLast().hidden();
        int most = Math.max(first.shape().at(1), last.shape().at(1));
        return Conditioning.sdxl(
                zeroPadded(first, most),
                zeroPadded(last, most),
                encoded.getLast().requirePooled());
    }

    /// With one text encoder: SDXL's refiner has a summary of the text all the same.
    private Conditioning single(ChunkEncoder.Encoded only) {
        return model.refiner() ? new Conditioning(only.hidden(), only.requirePooled()) : Conditioning.of(only.hidden());
    }

    /// InvokeAI's way where one vocabulary needs more chunks than the other.
    private static Tensor zeroPadded(Tensor hidden, int tokens) {
        int missing = tokens - hidden.shape().at(1);
        Shape rest = Shape.of(1, missing, hidden.shape().at(2));
        return missing == 0 ? hidden : Conditioning.chunks(List.of(hidden, Tensor.zeros(rest)));
    }

    private static void requireFew(List<List<PromptChunk>> texts) {
        int chunks = texts.size() * texts.getFirst().size();
        if (chunks > MOST_CHUNKS) {
            throw new RequestException(
                    "the prompt changes so often that " + chunks + " chunks would have to be kept; at most "
                            + MOST_CHUNKS + " can be",
                    "shorten it, or let fewer texts take turns",
                    null);
        }
    }
}
