package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.prompt.ClipTokenizer;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.PromptCache;
import studio.sfumato.prompt.Tokens;
import studio.sfumato.prompt.UnknownWords;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// Turns prompts into what the U-Net is guided by, with one text encoder or, for SDXL, two.
final class PromptEncoder {
    private final ModelSource model;
    private final Networks networks;
    private final List<Encoder> encoders = new ArrayList<>();
    private final PromptCache cache = new PromptCache();
    private final Optional<UnknownWords> knownWords;

    private record Encoder(ModelPart part, ClipTokenizer tokenizer) {}

    PromptEncoder(ModelSource model, Networks networks) {
        this.model = model;
        this.networks = networks;
        this.knownWords = model.defaults().words().map(UnknownWords::new);
        for (ModelPart part : List.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2)) {
            if (model.parts().contains(part)) {
                encoders.add(new Encoder(part, tokenizer(part)));
            }
        }
    }

    private ClipTokenizer tokenizer(ModelPart part) {
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

    /// {@return what the user should know about a prompt: words that did not fit, words the model never saw}
    List<String> notices(String field, String prompt) {
        List<String> notices = new ArrayList<>();
        Tokens tokens = encoders.getFirst().tokenizer().encode(prompt);
        if (!tokens.fits()) {
            notices.add("the last " + tokens.cutWords() + " words of the " + field + " did not fit into "
                    + (encoders.getFirst().tokenizer().length() - 2) + " tokens: " + shortened(tokens.cut()));
        }
        knownWords
                .map(known -> known.in(prompt))
                .orElse(List.of())
                .forEach(unknown -> notices.add("the model "
                        + model.defaults().name() + " does not know '" + unknown.word() + "'"
                        + (unknown.nearest().isEmpty() ? "" : "; it knows " + String.join(", ", unknown.nearest()))));
        return notices;
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }

    /// {@return the networks that encode prompts with this clip skip}
    List<Networks.Recipe> recipes(int clipSkip) {
        return encoders.stream()
                .map(encoder -> networks.textEncoder(encoder.part(), state(clipSkip)))
                .toList();
    }

    /// {@return the prompt's conditioning and, if there is guidance, the negative prompt's}
    Pair encode(Prompt prompt, boolean guided, Consumer<GenerationEvent> events, CancellationToken token) {
        int clipSkip = model.family() == ModelFamily.SDXL ? 1 : prompt.clipSkip();
        Conditioning positive = remembered(prompt.positive(), clipSkip, events, token);
        if (!guided) {
            return new Pair(positive, null);
        }
        Optional<Conditioning> zeros = positive.zeroedNegative(prompt.negative(), model.forceZerosForEmptyPrompt());
        return new Pair(positive, zeros.orElseGet(() -> remembered(prompt.negative(), clipSkip, events, token)));
    }

    /// What guides a picture: towards the first and, with guidance, away from the second.
    record Pair(Conditioning positive, @Nullable Conditioning negative) {}

    private Conditioning remembered(
            String text, int clipSkip, Consumer<GenerationEvent> events, CancellationToken token) {
        return cache.get(text, clipSkip, () -> encode(text, clipSkip, events, token));
    }

    private Conditioning encode(String text, int clipSkip, Consumer<GenerationEvent> events, CancellationToken token) {
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        for (Encoder encoder : encoders) {
            Tensor ids = ids(encoder.tokenizer().encode(text));
            outputs.add(networks.use(
                    networks.textEncoder(encoder.part(), state(clipSkip)),
                    events,
                    token,
                    session -> session.run(Map.of(ClipTextModel.INPUT_IDS, ids), token)));
        }
        Tensor first = output(outputs.getFirst(), ClipTextModel.HIDDEN);
        return outputs.size() == 1
                ? Conditioning.of(first)
                : Conditioning.sdxl(
                        first,
                        output(outputs.get(1), ClipTextModel.HIDDEN),
                        output(outputs.get(1), ClipTextModel.POOLED));
    }

    private HiddenState state(int clipSkip) {
        return model.family() == ModelFamily.SDXL ? HiddenState.PENULTIMATE : HiddenState.clipSkip(clipSkip);
    }

    private static Tensor ids(Tokens tokens) {
        int[] ids = tokens.toArray();
        float[] values = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = ids[i];
        }
        return Tensor.wrap(Shape.of(1, ids.length), values);
    }

    private Tensor output(Map<String, Tensor> outputs, String name) {
        Tensor output = outputs.get(name);
        if (output == null) {
            throw new ModelFileException(model.name() + ": the text encoder has no output '" + name + "'");
        }
        return output;
    }
}
