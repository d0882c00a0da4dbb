package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// Tells the sizes of IP-Adapters from their tensors. Three kinds differ in how they make a prompt of what CLIP sees:
/// by
/// one layer of its summary (`plain`), by a perceiver of all it sees (`plus`), or by a perceptron of that (`full`).
final class ImagePromptFile {
    private static final String PROJECTION = "image_proj.";
    private static final String PLAIN = PROJECTION + "proj.weight";
    private static final String LATENTS = PROJECTION + "latents";
    private static final String PERCEPTRON = PROJECTION + "proj.0.weight";
    private static final int SDXL_CONTEXT = 2048;
    private static final int SD2_CONTEXT = 1024;

    /// How XLabs' names begin, for FLUX.
    static final String XLABS = "ip_adapter_proj_model.";

    /// How wide the words' states are that diffusion transformers take, those of T5.
    private static final int TRANSFORMERS = 4096;

    private ImagePromptFile() {}

    /// {@return how many channels its layers take; 0 where none tells}
    private static int widths(TensorFile file) {
        return Stream.of("ip_adapter.0.to_k_ip.weight", "ip_adapter.1.to_k_ip.weight")
                .map(file.weights()::get)
                .filter(Objects::nonNull)
                .filter(weight -> weight.shape().rank() == 2)
                .mapToInt(weight -> weight.shape().at(1))
                .max()
                .orElse(0);
    }

    /// {@return the adapter in `file`}
    ///
    /// @throws UnsupportedModelException if it follows something else than what CLIP sees
    static ControlFile open(Path location, TensorFile file) {
        if (file.begins(XLABS) || widths(file) == TRANSFORMERS) {
            throw new UnsupportedModelException(
                    file.name() + " is an IP-Adapter for FLUX or Stable Diffusion 3, which are not supported",
                    "Choose one for SD 1.x, 2.x or SDXL.",
                    null);
        }
        boolean full = file.has(PERCEPTRON) && file.has(PROJECTION + "proj.3.weight");
        boolean faces = file.begins(PROJECTION + "perceiver_resampler.") || (file.has(PERCEPTRON) && !full);
        if (faces || file.contains("_lora.")) {
            throw new UnsupportedModelException(
                    file.name() + " is an IP-Adapter FaceID, which is not supported",
                    "It follows what a face recogniser (InsightFace) makes of a face, and Sfumato has none. IP-Adapter"
                            + " Plus Face follows faces without one.",
                    null);
        }
        if (!full && !file.has(PLAIN, LATENTS)) {
            throw new UnsupportedModelException(
                    file.name() + " is an IP-Adapter of a kind that is not supported",
                    "The plain ones, Plus, Plus Face and Full Face are.",
                    null);
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> weights.put(key, weight.withKey(key)));
        Shapes shapes = new Shapes(file.name(), weights);
        int context = shapes.size("ip_adapter.1.to_k_ip.weight", 1);
        int layers = shapes.count(i -> "ip_adapter." + (2 * i + 1) + ".to_k_ip.weight");
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            widths.add(shapes.size("ip_adapter." + (2 * i + 1) + ".to_k_ip.weight", 0));
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "IPAdapter");
        config.put("cross_attention_dim", context);
        config.put("widths", widths);
        if (file.has(LATENTS)) {
            config.put("projection", "plus");
            config.put("image_embed_dim", shapes.size(PROJECTION + "proj_in.weight", 1));
            config.put("num_image_text_embeds", shapes.size(LATENTS, 1));
            config.put("hidden_dim", shapes.size(LATENTS, 2));
            config.put("inner_dim", shapes.size(PROJECTION + "layers.0.0.to_q.weight", 0));
            config.put("feed_forward_dim", shapes.size(PROJECTION + "layers.0.1.1.weight", 0));
            config.put("num_layers", shapes.count(i -> PROJECTION + "layers." + i + ".0.to_q.weight"));
            requireContext(file, shapes.size(PROJECTION + "proj_out.weight", 0), context);
        } else if (full) {
            config.put("projection", "full");
            config.put("image_embed_dim", shapes.size(PERCEPTRON, 1));
            config.put("hidden_dim", shapes.size(PERCEPTRON, 0));
            requireContext(file, shapes.size(PROJECTION + "proj.2.weight", 0), context);
        } else {
            config.put("projection", "plain");
            config.put("image_embed_dim", shapes.size(PLAIN, 1));
            config.put("num_image_text_embeds", Math.max(1, shapes.size(PLAIN, 0) / context));
        }
        ModelFamily family =
                context == SDXL_CONTEXT ? ModelFamily.SDXL : context == SD2_CONTEXT ? ModelFamily.SD2 : ModelFamily.SD1;
        return new ControlFile(
                location,
                ControlFile.Kind.IP_ADAPTER,
                family,
                ComponentConfig.of(file.name(), config),
                ComponentWeights.of(file.name(), weights, file.file()),
                file.metadata());
    }

    private static void requireContext(TensorFile file, int given, int context) {
        if (given != context) {
            throw new ModelFileException(
                    file.name() + ": its prompt has " + given + " channels, its layers take " + context);
        }
    }
}
