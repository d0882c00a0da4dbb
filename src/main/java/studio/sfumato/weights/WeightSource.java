package studio.sfumato.weights;

import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;

/// The tensors of one network by diffusers' key, wherever they lie.
public interface WeightSource {
    /// {@return the tensor called `key`, if there is one}
    Optional<Weight> find(String key);

    /// {@return all keys}
    Set<String> keys();

    /// {@return what the source is called in messages: a file or folder name}
    String name();

    /// {@return the tensor called `key`}
    ///
    /// @throws ModelFileException if there is none
    default Weight get(String key) {
        return find(key).orElseThrow(() -> new ModelFileException(name() + " has no tensor '" + key + "'"));
    }
}
