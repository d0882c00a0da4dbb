package studio.sfumato.graph;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.weights.Replacement;

/// A serialised ONNX model whose large weights stay in files.
///
/// @param name what the network is called in messages: "text encoder", "U-Net", "VAE decoder"
/// @param bytes the `ModelProto`
/// @param weightFolder the folder that the model's external data is relative to; `null` when it has none
/// @param inputs names of the inputs
/// @param outputs names of the outputs
/// @param adaptable the layers that can be changed from outside, in the order of [SidePaths]' inputs;
///     none in a graph without side paths
/// @param foreign the file that stands for `bytes`, where another program wrote the graph
/// @param replaced what stands for the initializers that lie neither in the model nor in a file, by name
@SuppressWarnings("ArrayRecordComponent")
public record OnnxModel(
        String name,
        byte[] bytes,
        @Nullable Path weightFolder,
        List<String> inputs,
        List<String> outputs,
        List<AdaptableLayer> adaptable,
        Map<String, Replacement> replaced,
        Optional<ForeignGraph> foreign) {
    /// Copies the lists and the map.
    public OnnxModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        adaptable = List.copyOf(adaptable);
        replaced = Collections.unmodifiableMap(new LinkedHashMap<>(replaced));
    }

    /// A model whose values are all in it or in files, without side paths.
    public OnnxModel(
            String name, byte[] bytes, @Nullable Path weightFolder, List<String> inputs, List<String> outputs) {
        this(name, bytes, weightFolder, inputs, outputs, List.of(), Map.of());
    }

    /// A model of ours.
    public OnnxModel(
            String name,
            byte[] bytes,
            @Nullable Path weightFolder,
            List<String> inputs,
            List<String> outputs,
            List<AdaptableLayer> adaptable,
            Map<String, Replacement> replaced) {
        this(name, bytes, weightFolder, inputs, outputs, adaptable, replaced, Optional.empty());
    }

    /// A model that another program wrote.
    public OnnxModel(String name, ForeignGraph graph) {
        this(
                name,
                new byte[0],
                null,
                List.copyOf(graph.inputs().keySet()),
                List.copyOf(graph.outputs().keySet()),
                List.of(),
                Map.of(),
                Optional.of(graph));
    }
}
