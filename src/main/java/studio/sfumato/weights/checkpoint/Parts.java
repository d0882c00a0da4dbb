package studio.sfumato.weights.checkpoint;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// The tensors of a file by network, each under the name the network asks for.
///
/// @param networks the networks that have any
/// @param names whose names the file uses
/// @param openClip whether the first text encoder has OpenCLIP's names
/// @param averaged whether the U-Net is a trainer's running average, the file having nothing else
/// @param unused how many tensors belong to no network
record Parts(
        Map<ModelPart, Map<String, Weight>> networks, Names names, boolean openClip, boolean averaged, int unused) {
    /// Whose names a file uses for its tensors.
    enum Names {
        /// Stability's and CompVis's: `model.diffusion_model.…`.
        LDM,
        /// Those of diffusers and transformers: `unet.…`.
        DIFFUSERS
    }

    private record Place(String prefix, ModelPart part, Names names) {}

    private static final List<Place> PLACES = List.of(
            new Place("model.diffusion_model.", ModelPart.UNET, Names.LDM),
            new Place("first_stage_model.", ModelPart.VAE, Names.LDM),
            new Place("cond_stage_model.transformer.", ModelPart.TEXT_ENCODER, Names.LDM),
            new Place("cond_stage_model.model.", ModelPart.TEXT_ENCODER, Names.LDM),
            new Place("conditioner.embedders.0.transformer.", ModelPart.TEXT_ENCODER, Names.LDM),
            new Place("conditioner.embedders.1.model.", ModelPart.TEXT_ENCODER_2, Names.LDM),
            new Place("unet.", ModelPart.UNET, Names.DIFFUSERS),
            new Place("vae.", ModelPart.VAE, Names.DIFFUSERS),
            new Place("text_encoder.", ModelPart.TEXT_ENCODER, Names.DIFFUSERS),
            new Place("text_encoder_2.", ModelPart.TEXT_ENCODER_2, Names.DIFFUSERS));

    /// {@return the networks in `file`}
    static Parts of(TensorFile file) {
        Map<ModelPart, Map<String, Weight>> found = new EnumMap<>(ModelPart.class);
        int unused = 0;
        boolean diffusers = false;
        for (Map.Entry<String, Weight> entry : file.weights().entrySet()) {
            Place place = place(entry.getKey());
            if (place == null) {
                unused++;
            } else {
                diffusers |= place.names == Names.DIFFUSERS;
                found.computeIfAbsent(place.part, _ -> new LinkedHashMap<>())
                        .put(entry.getKey().substring(place.prefix.length()), entry.getValue());
            }
        }
        boolean averaged = !found.containsKey(ModelPart.UNET) && file.begins(EmaNames.PREFIX);
        if (averaged) {
            found.put(ModelPart.UNET, averages(file));
        }
        if (!found.containsKey(ModelPart.UNET) && file.has("input_blocks.0.0.weight", "conv_in.weight")) {
            found.put(ModelPart.UNET, file.weights()); // a U-Net by itself
            diffusers = file.has("conv_in.weight");
        }
        boolean openClip = found.containsKey(ModelPart.TEXT_ENCODER)
                && OpenClipText.names(found.get(ModelPart.TEXT_ENCODER).keySet());
        Map<ModelPart, Map<String, Weight>> networks = new EnumMap<>(ModelPart.class);
        for (Map.Entry<ModelPart, Map<String, Weight>> part : found.entrySet()) {
            Map<String, Weight> renamed = renamed(part.getKey(), part.getValue());
            unused += Math.max(0, part.getValue().size() - renamed.size());
            if (!renamed.isEmpty()) {
                networks.put(part.getKey(), renamed);
            }
        }
        return new Parts(networks, diffusers ? Names.DIFFUSERS : Names.LDM, openClip, averaged, unused);
    }

    /// {@return the tensors of the autoencoder in `file`, which may have nothing else and then no prefix}
    static Map<String, Weight> vae(TensorFile file) {
        Map<String, Weight> found = of(file).networks().get(ModelPart.VAE);
        if (found == null) {
            Map<String, Weight> bare = renamed(ModelPart.VAE, file.weights());
            return bare.containsKey("decoder.conv_in.weight") ? bare : Map.of();
        }
        return found;
    }

    private static @Nullable Place place(String key) {
        for (Place place : PLACES) {
            if (key.startsWith(place.prefix)) {
                return place;
            }
        }
        return null;
    }

    private static Map<String, Weight> averages(TensorFile file) {
        Map<String, Weight> averages = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            String name = EmaNames.dotted(key);
            if (!name.isEmpty()) {
                averages.put(name, weight);
            }
        });
        return averages;
    }

    /// {@return the tensors under the names the network asks for}
    static Map<String, Weight> renamed(ModelPart part, Map<String, Weight> weights) {
        return switch (part) {
            case UNET -> weights.containsKey("input_blocks.0.0.weight") ? LdmUNet.renamed(weights) : own(weights);
            case VAE -> LdmVae.names(weights.keySet()) ? LdmVae.renamed(weights) : own(weights);
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                OpenClipText.names(weights.keySet()) ? OpenClipText.renamed(weights) : own(weights);
        };
    }

    /// Every tensor is called what the network calls it, without the file's prefix.
    private static Map<String, Weight> own(Map<String, Weight> weights) {
        Map<String, Weight> renamed = new LinkedHashMap<>();
        weights.forEach((key, weight) -> renamed.put(key, weight.withKey(key)));
        return renamed;
    }
}
