package studio.sfumato.weights.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

/// What a LoRA file says about one layer of a model: a handful of tensors that belong together.
///
/// @param file what the file is called in messages
/// @param name the layer, by the file's own name for it
/// @param parts the tensors by what they are: `lora_down.weight`, `alpha`, …
/// @param settings what PEFT says beside the tensors
record LoraModule(String file, String name, Map<String, Weight> parts, AdapterSettings settings) {
    static final String UP = "lora_up.weight";
    static final String DOWN = "lora_down.weight";
    static final String MID = "lora_mid.weight";
    static final String DORA = "dora_scale";
    static final String MAGNITUDE = "magnitude";

    /// Copies the map, keeping its order.
    LoraModule {
        parts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    boolean has(String part) {
        return parts.containsKey(part);
    }

    boolean hasAll(String... wanted) {
        for (String part : wanted) {
            if (!has(part)) {
                return false;
            }
        }
        return true;
    }

    /// {@return whether changed weights are brought to trained lengths}
    boolean decomposed() {
        return has(DORA) || has(MAGNITUDE);
    }

    Weight weight(String part) {
        Weight weight = parts.get(part);
        if (weight == null) {
            throw new ModelFileException(file + ": " + name + " has no " + part);
        }
        return weight;
    }

    /// {@return the size of an axis of a part; 0 where there is no such axis}
    int dim(String part, int axis) {
        Weight weight = weight(part);
        return axis < weight.shape().rank() ? weight.shape().at(axis) : 0;
    }

    /// {@return the values of a part}
    ///
    /// @throws ModelFileException if one is not a finite number; the message names the tensor
    Tensor tensor(String part) {
        Weight weight = weight(part);
        Tensor tensor = WeightReader.read(weight);
        if (!tensor.isFinite()) {
            throw noNumber(weight);
        }
        return tensor;
    }

    /// {@return the values of a part, with everything after its first axis in one row}
    ///
    /// @throws ModelFileException if one is not a finite number; the message names the tensor
    Matrix matrix(String part) {
        Weight weight = weight(part);
        float[] values = WeightReader.values(weight);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw noNumber(weight);
            }
        }
        int rows = weight.shape().rank() == 0 ? 1 : weight.shape().at(0);
        return new Matrix(rows, rows == 0 ? 0 : values.length / rows, values);
    }

    private ModelFileException noNumber(Weight weight) {
        return new ModelFileException(file + ": tensor '" + weight.key() + "' has NaN or infinite values");
    }

    /// {@return the number in a part that holds one}
    Optional<Double> scalar(String part) {
        Weight weight = parts.get(part);
        if (weight == null) {
            return Optional.empty();
        }
        if (weight.shape().elements() != 1) {
            throw new ModelFileException(
                    file + ": tensor '" + weight.key() + "' must be one number, not " + weight.shape());
        }
        return Optional.of((double) tensor(part).at(0));
    }

    /// {@return what the change is multiplied by: `scale`, or alpha over rank, or 1}
    double scale(int rank) {
        return scalar("scale")
                .orElseGet(() -> scalar("alpha")
                        .or(() -> settings.alpha(name, rank))
                        .map(a -> a / rank)
                        .orElse(1.0));
    }
}
