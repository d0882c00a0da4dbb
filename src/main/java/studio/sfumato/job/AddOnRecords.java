package studio.sfumato.job;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.error.StudioException;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Says in a picture which LoRAs and embeddings took part.
///
/// @param shelf where they are found
/// @param hashes works out their hashes
/// @param embeddings finds the embeddings that prompts name
/// @param reader gives what reads prompts as the model does; asked only where there are embeddings
public record AddOnRecords(AddOnShelf shelf, AddOnHash hashes, Embeddings embeddings, Supplier<PromptReader> reader) {
    private static final Logger LOG = LoggerFactory.getLogger(AddOnRecords.class);

    /// Enough to meet every text of a prompt that changes on the way.
    private static final StepRange STEPS = StepRange.first(100);

    /// Records of what is on `shelf`.
    AddOnRecords(AddOnShelf shelf, AddOnHash hashes, Supplier<PromptReader> reader) {
        this(shelf, hashes, new Embeddings(shelf), reader);
    }

    /// What is told about a prompt.
    ///
    /// @param text the prompt with a tag for every LoRA, as other programs know them
    /// @param prompt the prompt to store: files are named, their folders are not
    /// @param loraHashes A1111's `Lora hashes`; `null` without any
    /// @param embeddingHashes A1111's `TI hashes`; `null` without any
    record Told(
            String text,
            Prompt prompt,
            @Nullable String loraHashes,
            @Nullable String embeddingHashes) {}

    Told of(Prompt prompt) {
        List<NamedLora> loras = loras(prompt);
        Map<String, Path> loraFiles = new LinkedHashMap<>();
        loras.forEach(lora -> loraFiles.put(lora.name(), lora.file()));
        Map<String, Path> embeddingFiles = new LinkedHashMap<>();
        embeddings(prompt).forEach(embedding -> embeddingFiles.put(embedding.name(), embedding.file()));
        String tags = loras.stream()
                .filter(lora -> !lora.tagged())
                .map(AddOnRecords::tag)
                .collect(Collectors.joining());
        return new Told(
                tags.isEmpty() ? prompt.positive() : prompt.positive() + " " + tags,
                prompt.with(nameless(prompt.addOns())),
                hashes(AddOnKind.LORA, loraFiles),
                hashes(AddOnKind.EMBEDDING, embeddingFiles));
    }

    private @Nullable String hashes(AddOnKind kind, Map<String, Path> files) {
        Map<String, String> digits = new LinkedHashMap<>();
        files.forEach((name, file) -> {
            try {
                digits.put(name(name), hashes.of(kind, file));
            } catch (StudioException gone) {
                LOG.debug("a picture goes without the hash of {}", name, gone);
            }
        });
        return digits.isEmpty() ? null : listed(digits);
    }

    private List<Embeddings.Named> embeddings(Prompt prompt) {
        try {
            PromptPlan positive = prompt.rules().positive(prompt.positive(), STEPS);
            PromptPlan negative = prompt.rules().negative(prompt.negative(), STEPS);
            List<String> texts = Stream.of(positive, negative)
                    .flatMap(plan -> plan.texts().stream())
                    .toList();
            return embeddings
                    .of(reader, texts, prompt.rules(), prompt.addOns().embeddings())
                    .map(Embeddings.Found::named)
                    .orElse(List.of());
        } catch (StudioException gone) {
            LOG.debug("a picture goes without the hashes of its embeddings", gone);
            return List.of();
        }
    }

    private List<NamedLora> loras(Prompt prompt) {
        try {
            return NamedLora.of(prompt, prompt.rules().positive(prompt.positive(), StepRange.first(1)), shelf)
                    .loras();
        } catch (StudioException gone) {
            LOG.debug("a picture goes without the hashes of its LoRAs", gone);
            return List.of();
        }
    }

    private static AddOns nameless(AddOns addOns) {
        return new AddOns(
                addOns.loras().stream()
                        .map(lora -> ExtraNetwork.lora(
                                NamedLora.stem(lora.name()), lora.textEncoder(), lora.unet(), lora.rank()))
                        .toList(),
                addOns.embeddings().stream().map(NamedLora::stem).toList());
    }

    private static String tag(NamedLora lora) {
        String encoder = ControlFields.plain(lora.textEncoder());
        String unet = ControlFields.plain(lora.unet());
        return "<lora:" + lora.name() + ":" + encoder + (encoder.equals(unet) ? "" : ":" + unet) + ">";
    }

    /// A1111 leaves out what would end the list or the name.
    static String name(String name) {
        return name.replace(":", "").replace(",", "");
    }

    private static String listed(Map<String, String> digits) {
        return digits.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
