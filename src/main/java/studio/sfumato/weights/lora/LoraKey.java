package studio.sfumato.weights.lora;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a tensor in a LoRA file, taken apart.
///
/// @param layer the layer it belongs to, its parts joined by `_`: `lora_unet_mid_block_attentions_0_proj_in`
/// @param part what it is to that layer, under one name for all trainers: `lora_down.weight`, `alpha`, …
record LoraKey(String layer, String part) {
    /// diffusers' first files named the projections of an attention after its processor.
    private static final Pattern PROCESSOR =
            Pattern.compile("\\.(?:processor\\.)?to_(q|k|v|out)_lora\\.(down|up)\\.weight$");

    /// PEFT puts an adapter's name in the middle: `lora_A.default.weight`.
    private static final Pattern PEFT = Pattern.compile("\\.lora_(A|B)(?:\\.[^.]+)?\\.weight$");

    private static final Pattern PEFT_MAGNITUDE =
            Pattern.compile("\\.lora_magnitude_vector(?:\\.(?!weight$)[^.]+)?(?:\\.weight)?$");

    /// PEFT's adapters that are no LoRAs.
    private static final Pattern PEFT_OTHER =
            Pattern.compile("\\.(oft_[Rr]|boft_[Rs]|ia3_l)(?:\\.(?!weight$)[^.]+)?(?:\\.weight)?$");

    /// GLoRA's, in LyCORIS.
    private static final Pattern GENERALISED = Pattern.compile("\\.([ab][12]|bm)\\.weight$");

    /// Those of XLabs, for FLUX, whose attention has two LoRAs each for the picture and the words.
    private static final Pattern XLABS =
            Pattern.compile("\\.processor\\.((?:qkv|proj)_lora[12]?)\\.(down|up)\\.weight$");

    private static final Pattern LINEAR_LAYER = Pattern.compile("\\.lora(?:_linear_layer)?\\.(down|up)\\.weight$");

    private static final Pattern OTHER = Pattern.compile("\\.(lora_(?:up|down|mid)\\.weight|[A-Za-z0-9_]+|on_input)$");

    private static final Map<String, String> DIRECTION = Map.of("A", "down", "B", "up");

    /// {@return the parts of `key`}; a key of no known form is a layer of its own
    static LoraKey of(String key) {
        Matcher found = PROCESSOR.matcher(key);
        if (found.find()) {
            String projection = found.group(1).equals("out") ? "to_out.0" : "to_" + found.group(1);
            return of(key.substring(0, found.start()) + "." + projection, "lora_" + found.group(2) + ".weight");
        }
        found = PEFT.matcher(key);
        if (found.find()) {
            return of(key.substring(0, found.start()), "lora_" + DIRECTION.get(found.group(1)) + ".weight");
        }
        found = PEFT_MAGNITUDE.matcher(key);
        if (found.find()) {
            return of(key.substring(0, found.start()), LoraModule.MAGNITUDE);
        }
        for (Pattern named : new Pattern[] {PEFT_OTHER, GENERALISED}) {
            found = named.matcher(key);
            if (found.find()) {
                return of(key.substring(0, found.start()), found.group(1));
            }
        }
        found = XLABS.matcher(key);
        if (found.find()) {
            return of(key.substring(0, found.end(1)), "lora_" + found.group(2) + ".weight");
        }
        found = LINEAR_LAYER.matcher(key);
        if (found.find()) {
            return of(key.substring(0, found.start()), "lora_" + found.group(1) + ".weight");
        }
        found = OTHER.matcher(key);
        return found.find() ? of(key.substring(0, found.start()), found.group(1)) : of(key, "");
    }

    private static LoraKey of(String layer, String part) {
        return new LoraKey(flat(layer), part);
    }

    /// {@return a layer's name as these files have it: with `_` for every full stop}
    static String flat(String name) {
        return name.replace('.', '_');
    }
}
