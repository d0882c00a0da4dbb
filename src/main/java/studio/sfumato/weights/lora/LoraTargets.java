package studio.sfumato.weights.lora;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// The layers of a model by every name that LoRA files have for them.
final class LoraTargets {
    private static final String WEIGHT = ".weight";
    private static final String TEXT_MODEL = "text_model.";

    /// A layer of a model.
    ///
    /// @param name what its tensors' keys begin with, without the last full stop
    record Target(ModelPart part, String name) {
        String weight() {
            return name + WEIGHT;
        }

        String bias() {
            return name + ".bias";
        }
    }

    private final Map<String, Target> targets = new HashMap<>();

    LoraTargets(ModelSource model) {
        addUnet(model.weights(ModelPart.UNET).keys());
        boolean two = model.parts().contains(ModelPart.TEXT_ENCODER_2);
        if (!model.refiner()) {
            addText(
                    ModelPart.TEXT_ENCODER,
                    model.weights(ModelPart.TEXT_ENCODER).keys(),
                    two
                            ? List.of("lora_te1_", "lora_te_", "text_encoder_", "text_encoders_clip_l_transformer_", "")
                            : List.of(
                                    "lora_te_", "lora_te1_", "text_encoder_", "text_encoders_clip_l_transformer_", ""));
        }
        if (two) {
            addText(
                    ModelPart.TEXT_ENCODER_2,
                    model.weights(ModelPart.TEXT_ENCODER_2).keys(),
                    List.of("lora_te2_", "text_encoder_2_", "text_encoders_clip_g_transformer_"));
        }
    }

    private void addUnet(Set<String> keys) {
        LdmNames ldm = new LdmNames(keys);
        for (String key : keys) {
            if (key.endsWith(WEIGHT)) {
                Target target = new Target(ModelPart.UNET, key.substring(0, key.length() - WEIGHT.length()));
                add(List.of("lora_unet_", "oft_unet_", "lycoris_", "lycoris_unet_", "unet_", ""), target.name, target);
                ldm.of(target.name)
                        .ifPresent(name -> add(
                                List.of(
                                        "lora_unet_",
                                        "oft_unet_",
                                        "lycoris_",
                                        "diffusion_model_",
                                        "model_diffusion_model_"),
                                name,
                                target));
            }
        }
    }

    private void addText(ModelPart part, Set<String> keys, List<String> prefixes) {
        for (String key : keys) {
            if (key.endsWith(WEIGHT)) {
                Target target = new Target(part, key.substring(0, key.length() - WEIGHT.length()));
                boolean outside = target.name.startsWith(TEXT_MODEL) || target.name.startsWith("text_projection");
                add(prefixes, outside ? target.name : TEXT_MODEL + target.name, target);
            }
        }
    }

    private void add(List<String> prefixes, String name, Target target) {
        String flat = LoraKey.flat(name);
        prefixes.forEach(prefix -> targets.putIfAbsent(prefix + flat, target));
    }

    /// {@return the layer called `name` in a LoRA file}
    Optional<Target> find(String name) {
        return Optional.ofNullable(targets.get(name))
                .or(() -> Optional.ofNullable(targets.get(name.replaceFirst("^base_model_model_", ""))));
    }
}
