package studio.sfumato.weights.checkpoint;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// The tensors of a file by network, each under the name the network asks for.
///
/// @param networks the networks that have any
/// @param openClip whether the first text encoder has OpenCLIP's names
record Parts(Map<ModelPart, Network> networks, boolean openClip) {
    /// A network in a file.
    ///
    /// @param weights its tensors, by the names the network asks for
    /// @param called what the file calls them
    record Network(Map<String, Weight> weights, UnaryOperator<String> called) {
        static Network of(ModelPart part, String prefix, Map<String, Weight> stored) {
            Map<String, Weight> weights = renamed(part, stored);
            UnaryOperator<String> names = names(part, stored.keySet(), weights.keySet());
            return new Network(weights, key -> prefix + names.apply(key));
        }

        /// The same, whose names lost their full stops.
        private Network averaged() {
            return new Network(
                    weights, key -> EmaNames.PREFIX + called.apply(key).replace(".", ""));
        }
    }

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
        Map<ModelPart, String> prefixes = new EnumMap<>(ModelPart.class);
        file.weights().forEach((key, weight) -> {
            Place place = place(key);
            if (place != null) {
                prefixes.putIfAbsent(place.part, place.prefix);
                found.computeIfAbsent(place.part, _ -> new LinkedHashMap<>())
                        .put(key.substring(place.prefix.length()), weight);
            }
        });
        boolean averages = !found.containsKey(ModelPart.UNET) && file.begins(EmaNames.PREFIX);
        if (averages) {
            found.put(ModelPart.UNET, averages(file)); // a trainer's running average and nothing else
        }
        if (!found.containsKey(ModelPart.UNET) && FileKind.bareUnet(file)) {
            found.put(ModelPart.UNET, file.weights()); // a U-Net by itself
        }
        boolean openClip = found.containsKey(ModelPart.TEXT_ENCODER)
                && OpenClipText.names(found.get(ModelPart.TEXT_ENCODER).keySet());
        Map<ModelPart, Network> networks = new EnumMap<>(ModelPart.class);
        found.forEach((part, weights) -> {
            Network network = Network.of(part, prefixes.getOrDefault(part, ""), weights);
            if (!network.weights.isEmpty()) {
                networks.put(part, averages && part == ModelPart.UNET ? network.averaged() : network);
            }
        });
        return new Parts(networks, openClip);
    }

    /// {@return the autoencoder in `file`, which may have nothing else and then no prefix}
    static Optional<Network> vae(TensorFile file) {
        return Optional.ofNullable(of(file).networks.get(ModelPart.VAE))
                .or(() -> Optional.of(Network.of(ModelPart.VAE, "", file.weights()))
                        .filter(bare -> bare.weights.containsKey("decoder.conv_in.weight")));
    }

    /// {@return what turns the names a network asks for into those of a file without its prefix}
    private static UnaryOperator<String> names(ModelPart part, Set<String> stored, Set<String> renamed) {
        return switch (part) {
            case UNET -> LdmUNet.names(stored) ? LdmUNet.called(stored) : UnaryOperator.identity();
            case VAE -> {
                LdmVaeNames ldm = new LdmVaeNames(renamed);
                yield LdmVae.names(stored) ? key -> ldm.of(key).orElse(key) : UnaryOperator.identity();
            }
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                OpenClipText.names(stored) ? key -> OpenClipText.called(key, stored) : UnaryOperator.identity();
        };
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
            case UNET -> LdmUNet.names(weights.keySet()) ? LdmUNet.renamed(weights) : own(weights);
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
