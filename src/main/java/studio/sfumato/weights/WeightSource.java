package studio.sfumato.weights;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Tensor;

/// The tensors of one network by diffusers' key, wherever they lie.
public interface WeightSource {
    /// {@return the tensor called `key`, if there is one}
    Optional<Weight> find(String key);

    /// {@return all keys}
    Set<String> keys();

    /// {@return what the source is called in messages: a file or folder name}
    String name();

    /// {@return what the file itself calls the tensor that networks call `key`, whether it has that or not}
    default String called(String key) {
        return key;
    }

    /// {@return what a network takes in place of a tensor that is missing or wrong: nothing, but for those who only
    /// look whether all is there}
    ///
    /// @param key the tensor
    /// @param problem what is wrong, in one line
    /// @throws ModelFileException with `problem`, where values are wanted
    default Weight unusable(String key, String problem) {
        throw new ModelFileException(problem);
    }

    /// {@return what stands for the tensor called `key`, where the file's own do not count}
    default Optional<Replacement> replacement(String key) {
        return Optional.empty();
    }

    /// {@return the tensor called `key`}
    ///
    /// @throws ModelFileException if there is none
    default Weight get(String key) {
        return find(key).orElseThrow(() -> new ModelFileException(lacks(key)));
    }

    /// {@return that there is no tensor called `key`, in words}
    default String lacks(String key) {
        return name() + " has no tensor '" + called(key) + "'";
    }

    /// {@return the values of the tensor called `key`, or those that stand for them}
    ///
    /// @throws ModelFileException if there is none, or it cannot be read
    default Tensor values(String key) {
        return replacement(key).map(other -> other.values().get()).orElseGet(() -> WeightReader.read(get(key)));
    }

    /// {@return the size of all tensors in bytes, as they are stored}
    default long bytes() {
        return keys().stream().mapToLong(key -> get(key).length()).sum();
    }

    /// {@return the floating-point type that most bytes are stored in, if any are}
    default Optional<DType> precision() {
        Map<DType, Long> bytes = new EnumMap<>(DType.class);
        for (String key : keys()) {
            find(key)
                    .filter(weight -> weight.type().isFloat())
                    .ifPresent(weight -> bytes.merge(weight.type(), weight.length(), Long::sum));
        }
        return bytes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }
}
