package studio.sfumato.weights.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.checkpoint.LdmVaeNames;
import studio.sfumato.weights.lora.LdmNames;

/// The tensors of a single file as Stability, CompVis and everybody since lay it out, and what each is made of.
final class LdmLayout {
    private static final String FIRST = "conditioner.embedders.0.transformer.";
    private static final String SECOND = "conditioner.embedders.1.model.";
    private static final String ONLY = "cond_stage_model.transformer.";
    private static final String OPEN_CLIP = "cond_stage_model.model.";
    private static final Pattern ENDING = Pattern.compile("(.+)\\.(weight|bias)");
    private static final Pattern LAYER = Pattern.compile("encoder\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

    private static final Map<String, String> OPEN_CLIP_PARTS = Map.of(
            "layer_norm1", "ln_1",
            "layer_norm2", "ln_2",
            "mlp.fc1", "mlp.c_fc",
            "mlp.fc2", "mlp.c_proj",
            "self_attn.out_proj", "attn.out_proj");

    private static final Map<String, String> OPEN_CLIP_ROOTS = Map.of(
            "embeddings.token_embedding.weight", "token_embedding.weight",
            "embeddings.position_embedding.weight", "positional_embedding",
            "final_layer_norm.weight", "ln_final.weight",
            "final_layer_norm.bias", "ln_final.bias",
            "text_projection.weight", "text_projection");

    /// A tensor of the file.
    ///
    /// @param name its name there
    /// @param shape its shape there
    /// @param part the network it belongs to
    /// @param keys the tensors of [Network] that lie in it one after the other
    /// @param transposed whether rows and columns are exchanged
    record Entry(String name, Shape shape, ModelPart part, List<String> keys, boolean transposed) {}

    private final ModelFamily family;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private LdmLayout(ModelFamily family) {
        this.family = family;
    }

    /// {@return the tensors of a file with these networks, in their order; what has no name there is left out}
    ///
    /// @param networks the shape of every tensor of [Network]
    static List<Entry> of(ModelFamily family, Map<ModelPart, Map<String, Shape>> networks) {
        LdmLayout layout = new LdmLayout(family);
        networks.forEach((part, shapes) -> {
            switch (part) {
                case UNET -> layout.unet(shapes);
                case VAE -> layout.vae(shapes);
                case TEXT_ENCODER -> layout.firstText(shapes);
                case TEXT_ENCODER_2 -> layout.openClip(SECOND, ModelPart.TEXT_ENCODER_2, shapes);
            }
        });
        return new ArrayList<>(layout.entries.values());
    }

    private void add(String name, Shape shape, ModelPart part, String key) {
        entries.put(name, new Entry(name, shape, part, List.of(key), false));
    }

    private void unet(Map<String, Shape> shapes) {
        LdmNames names = new LdmNames(shapes.keySet());
        shapes.forEach((key, shape) -> {
            Matcher ending = ENDING.matcher(key);
            if (ending.matches()) {
                names.of(ending.group(1))
                        .ifPresent(name -> add(
                                "model.diffusion_model." + name + "." + ending.group(2), shape, ModelPart.UNET, key));
            }
        });
    }

    private void vae(Map<String, Shape> shapes) {
        LdmVaeNames names = new LdmVaeNames(shapes.keySet());
        shapes.forEach((key, shape) -> names.of(key).ifPresent(name -> {
            Shape stored = name.matches(".+\\.attn_1\\.(q|k|v|proj_out)\\.weight")
                    ? Shape.of(shape.at(0), shape.at(1), 1, 1)
                    : shape;
            add("first_stage_model." + name, stored, ModelPart.VAE, key);
        }));
    }

    private void firstText(Map<String, Shape> shapes) {
        if (family == ModelFamily.SD2) {
            openClip(OPEN_CLIP, ModelPart.TEXT_ENCODER, shapes);
            return;
        }
        String prefix = (family == ModelFamily.SDXL ? FIRST : ONLY) + "text_model.";
        shapes.forEach((key, shape) -> {
            if (!key.startsWith("text_projection")) {
                add(prefix + key, shape, ModelPart.TEXT_ENCODER, key);
            }
        });
    }

    private void openClip(String prefix, ModelPart part, Map<String, Shape> shapes) {
        shapes.forEach((key, shape) -> {
            Optional<String> root = Optional.ofNullable(OPEN_CLIP_ROOTS.get(key));
            Matcher layer = LAYER.matcher(key);
            if (root.isPresent()) {
                boolean turned = root.get().equals("text_projection");
                Shape stored = turned ? Shape.of(shape.at(1), shape.at(0)) : shape;
                entries.put(prefix + root.get(), new Entry(prefix + root.get(), stored, part, List.of(key), turned));
            } else if (layer.matches()) {
                openClipLayer(prefix, part, key, shape, shapes.keySet(), layer);
            }
        });
    }

    private void openClipLayer(
            String prefix, ModelPart part, String key, Shape shape, Set<String> keys, Matcher layer) {
        String block = prefix + "transformer.resblocks." + layer.group(1) + ".";
        String name = OPEN_CLIP_PARTS.get(layer.group(2));
        if (name != null) {
            add(block + name + "." + layer.group(3), shape, part, key);
        } else if (layer.group(2).equals("self_attn.q_proj")) {
            List<String> all = List.of(key, key.replace(".q_proj.", ".k_proj."), key.replace(".q_proj.", ".v_proj."));
            if (keys.containsAll(all)) {
                int[] dims = shape.dims();
                dims[0] *= all.size();
                String fused = block + "attn.in_proj_" + layer.group(3);
                entries.put(fused, new Entry(fused, Shape.of(dims), part, all, false));
            }
        }
    }
}
