package studio.sfumato.job;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.error.StudioException;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Says in a picture which LoRAs took part.
///
/// @param shelf where they are found
/// @param hashes works out their hashes
public record AddOnRecords(AddOnShelf shelf, AddOnHash hashes) {
    private static final Logger LOG = LoggerFactory.getLogger(AddOnRecords.class);

    /// What is told about a prompt.
    ///
    /// @param text the prompt with a tag for every LoRA, as other programs know them
    /// @param prompt the prompt to store: files are named, their folders are not
    /// @param loraHashes A1111's `Lora hashes`; `null` without any
    record Told(String text, Prompt prompt, @Nullable String loraHashes) {}

    Told of(Prompt prompt) {
        List<NamedLora> loras = loras(prompt);
        Map<String, String> digits = new LinkedHashMap<>();
        for (NamedLora lora : loras) {
            try {
                digits.put(name(lora.name()), hashes.of(AddOnKind.LORA, lora.file()));
            } catch (StudioException gone) {
                LOG.debug("a picture goes without the hash of {}", lora.name(), gone);
            }
        }
        String tags = loras.stream()
                .filter(lora -> !lora.tagged())
                .map(AddOnRecords::tag)
                .collect(Collectors.joining());
        return new Told(
                tags.isEmpty() ? prompt.positive() : prompt.positive() + " " + tags,
                prompt.with(nameless(prompt.addOns())),
                digits.isEmpty() ? null : listed(digits));
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
        return new AddOns(addOns.loras().stream()
                .map(lora ->
                        ExtraNetwork.lora(NamedLora.stem(lora.name()), lora.textEncoder(), lora.unet(), lora.rank()))
                .toList());
    }

    private static String tag(NamedLora lora) {
        String encoder = number(lora.textEncoder());
        String unet = number(lora.unet());
        return "<lora:" + lora.name() + ":" + encoder + (encoder.equals(unet) ? "" : ":" + unet) + ">";
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /// A1111 leaves out what would end the list or the name.
    private static String name(String name) {
        return name.replace(":", "").replace(",", "");
    }

    private static String listed(Map<String, String> digits) {
        return digits.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
