package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import studio.sfumato.error.ModelFileException;

/// The tensors of one network, in one safetensors file or in several that lie in one folder.
public final class ComponentWeights implements WeightSource {
    private final String name;
    private final Map<String, Weight> weights;
    private final List<Path> files;
    private final UnaryOperator<String> called;

    private ComponentWeights(String name, Map<String, Weight> weights, List<Path> files) {
        this(name, weights, files, UnaryOperator.identity());
    }

    private ComponentWeights(String name, Map<String, Weight> weights, List<Path> files, UnaryOperator<String> called) {
        this.name = name;
        this.weights = weights;
        this.files = files;
        this.called = called;
    }

    /// {@return all tensors of one file}
    static ComponentWeights of(SafetensorsFile file) {
        return new ComponentWeights(file.name(), file.weights(), List.of(file.file()));
    }

    /// {@return some tensors of one file}
    ///
    /// @param name what the file is called in messages
    /// @param weights the tensors by the name the network asks for
    public static ComponentWeights of(String name, Map<String, Weight> weights, Path file) {
        return of(name, weights, List.of(file));
    }

    /// {@return the same tensors, which the file calls what `names` makes of the names the network asks for}
    public ComponentWeights called(UnaryOperator<String> names) {
        return new ComponentWeights(name, weights, files, names);
    }

    /// {@return some tensors of several files, which lie in one folder}
    ///
    /// @param name what the first file is called in messages
    /// @param weights the tensors by the name the network asks for
    public static ComponentWeights of(String name, Map<String, Weight> weights, List<Path> files) {
        return new ComponentWeights(
                name, Collections.unmodifiableMap(new LinkedHashMap<>(weights)), List.copyOf(files));
    }

    /// {@return the tensors of a network in its folder in diffusers' layout}
    ///
    /// @throws ModelFileException if there are none, or they are damaged
    /// @throws studio.sfumato.error.UnsupportedModelException if there are only files of other kinds
    public static ComponentWeights inFolder(Path folder, ModelPart part) {
        return WeightFiles.open(folder, part, Optional.empty());
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

    @Override
    public Optional<Weight> find(String key) {
        return Optional.ofNullable(weights.get(key));
    }

    @Override
    public String called(String key) {
        return called.apply(key);
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
