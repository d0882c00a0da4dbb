package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;

/// The tensors of one network, in one safetensors file or in several that lie in one folder.
public final class ComponentWeights implements WeightSource {
    private final String name;
    private final Map<String, Weight> weights;
    private final List<Path> files;

    private ComponentWeights(String name, Map<String, Weight> weights, List<Path> files) {
        this.name = name;
        this.weights = weights;
        this.files = files;
    }

    /// {@return all tensors of one file}
    static ComponentWeights of(SafetensorsFile file) {
        return new ComponentWeights(file.name(), file.weights(), List.of(file.file()));
    }

    /// {@return tensors spread over several files}
    ///
    /// @param index what the list of files is called in messages
    /// @param shardOf which file holds each tensor
    /// @throws ModelFileException if a file lacks a tensor, or the files do not lie in one folder
    static ComponentWeights sharded(String index, Map<String, SafetensorsFile> shardOf) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        shardOf.forEach((key, shard) -> weights.put(key, shard.get(key)));
        List<Path> files = shardOf.values().stream()
                .map(SafetensorsFile::file)
                .distinct()
                .sorted()
                .toList();
        if (files.stream().map(Path::getParent).distinct().count() > 1) {
            // ONNX Runtime looks for all weights of a network under one folder.
            throw new ModelFileException(
                    index + ": the files it lists are links into different folders",
                    "Copy them into one folder.",
                    null);
        }
        return new ComponentWeights(index, Collections.unmodifiableMap(weights), files);
    }

    /// {@return the files: absolute, symbolic links resolved}
    public List<Path> files() {
        return files;
    }

    /// {@return the floating-point type that most bytes are stored in, if any are}
    public Optional<DType> precision() {
        Map<DType, Long> bytes = new EnumMap<>(DType.class);
        for (Weight weight : weights.values()) {
            if (weight.type().isFloat()) {
                bytes.merge(weight.type(), weight.length(), Long::sum);
            }
        }
        return bytes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    @Override
    public Optional<Weight> find(String key) {
        return Optional.ofNullable(weights.get(key));
    }

    @Override
    public Set<String> keys() {
        return Collections.unmodifiableSet(weights.keySet());
    }

    @Override
    public String name() {
        return name;
    }
}
