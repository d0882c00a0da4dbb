package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// The part of CLIP that looks at pictures, in a file of its own with transformers' names.
///
/// @param location the file: absolute
/// @param config its settings, with transformers' names
/// @param weights its tensors
public record ClipVisionFile(Path location, ComponentConfig config, ComponentWeights weights) {
    private static final String EMBEDDINGS = "vision_model.embeddings.";
    private static final String LAYER = "vision_model.encoder.layers.";

    /// Opens the vision model in `path`.
    ///
    /// @throws ModelFileException if it is missing or damaged
    /// @throws UnsupportedModelException if it is none, or has other names
    public static ClipVisionFile open(Path path) {
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.CLIP_VISION || !file.begins(EMBEDDINGS)) {
            throw kind.refused(file.name(), "CLIP vision model with transformers' names");
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> weights.put(key, weight.withKey(key)));
        Shapes shapes = new Shapes(file.name(), weights);
        int patch = shapes.size(EMBEDDINGS + "patch_embedding.weight", 2);
        int places = shapes.size(EMBEDDINGS + "position_embedding.weight", 0) - 1;
        int across = (int) Math.round(Math.sqrt(places));
        if (across * across != places || places < 1) {
            throw new ModelFileException(file.name() + ": " + places + " squares do not make a picture");
        }
        ComponentConfig config = ComponentConfig.of(
                file.name(),
                Map.of(
                        "hidden_size", shapes.size(EMBEDDINGS + "patch_embedding.weight", 0),
                        "intermediate_size", shapes.size(LAYER + "0.mlp.fc1.weight", 0),
                        "num_hidden_layers", shapes.count(i -> LAYER + i + ".mlp.fc1.weight"),
                        "patch_size", patch,
                        "image_size", patch * across,
                        "projection_dim", shapes.size("visual_projection.weight", 0)));
        return new ClipVisionFile(
                path.toAbsolutePath().normalize(), config, ComponentWeights.of(file.name(), weights, file.file()));
    }

    /// {@return channels of what it sees at each place}
    public int width() {
        return config.positive("hidden_size", 1);
    }

    /// {@return channels of what it gives}
    public int projection() {
        return config.positive("projection_dim", 1);
    }
}
