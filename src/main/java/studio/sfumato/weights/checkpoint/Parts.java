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
/// @param openClip whether the first text encoder has OpenCLIP's names
record Parts(Map<ModelPart, Map<String, Weight>> networks, boolean openClip) {
    private record Place(String prefix, ModelPart part) {}

    private static final List<Place> PLACES = List.of(
            new Place("model.diffusion_model.", ModelPart.UNET),
            new Place("first_stage_model.", ModelPart.VAE),
            new Place("cond_stage_model.transformer.", ModelPart.TEXT_ENCODER),
            new Place("cond_stage_model.model.", ModelPart.TEXT_ENCODER),
            new Place("conditioner.embedders.0.transformer.", ModelPart.TEXT_ENCODER),
            new Place("conditioner.embedders.1.model.", ModelPart.TEXT_ENCODER_2),
            new Place("conditioner.embedders.0.model.", ModelPart.TEXT_ENCODER_2), // the refiner's only one
            new Place("unet.", ModelPart.UNET),
            new Place("vae.", ModelPart.VAE),
            new Place("text_encoder.", ModelPart.TEXT_ENCODER),
            new Place("text_encoder_2.", ModelPart.TEXT_ENCODER_2));

    /// {@return the networks in `file`}
    static Parts of(TensorFile file) {
        Map<ModelPart, Map<String, Weight>> found = new EnumMap<>(ModelPart.class);
        file.weights().forEach((key, weight) -> {
            Place place = place(key);
            if (place != null) {
                found.computeIfAbsent(place.part, _ -> new LinkedHashMap<>())
                        .put(key.substring(place.prefix.length()), weight);
            }
        });
        if (!found.containsKey(ModelPart.UNET) && file.begins(EmaNames.PREFIX)) {
            found.put(ModelPart.UNET, averages(file)); // a trainer's running average and nothing else
        }
        if (!found.containsKey(ModelPart.UNET) && file.has("input_blocks.0.0.weight", "conv_in.weight")) {
            found.put(ModelPart.UNET, file.weights()); // a U-Net by itself
        }
        boolean openClip = found.containsKey(ModelPart.TEXT_ENCODER)
                && OpenClipText.names(found.get(ModelPart.TEXT_ENCODER).keySet());
        Map<ModelPart, Map<String, Weight>> networks = new EnumMap<>(ModelPart.class);
        found.forEach((part, weights) -> {
            Map<String, Weight> renamed = renamed(part, weights);
            if (!renamed.isEmpty()) {
                networks.put(part, renamed);
            }
        });
        return new Parts(networks, openClip);
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
