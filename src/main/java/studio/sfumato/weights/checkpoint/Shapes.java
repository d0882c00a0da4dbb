package studio.sfumato.weights.checkpoint;

import java.util.Map;
import java.util.function.IntFunction;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.Weight;

/// Asks the shapes of a network's tensors.
///
/// @param file what the file is called in messages
/// @param weights the tensors by the names the network asks for
record Shapes(String file, Map<String, Weight> weights) {
    boolean has(String key) {
        return weights.containsKey(key);
    }

    boolean begins(String prefix) {
        return weights.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /// {@return the number of axes of a tensor}
    int rank(String key) {
        return get(key).shape().rank();
    }

    /// {@return the shape of a tensor}
    Shape shape(String key) {
        return get(key).shape();
    }

    /// {@return the size of one axis of a tensor, at least 1}
    ///
    /// @throws ModelFileException if the tensor or its axis is missing, or empty
    int size(String key, int axis) {
        Weight weight = get(key);
        if (weight.shape().rank() <= axis || weight.shape().at(axis) < 1) {
            throw new ModelFileException(
                    file + ": tensor '" + key + "' has the shape " + weight.shape() + ", which cannot be");
        }
        return weight.shape().at(axis);
    }

    /// {@return how many numbers from 0 on make a key that is there}
    int count(IntFunction<String> key) {
        int count = 0;
        while (has(key.apply(count))) {
            count++;
        }
        return count;
    }

    private Weight get(String key) {
        Weight weight = weights.get(key);
        if (weight == null) {
            throw new ModelFileException(
                    file + " has no tensor '" + key + "'", "Download or copy the file again.", null);
        }
        return weight;
    }
}
