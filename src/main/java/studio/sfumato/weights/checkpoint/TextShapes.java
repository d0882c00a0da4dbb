package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.checkpoint.Shapes.Axis;

/// Tells the sizes of a CLIP text encoder from the shapes of its tensors. How many heads its attention has
/// leaves no trace there: one for every 64 channels, as in all of CLIP's.
///
/// @param shapes its tensors under transformers' names
/// @param root what the names begin with: `text_model.`, or nothing in some files
record TextShapes(Shapes shapes, String root) {
    private static final int HEAD_CHANNELS = 64;

    /// {@return the sizes of the text encoder with these tensors}
    static TextShapes of(Shapes shapes) {
        boolean rootless = shapes.begins("embeddings.");
        return new TextShapes(shapes, rootless ? "" : "text_model.");
    }

    /// {@return channels of its states}
    int width() {
        return shapes.usual(List.of(
                new Axis(root + "embeddings.token_embedding.weight", 1),
                new Axis(root + "embeddings.position_embedding.weight", 1),
                new Axis(root + "final_layer_norm.weight", 0),
                new Axis(layer(0) + "layer_norm1.weight", 0)));
    }

    /// {@return channels of its summary of a text, if it makes one}
    OptionalInt projection() {
        return shapes.has("text_projection.weight")
                ? OptionalInt.of(shapes.size("text_projection.weight", 0))
                : OptionalInt.empty();
    }

    /// {@return transformers' settings of this network}
    ///
    /// @param openClip whether OpenCLIP trained it, whose networks have another non-linearity
    /// @param projected whether its summary of the text is wanted
    /// @param unused how many of its last layers are never wanted
    ComponentConfig config(boolean openClip, boolean projected, int unused) {
        int layers = shapes.numbered(root + "encoder.layers.");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", projected ? "CLIPTextModelWithProjection" : "CLIPTextModel");
        config.put("vocab_size", shapes.size(root + "embeddings.token_embedding.weight", 0));
        config.put("hidden_size", width());
        config.put(
                "intermediate_size",
                shapes.usual(List.of(
                        new Axis(layer(0) + "mlp.fc1.weight", 0),
                        new Axis(layer(0) + "mlp.fc1.bias", 0),
                        new Axis(layer(0) + "mlp.fc2.weight", 1))));
        config.put("num_hidden_layers", Math.max(1, layers - unused));
        config.put("num_attention_heads", Math.max(1, width() / HEAD_CHANNELS));
        config.put("max_position_embeddings", shapes.size(root + "embeddings.position_embedding.weight", 0));
        config.put("hidden_act", openClip ? "gelu" : "quick_gelu");
        if (projected) {
            config.put("projection_dim", shapes.size("text_projection.weight", 0));
        }
        return ComponentConfig.of(shapes.file(), config);
    }

    private String layer(int layer) {
        return root + "encoder.layers." + layer + ".";
    }
}
