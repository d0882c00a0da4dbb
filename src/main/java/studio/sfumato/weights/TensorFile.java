package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;

/// The tensors of one file, whatever it is for and however it is written. Its values have not been read.
///
/// @param name what the file is called in messages: its file name
/// @param file the file: absolute, symbolic links resolved
/// @param weights the tensors by the names in the file
/// @param metadata the file's own free text, empty where there is none
public record TensorFile(String name, Path file, Map<String, Weight> weights, Map<String, String> metadata)
        implements WeightSource {
    /// Reads the list of tensors in `file`.
    ///
    /// @throws ModelFileException if the file is missing, truncated or malformed
    public static TensorFile open(Path file) {
        SafetensorsFile safetensors = SafetensorsFile.open(file);
        return new TensorFile(safetensors.name(), safetensors.file(), safetensors.weights(), safetensors.metadata());
    }

    /// {@return whether there is a tensor with one of these names}
    public boolean has(String... keys) {
        return Arrays.stream(keys).anyMatch(weights::containsKey);
    }

    /// {@return whether some tensor's name begins so}
    public boolean begins(String... prefixes) {
        return weights.keySet().stream().anyMatch(key -> Arrays.stream(prefixes).anyMatch(key::startsWith));
    }

    /// {@return whether some tensor's name holds one of these texts}
    public boolean contains(String... parts) {
        return weights.keySet().stream().anyMatch(key -> Arrays.stream(parts).anyMatch(key::contains));
    }

    @Override
    public Optional<Weight> find(String key) {
        return Optional.ofNullable(weights.get(key));
    }

    @Override
    public Set<String> keys() {
        return weights.keySet();
    }
}
