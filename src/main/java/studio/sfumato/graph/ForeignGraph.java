package studio.sfumato.graph;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A graph that another program wrote, and how its inputs and outputs stand for those of ours.
///
/// @param file the ONNX file
/// @param inputs its input for each of ours
/// @param outputs its output for each of ours
/// @param unused inputs of ours that it has no place for and that change nothing as they are fed
public record ForeignGraph(Path file, Map<String, String> inputs, Map<String, String> outputs, Set<String> unused) {
    /// Copies the maps and the set.
    public ForeignGraph {
        inputs = new LinkedHashMap<>(inputs);
        outputs = new LinkedHashMap<>(outputs);
        unused = Set.copyOf(unused);
    }
}
