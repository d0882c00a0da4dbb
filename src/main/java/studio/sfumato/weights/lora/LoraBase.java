package studio.sfumato.weights.lora;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.Weight;

/// What kind of model a LoRA was made for, by its tensors' names and shapes and, where those don't tell, its metadata.
///
/// @param label what people call that kind of model
/// @param family which of our families it is; empty for a kind this program does not run
public record LoraBase(String label, Optional<ModelFamily> family) {
    private static final LoraBase REFINER = new LoraBase("SDXL refiner", Optional.empty());
    private static final LoraBase FLUX = new LoraBase("Flux", Optional.empty());
    private static final LoraBase SD3 = new LoraBase("SD 3", Optional.empty());

    /// {@return the kind of model, if anything tells}
    static Optional<LoraBase> of(Collection<LoraModule> modules, Map<String, String> metadata) {
        for (LoraModule module : modules) {
            String name = module.name();
            if (name.contains("double_blocks")
                    || name.contains("single_blocks")
                    || name.contains("single_transformer_blocks")) {
                return Optional.of(FLUX);
            }
            if (name.contains("joint_blocks") || name.startsWith("transformer_transformer_blocks")) {
                return Optional.of(SD3);
            }
        }
        return modules.stream()
                .filter(module -> module.name().matches(".*_attn2_to_[kv]"))
                .flatMap(module -> width(module).stream())
                .findFirst()
                .flatMap(LoraBase::ofContext)
                .or(() -> ofText(modules))
                .or(() -> ofMetadata(metadata));
    }

    private static LoraBase of(ModelFamily family) {
        return new LoraBase(family.label(), Optional.of(family));
    }

    /// The width of the text states that attention takes.
    private static Optional<LoraBase> ofContext(int width) {
        return switch (width) {
            case 768 -> Optional.of(of(ModelFamily.SD1));
            case 1024 -> Optional.of(of(ModelFamily.SD2));
            case 1280 -> Optional.of(REFINER);
            case 2048 -> Optional.of(of(ModelFamily.SDXL));
            default -> Optional.empty();
        };
    }

    private static Optional<LoraBase> ofText(Collection<LoraModule> modules) {
        for (LoraModule module : modules) {
            String name = module.name();
            if (name.startsWith("lora_te2_") || name.startsWith("text_encoder_2_")) {
                return Optional.of(of(ModelFamily.SDXL));
            }
            if (name.startsWith("lora_te_") && name.endsWith("_mlp_fc1")) {
                Optional<Integer> width = width(module);
                if (width.isPresent() && (width.get() == 768 || width.get() == 1024)) {
                    return ofContext(width.get());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<LoraBase> ofMetadata(Map<String, String> metadata) {
        String said = (metadata.getOrDefault("ss_base_model_version", "") + " "
                        + metadata.getOrDefault("modelspec.architecture", ""))
                .toLowerCase(Locale.ROOT);
        if (said.contains("flux")) {
            return Optional.of(FLUX);
        }
        if (said.contains("sd3") || said.contains("stable-diffusion-v3") || said.contains("stable-diffusion-3")) {
            return Optional.of(SD3);
        }
        if (said.contains("sdxl") || said.contains("stable-diffusion-xl")) {
            return Optional.of(of(ModelFamily.SDXL));
        }
        if (said.contains("sd_v2")
                || said.contains("stable-diffusion-v2")
                || metadata.getOrDefault("ss_v2", "").equals("True")) {
            return Optional.of(of(ModelFamily.SD2));
        }
        return said.contains("sd_v1") || said.contains("stable-diffusion-v1")
                ? Optional.of(of(ModelFamily.SD1))
                : Optional.empty();
    }

    /// {@return how many inputs the layer of a module has, if its shapes say}
    private static Optional<Integer> width(LoraModule module) {
        Map<String, Weight> parts = module.parts();
        for (String part : new String[] {LoraModule.DOWN, "hada_w1_b", "diff"}) {
            Weight weight = parts.get(part);
            if (weight != null && weight.shape().rank() > 1) {
                return Optional.of(weight.shape().at(1));
            }
        }
        if (parts.containsKey(PeftRotation.OFT) || parts.containsKey(PeftRotation.BOFT)) {
            return PeftRotation.inputs(module);
        }
        if (Generalised.is(module)) {
            return Optional.of(Math.max(module.dim("a1", 1), module.dim("a2", 1)));
        }
        int left = second(parts, "lokr_w1");
        int right = second(parts, "lokr_w2");
        return left > 0 && right > 0 ? Optional.of(left * right) : Optional.empty();
    }

    private static int second(Map<String, Weight> parts, String whole) {
        Weight weight = parts.getOrDefault(whole, parts.get(whole + "_b"));
        return weight == null || weight.shape().rank() < 2 ? 0 : weight.shape().at(1);
    }
}
