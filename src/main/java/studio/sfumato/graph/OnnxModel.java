package studio.sfumato.graph;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A serialised ONNX model whose large weights stay in files.
///
/// @param name what the network is called in messages: "text encoder", "U-Net", "VAE decoder"
/// @param bytes the `ModelProto`
/// @param weightFolder the folder that the model's external data is relative to; `null` when it has none
/// @param inputs names of the inputs
/// @param outputs names of the outputs
@SuppressWarnings("ArrayRecordComponent")
public record OnnxModel(
        String name, byte[] bytes, @Nullable Path weightFolder, List<String> inputs, List<String> outputs) {}
