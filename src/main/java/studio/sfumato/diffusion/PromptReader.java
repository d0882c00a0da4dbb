package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.prompt.ClipTokenizer;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptChunks;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.TaughtWords;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// Cuts prompts into the tokens that a model's text encoders are given: one encoder or, for SDXL, two.
public final class PromptReader {
    private final SequencedMap<ModelPart, ClipTokenizer> tokenizers;
    private final Optional<Reads> reads;

    /// What a model's text encoders take.
    ///
    /// @param model what the model is called
    /// @param family its kind, as people call it
    /// @param widths how wide each encoder's tokens are, the first's first
    record Reads(String model, String family, List<Integer> widths) {
        String wide() {
            return widths.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        }
    }

    private PromptReader(SequencedMap<ModelPart, ClipTokenizer> tokenizers, Optional<Reads> reads) {
        this.tokenizers = tokenizers;
        this.reads = reads;
    }

    /// {@return a reader with the tokenizers of `model`; CLIP's own vocabulary where it brings none}
    ///
    /// @throws ModelFileException if a tokenizer is damaged or does not go with its encoder
    public static PromptReader of(ModelSource model) {
        SequencedMap<ModelPart, ClipTokenizer> tokenizers = new LinkedHashMap<>();
        List<Integer> widths = new ArrayList<>();
        for (ModelPart part : List.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2)) {
            if (model.parts().contains(part)) {
                tokenizers.put(part, tokenizer(model, part));
                widths.add(ClipConfig.from(model.config(part)).width());
            }
        }
        return new PromptReader(
                tokenizers, Optional.of(new Reads(model.name(), model.family().label(), List.copyOf(widths))));
    }

    /// {@return a reader with CLIP's own vocabulary, as SD 1.x has it}
    public static PromptReader clip() {
        return new PromptReader(
                new LinkedHashMap<>(Map.of(ModelPart.TEXT_ENCODER, ClipTokenizer.shipped())), Optional.empty());
    }

    private static ClipTokenizer tokenizer(ModelSource model, ModelPart part) {
        ClipConfig config = ClipConfig.from(model.config(part));
        boolean padsWithMark = part == ModelPart.TEXT_ENCODER_2 || model.family() == ModelFamily.SD2;
        ClipTokenizer tokenizer = model.tokenizer(part)
                .flatMap(ClipTokenizer::find)
                .orElseGet(() -> padsWithMark ? ClipTokenizer.shipped("!") : ClipTokenizer.shipped());
        if (tokenizer.size() > config.vocabulary()) {
            throw new ModelFileException(model.name() + ": the tokenizer knows " + tokenizer.size()
                    + " tokens, but the " + part.label() + " only " + config.vocabulary());
        }
        return tokenizer.length() > config.positions() ? tokenizer.withLength(config.positions()) : tokenizer;
    }

    /// {@return this reader for encoders that have been taught words, and no others}
    ///
    /// @param words gives those of the encoder with a number, from 0
    PromptReader with(BiFunction<Integer, ClipTokenizer, TaughtWords> words) {
        SequencedMap<ModelPart, ClipTokenizer> taught = new LinkedHashMap<>();
        tokenizers.forEach(
                (part, tokenizer) -> taught.put(part, tokenizer.with(words.apply(taught.size(), tokenizer))));
        return new PromptReader(taught, reads);
    }

    /// {@return whether the encoders' tokens are so wide}; of what was made for two, SDXL's refiner
    /// takes the second
    /// half
    ///
    /// @param widths one number for each, the first's first
    public boolean takes(List<Integer> widths) {
        return reads.map(Reads::widths)
                .map(known -> widths.size() >= known.size()
                        && widths.subList(widths.size() - known.size(), widths.size())
                                .equals(known))
                .orElse(true);
    }

    /// {@return how wide the encoders' tokens are, in words: `768 and 1280`; empty where there is no model}
    public String wide() {
        return reads.map(Reads::wide).orElse("");
    }

    /// {@return what the model's encoders take; empty where there is no model}
    Optional<Reads> reads() {
        return reads;
    }

    /// {@return how wide an encoder's tokens are}
    int width(ModelPart encoder) {
        return reads.orElseThrow().widths().get(encoders().indexOf(encoder));
    }

    /// {@return the tokens of a text for the first encoder}
    List<Piece> encode(String text) {
        return tokenizers.firstEntry().getValue().encode(text);
    }

    /// {@return the text encoders, the first first}
    List<ModelPart> encoders() {
        return List.copyOf(tokenizers.keySet());
    }

    /// {@return how many tokens of a prompt fit into a chunk: 75 but for odd models}
    public int room() {
        return tokenizers.firstEntry().getValue().length() - 2;
    }

    /// {@return the chunks of a text for the first encoder, at least one}
    ///
    /// @throws studio.sfumato.error.RequestException if its weights or its length cannot be
    public List<PromptChunk> read(String text, PromptRules rules) {
        return rules.chunks(text, tokenizers.firstEntry().getValue());
    }

    /// {@return how many of a text's tokens are cut off, going by the first encoder}
    int cut(String text, PromptRules rules) {
        return rules.dialect() == PromptDialect.DIFFUSERS
                ? Math.max(0, tokenizers.firstEntry().getValue().encode(text).size() - room())
                : 0;
    }

    /// {@return the chunks of each of some texts for each encoder; as many for one as for the other}
    ///
    /// Hidden states of two encoders go side by side, and A1111 encodes the texts of a schedule together. Where one
    /// needs fewer chunks than another, empty ones follow.
    ///
    /// @throws studio.sfumato.error.RequestException if a text's weights or its length cannot be
    Map<ModelPart, List<List<PromptChunk>>> readForAll(List<String> texts, PromptRules rules) {
        Map<ModelPart, List<List<PromptChunk>>> chunks = new LinkedHashMap<>();
        tokenizers.forEach((part, tokenizer) -> chunks.put(
                part, texts.stream().map(text -> rules.chunks(text, tokenizer)).toList()));
        int most = chunks.values().stream()
                .flatMap(List::stream)
                .mapToInt(List::size)
                .max()
                .orElseThrow();
        tokenizers.forEach((part, tokenizer) -> chunks.computeIfPresent(
                part,
                (_, some) -> some.stream()
                        .map(text -> PromptChunks.padded(text, most, tokenizer))
                        .toList()));
        return chunks;
    }

    /// {@return the tokenizer of an encoder}
    ClipTokenizer tokenizer(ModelPart encoder) {
        return Objects.requireNonNull(tokenizers.get(encoder));
    }

    /// {@return a chunk without any text}
    PromptChunk empty(ModelPart encoder) {
        return PromptChunks.of(List.of(), Objects.requireNonNull(tokenizers.get(encoder)))
                .getFirst();
    }
}
