package studio.sfumato.weights.lora;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Weight;

/// What a LoRA file changes in one model.
///
/// @param file the file
/// @param model what the model is called
/// @param changes for each network the changed tensors, by the model's own keys
/// @param fitting how many of the file's tensors belong to those changes
public record LoraFit(LoraFile file, String model, Map<ModelPart, Map<String, LoraChange>> changes, int fitting) {
    /// {@return what `file` changes in `model`}
    ///
    /// @throws UnsupportedModelException if it changes nothing there; the message says how many keys fit and,
    ///     where that is known, what the file is made for
    public static LoraFit of(LoraFile file, ModelSource model) {
        boolean other = file.base()
                .map(base -> !base.family().equals(Optional.of(model.family())))
                .orElse(false);
        LoraFit fit = other ? new LoraFit(file, model.name(), Map.of(), 0) : found(file, model);
        if (fit.fitting == 0) {
            throw new UnsupportedModelException(
                    file.name() + ": 0 of " + file.keys() + " keys fit" + why(file, model),
                    "Choose a LoRA made for " + model.family().label() + ", or the model it was made for.",
                    null);
        }
        return fit;
    }

    private static String why(LoraFile file, ModelSource model) {
        return file.base()
                .filter(base -> !base.family().equals(Optional.of(model.family())))
                .map(base -> ": this is for " + base.label() + " and the model is "
                        + model.family().label())
                .orElse(" the model " + model.name());
    }

    private static LoraFit found(LoraFile file, ModelSource model) {
        LoraTargets targets = new LoraTargets(model);
        Map<ModelPart, Map<String, LoraChange>> changes = new EnumMap<>(ModelPart.class);
        int fitting = 0;
        for (LoraModule module : file.modules()) {
            Optional<LoraTargets.Target> target = targets.find(module.name());
            if (target.isPresent()) {
                fitting += add(module, target.get(), model, changes);
            }
        }
        return new LoraFit(file, model.name(), Collections.unmodifiableMap(changes), fitting);
    }

    /// {@return how many of the module's tensors fit}
    private static int add(
            LoraModule module,
            LoraTargets.Target target,
            ModelSource model,
            Map<ModelPart, Map<String, LoraChange>> changes) {
        Map<String, LoraChange> own = new LinkedHashMap<>();
        Optional<Weight> weight = model.weights(target.part()).find(target.weight());
        weight.flatMap(found -> LoraChange.ofWeight(
                        module,
                        found.shape(),
                        () -> model.weights(target.part()).values(target.weight())))
                .ifPresent(change -> own.put(target.weight(), change));
        Optional<Weight> bias = model.weights(target.part()).find(target.bias());
        bias.flatMap(found -> LoraChange.ofBias(module, found.shape()))
                .ifPresent(change -> own.put(target.bias(), change));
        if (own.isEmpty()) {
            return 0;
        }
        changes.computeIfAbsent(target.part(), _ -> new LinkedHashMap<>()).putAll(own);
        int parts = module.parts().size();
        boolean biasLost = LoraChange.biasPart(module).isPresent() && !own.containsKey(target.bias());
        boolean weightLost = !own.containsKey(target.weight());
        return weightLost ? 1 : biasLost ? parts - 1 : parts;
    }

    /// {@return what the user should know: how many keys have no place in the model}
    public Optional<String> notice() {
        int left = file.keys() - fitting;
        return left == 0
                ? Optional.empty()
                : Optional.of(file.name() + ": " + left + " of " + file.keys() + " keys have no place in " + model
                        + " and are left out");
    }

    /// {@return the changed tensors of a network}
    public Map<String, LoraChange> of(ModelPart part) {
        return changes.getOrDefault(part, Map.of());
    }
}
